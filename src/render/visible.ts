const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text with every character that a reader cannot see, or that acts on the reader's screen, written out: controls, ANSI and OSC
 * introducers, bidi overrides, zero-width characters, lone surrogates. Line feeds and printable text stay.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\t', '  ').replace(hidden, written)
}

/** The same on one line: line ends and runs of blanks become one space. */
export function oneLine(text: string): string {
  return visible(text.replace(/[\r\n]+/g, '\n'))
    .replace(/\s+/g, ' ')
    .trim()
}

/** At most `limit` characters; what is cut is said. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  const kept = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')
  return `${kept}… (${text.length - kept.length} characters more)`
}

/** At most `limit` characters, for places where there is no room to say how many are missing. */
export function cutTo(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A piece of a text: prose, or the inside of a fenced block. */
export interface Chunk {
  readonly text: string
  /** Of a fenced block, the language it names; empty where it names none. */
  readonly language?: string
}

/** Prose and the fenced blocks in it, by turns, prose first. */
export function splitFences(text: string): Chunk[] {
  const parts = text.replaceAll('\r\n', '\n').split(/^```([^\n]*)\n([\s\S]*?)^```[^\n]*$/m)
  return parts.flatMap((part, i) => {
    if (i % 3 === 0) return [{ text: part.trim() }]
    if (i % 3 === 1) return []
    const language = /^[a-z]{1,12}$/.exec(parts[i - 1] ?? '')?.[0] ?? ''
    return [{ text: part.replace(/\n$/, ''), language }]
  })
}

function written(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
}
