import type { Range } from '../../core/text.ts'
import { kinds } from './characters.ts'
import type { Extent, Source } from './source.ts'

const starts = ['select', 'values', 'table', 'with', 'insert', 'update', 'delete', 'merge']

/** Tokens of the whole statement. */
export function wholeExtent(source: Source): Extent {
  return { first: 0, last: source.tokens.length - 1 }
}

/** The query that begins at or after a token on its level: `CREATE VIEW v AS >SELECT ...`. */
export function queryFrom(source: Source, first: number, last = source.tokens.length - 1): Extent {
  const { tokens } = source
  for (let at = first; at <= last; ) {
    if (tokens.is(at, ...starts)) return { first: at, last }
    if (tokens.kind(at) === kinds.open && opensQuery(source, at)) return { first: at, last }
    const partner = tokens.partner(at)
    at = partner > at ? partner + 1 : at + 1
  }
  return { first, last }
}

export function opensQuery(source: Source, open: number): boolean {
  let at = open
  while (source.tokens.kind(at) === kinds.open) at++
  return at > open && source.tokens.is(at, ...starts)
}

/** The tokens inside the parentheses that enclose all of an extent. */
export function ungroup(source: Source, extent: Extent): Extent {
  let { first, last } = extent
  while (first < last && source.tokens.kind(first) === kinds.open && source.tokens.partner(first) === last) {
    first++
    last--
  }
  return { first, last }
}

export function rangeOf(source: Source, extent: Extent): Range {
  return source.span(source.tokens.start(extent.first), source.tokens.end(extent.last))
}
