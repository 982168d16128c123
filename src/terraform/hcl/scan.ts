import type { Range } from '../../core/text.ts'
import type { Frame } from './frame.ts'

export interface CodeToken {
  readonly kind:
    | 'word'
    | 'number'
    | 'mark'
    | 'line'
    | 'quote'
    | 'heredoc'
    | 'value'
    | 'directive'
    | 'strange'
    | 'end'
  readonly text: string
  readonly range: Range
  /** Of a heredoc: the word that ends it. */
  readonly word?: string
}

const patterns: readonly [CodeToken['kind'], RegExp][] = [
  ['line', /\n/y],
  ['word', /[\p{ID_Start}_](?:[\p{ID_Continue}-]|::)*/uy],
  ['number', /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y],
  ['quote', /"/y],
  ['heredoc', /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t\r]*\n/uy],
  ['mark', /\.\.\.|&&|\|\||=>|[=!<>]=|[-+*/%<>!?:=.,()[\]{}~]/y],
]

/** The next token of code at an offset; blanks and comments before it are passed over. */
export function codeToken(text: string, at: number): CodeToken {
  const start = behindBlanks(text, at)
  for (const [kind, pattern] of patterns) {
    const found = matched(pattern, text, start)
    if (!found) continue
    const range = { start, end: start + found[0].length }
    return { kind, text: found[0].trim(), range, ...(found[1] !== undefined && { word: found[1] }) }
  }
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  if (start >= text.length) return { kind: 'end', text: '', range: { start, end: start } }
  return { kind: 'strange', text: character, range: { start, end: start + character.length } }
}

/** What ends a text or interrupts it. */
export function textToken(text: string, at: number, { ends }: Frame): CodeToken {
  const pattern = ends === 'quote' ? inQuotes : inHeredoc
  for (let from = at; ; ) {
    const found = matched(pattern, text, from)
    if (!found) return { kind: 'end', text: '', range: { start: text.length, end: text.length } }
    const range = { start: found.index, end: found.index + found[0].length }
    from = range.end
    if (found[0] === '${') return { kind: 'value', text: found[0], range }
    if (found[0] === '%{') return { kind: 'directive', text: found[0], range }
    if (found[0] === '"') return { kind: 'quote', text: '"', range }
    if (ends === 'quote' && found[0] === '\n') return { kind: 'line', text: '', range }
    if (ends === 'quote' && /^\\[^nrt"\\uU]/.test(found[0])) return { kind: 'strange', text: found[0], range }
    if (typeof ends === 'object' && found[1] === ends.word) return { kind: 'heredoc', text: ends.word, range }
  }
}

const inQuotes = /(?:\${2,}|%{2,})\{|[$%]\{|"|\n|\\./gsu
const inHeredoc =
  /(?:\${2,}|%{2,})\{|[$%]\{|(?<=\n)[ \t]*([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t\r]*(?=\n|$)/gu

/** Past blanks and comments. One that does not end is left standing. */
function behindBlanks(text: string, at: number): number {
  for (let i = at; ; ) {
    const line = text[i] === '#' || text.startsWith('//', i)
    const end = text.startsWith('/*', i) ? text.indexOf('*/', i + 2) : -1
    if (line) i = text.includes('\n', i) ? text.indexOf('\n', i) : text.length
    else if (end >= 0) i = end + 2
    else if (text[i] === ' ' || text[i] === '\t' || text[i] === '\r') i++
    else return i
  }
}

function matched(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
