import { unquoted } from '../../core/terraform/address.ts'

const key = /(?:("(?:[^"\\]|\\.)*")|([\p{ID_Start}_][\p{ID_Continue}.:/@-]*))\s*(?==|\{|")/suy

/** The name a line begins with, and where what follows it begins. */
export function keyOf(content: string): readonly [string, string, number] | undefined {
  key.lastIndex = 0
  const [whole, quoted, plain = ''] = key.exec(content) ?? []
  if (whole === undefined) return undefined
  return [whole, quoted === undefined ? plain : unquoted(quoted), whole.length]
}

export function skipSpace(text: string, at: number): number {
  let end = at
  while (text[end] === ' ') end++
  return end
}

/** How many elements or attributes a line says are hidden. */
export function hiddenCount(content: string): number | undefined {
  const [, count] = /^# \((\d{1,9}) unchanged /.exec(content) ?? []
  if (count !== undefined) return Number(count)
  return content.startsWith('# At least one attribute in this block is') ? 1 : undefined
}

export function dedented(lines: readonly string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const least = indents.reduce((min, indent) => Math.min(min, indent), Number.POSITIVE_INFINITY)
  return lines.map((line) => `${line.slice(Number.isFinite(least) ? least : 0)}\n`).join('')
}
