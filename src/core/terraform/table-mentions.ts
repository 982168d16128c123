import { partsOf } from '../name.ts'
import type { Range } from '../text.ts'
import type { TableChange } from './table-changes.ts'

/**
 * Where code that no parser understands (a template, SQL of another platform) may read what a change takes away: the table's name where
 * a table is named, or under its schema, and the column's name anywhere. The code is given without comments, in lower case.
 */
export function mentionIn(code: string, { table, column }: TableChange): Range | undefined {
  const [schema, name] = partsOf(table.name.toLowerCase()).slice(-2)
  if (schema === undefined || name === undefined) return undefined
  if (column !== undefined && !mentionsColumn(code, column.toLowerCase())) return undefined
  return occurrences(code, name).find(({ start }) =>
    isTable(code.slice(Math.max(0, start - 200), start), schema),
  )
}

function mentionsColumn(code: string, column: string): boolean {
  const field = column.split('.').at(-1) ?? column
  return occurrences(code, field).length > 0 || /\bselect\s+(?:[\w"`]{1,100}\.)?\*/.test(code)
}

/** Most places looked at: a word that is everywhere says nothing. */
const mostOccurrences = 1_000

/** Where a word stands by itself. */
function occurrences(code: string, word: string): Range[] {
  const found: Range[] = []
  if (word === '') return found
  for (
    let at = code.indexOf(word);
    at >= 0 && found.length < mostOccurrences;
    at = code.indexOf(word, at + word.length)
  ) {
    const end = at + word.length
    if (!isPartOfWord(code[at - 1]) && !isPartOfWord(code[end])) found.push({ start: at, end })
  }
  return found
}

const isPartOfWord = (character: string | undefined) =>
  character !== undefined && /[\p{L}\p{N}_$]/u.test(character)

/** Whether what stands before a name makes it that of the table. */
function isTable(before: string, schema: string): boolean {
  const unquoted = withoutLast(before, '"`[')
  if (unquoted.endsWith('.')) return endsInWord(withoutLast(unquoted.slice(0, -1), '"`]'), schema)
  const source = /\bsource\s{0,20}\(\s{0,20}["']([^"']{1,200})["']\s{0,20},\s{0,20}["']$/.exec(before)
  if (source) return source[1] === schema
  return /\b(?:from|join|into|update|table)\s{1,20}$/.test(unquoted)
}

function withoutLast(text: string, quotes: string): string {
  const last = text.at(-1)
  return last !== undefined && quotes.includes(last) ? text.slice(0, -1) : text
}

const endsInWord = (text: string, word: string) =>
  text.endsWith(word) && !isPartOfWord(text[text.length - word.length - 1])

/** What begins and ends what does not count; what templates say stays. */
const ignored: ReadonlyMap<string, { readonly end: string; readonly keeps?: true }> = new Map([
  ['{{', { end: '}}', keeps: true }],
  ['{%', { end: '%}', keeps: true }],
  ['{#', { end: '#}' }],
  ['--', { end: '\n' }],
  ['/*', { end: '*/' }],
  ["'", { end: "'" }],
])

/** The text with blanks for comments and texts in quotes, of the same length. */
export function withoutComments(text: string): string {
  const opening = /\{[{%#]|--|\/\*|'/g
  let code = ''
  for (let at = opening.exec(text), from = 0; ; at = opening.exec(text)) {
    const part = at && ignored.get(at[0])
    if (!at || !part) return code + text.slice(from)
    const found = text.indexOf(part.end, at.index + at[0].length)
    const end = found < 0 ? text.length : found + part.end.length
    const inside = text.slice(at.index, end)
    code += text.slice(from, at.index) + (part.keeps ? inside : inside.replace(/[^\n]/g, ' '))
    from = end
    opening.lastIndex = end
  }
}
