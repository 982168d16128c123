import { didYouMean } from '../core/near-names.ts'

export type Arguments<K extends string> =
  | { readonly values: Partial<Readonly<Record<K, string>>> }
  | { readonly problem: string }

/** Reads `key=value key="several words"`, in any order, each once. Curly quotes, which phones type, count as straight ones. */
export function parseArguments<K extends string>(text: string, keys: readonly K[]): Arguments<K> {
  const values: Partial<Record<K, string>> = {}
  let rest = text.replace(/[“”„]/g, '"').trim()
  while (rest !== '') {
    const [whole, name, quoted, bare] = /^([\w-]+)=(?:"([^"]*)"|([^\s"]+))(?=\s|$)/.exec(rest) ?? []
    if (whole === undefined || name === undefined) return { problem: unreadable(rest) }
    const key = keys.find((one) => one === name.toLowerCase())
    if (key === undefined)
      return { problem: `There is no \`${name.slice(0, 40)}\`. ${didYouMean(name, keys)}`.trim() }
    if (values[key] !== undefined) return { problem: `\`${key}\` is given twice.` }
    values[key] = (quoted ?? bare ?? '').trim()
    rest = rest.slice(whole.length).trim()
  }
  return { values }
}

function unreadable(rest: string): string {
  const isOpen = /^[\w-]+="[^"]*$/.test(rest)
  if (isOpen) return 'A quotation mark is not closed.'
  const shown = rest
    .slice(0, 60)
    .replace(/[\p{Cc}\p{Bidi_Control}`"]/gu, ' ')
    .trim()
  return `"${shown}" is not \`name=value\`; words with spaces stand in quotation marks.`
}
