import type { Hit } from '../../../src/core/finding.ts'
import type { Range } from '../../../src/core/text.ts'

/**
 * A suggestion that puts text right after the first of the given keywords in a stretch of SQL. Comments, strings and quoted names
 * are passed over; nothing when no keyword is there.
 */
export function insertAfter(
  text: string,
  range: Range,
  keywords: readonly string[],
  insertion: { readonly title: string; readonly text: string },
): Pick<Hit, 'suggestion'> {
  for (const token of tokens(text, range)) {
    if (!keywords.includes(text.slice(token.start, token.end).toUpperCase())) continue
    return { suggestion: { title: insertion.title, edits: [edit(token.end, insertion.text)] } }
  }
  return {}
}

/** Where a stretch of SQL really ends: after its last word or sign, before a trailing comment. */
export function endOfCode(text: string, range: Range): number {
  let end = range.start
  for (const token of tokens(text, range)) end = token.end
  return end
}

export function edit(offset: number, text: string): { readonly range: Range; readonly text: string } {
  return { range: { start: offset, end: offset }, text }
}

const dollarQuote = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const commentMark = /\/\*|\*\//g
const plain =
  /\s+|--[^\n\r]*|[eE]'(?:[^'\\]|''|\\.)*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[\p{L}_][\p{L}\p{N}_$]*|./suy

/** Words, signs and quoted stretches in order (PostgreSQL 18 documentation, 4.1 Lexical Structure). */
function* tokens(text: string, { start, end }: Range): Generator<Range> {
  let at = start
  while (at < end) {
    const next = endOfToken(text, at)
    const isBlank = /^(?:\s|--|\/\*)/.test(text.slice(at, at + 2))
    if (!isBlank) yield { start: at, end: Math.min(next, end) }
    at = next
  }
}

function endOfToken(text: string, at: number): number {
  if (text.startsWith('/*', at)) return endOfComment(text, at)
  dollarQuote.lastIndex = at
  const tag = dollarQuote.exec(text)?.[0]
  if (tag) {
    const close = text.indexOf(tag, at + tag.length)
    return close < 0 ? text.length : close + tag.length
  }
  plain.lastIndex = at
  return at + (plain.exec(text)?.[0].length ?? 1)
}

/** Block comments nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0
  commentMark.lastIndex = start
  for (let mark = commentMark.exec(text); mark; mark = commentMark.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return commentMark.lastIndex
  }
  return text.length
}
