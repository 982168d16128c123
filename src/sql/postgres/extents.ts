import type { Expression } from '../../core/query.ts'
import type { Range } from '../../core/text.ts'
import { kinds } from './characters.ts'
import type { Source } from './source.ts'

/** How far an expression reaches. The parser tells where nodes begin; tokens tell where they end. */

/** The token at a local offset together with parts, each with the parentheses that group it. */
export function around(source: Source, at: number, parts: readonly (Expression | undefined)[]): Range {
  const { tokens } = source
  let start = Number.POSITIVE_INFINITY
  let end = -1
  if (at >= 0) {
    const index = tokens.from(at)
    start = tokens.start(index)
    end = tokens.end(index)
  }
  for (const part of parts) {
    if (!part) continue
    const whole = tokens.grouped(source.local(part.range.start), source.local(part.range.end))
    start = Math.min(start, whole.start)
    end = Math.max(end, whole.end)
  }
  return end < 0 ? source.nowhere : source.span(start, end)
}

/** `name ( ... )`, from the token at `at` to the closing parenthesis after it; the token alone when none follows. */
export function callEnd(source: Source, index: number): number {
  const { tokens } = source
  let at = index
  while (tokens.kind(at + 1) === kinds.dot) at += 2
  const close = tokens.kind(at + 1) === kinds.open ? tokens.partner(at + 1) : -1
  return close > 0 ? close : at
}

/** Widens a range to a closing parenthesis or word that directly follows it. */
export function through(source: Source, range: Range, ...words: readonly string[]): Range {
  const { tokens } = source
  let index = tokens.after(source.local(range.end))
  while (tokens.kind(index) === kinds.close && words.length > 0) index++
  return tokens.is(index, ...words) ? { start: range.start, end: source.place(tokens.end(index)) } : range
}

/** The dotted name of `count` parts that begins at a local offset; -1 is nowhere. */
export function dotted(source: Source, at: number, count: number): Range {
  if (at < 0) return source.nowhere
  const { tokens } = source
  const index = tokens.from(at)
  return source.span(tokens.start(index), tokens.end(index + 2 * (Math.max(count, 1) - 1)))
}
