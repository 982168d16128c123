import type { SqlToken } from './sql-tokens.ts'

/** Whether a text goes to the end without its closing quote. */
export function isOpen(token: SqlToken | undefined): boolean {
  return (token?.kind === 'string' || token?.kind === 'name') && token.end === token.inside.end
}

/**
 * From where on it is not known what is inside of quotes and what is outside: where a quote stands in a word, as an apostrophe does, or
 * from the first text of those whose last one has no end. Undefined where quotes come out evenly.
 */
export function unsteadyFrom(text: string, tokens: readonly SqlToken[]): number | undefined {
  const quoted = tokens.filter(({ kind }) => kind === 'string' || kind === 'name')
  const inWord = quoted.find((token) => isInWord(text, token))
  const odd = inWord && text.lastIndexOf('\n', inWord.start) + 1
  const open = isOpen(tokens.at(-1)) ? quoted[0]?.inside.start : undefined
  if (odd === undefined || open === undefined) return odd ?? open
  return Math.min(odd, open)
}

function isInWord(text: string, { start, end, inside }: SqlToken): boolean {
  if (text[start] === '`') return false
  if (end > inside.end && /[\p{L}\p{N}]/u.test(text[end] ?? '')) return true
  if (!/[\p{L}\p{N}]/u.test(text[start - 1] ?? '')) return false
  const [word = ''] = /[\p{L}\p{N}_]{1,24}$/u.exec(text.slice(Math.max(0, start - 24), start)) ?? []
  return !prefix.test(word)
}

/** What may stand before a text without a blank. */
const prefix =
  /^(?:r|b|rb|br|n|e|u|x|n?q|_\w+|date|time|timestamp|timestamptz|datetime|interval|json|jsonb|numeric|decimal|bit|in|like|ilike|as|when|then|else|values|by|and|or|not|select|default)$/i
