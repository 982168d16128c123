import type { Range } from '../../core/text.ts'

/** What stands in the place of an original, by what it is. */
export type Kind =
  | ('ACCOUNT' | 'CARD' | 'COMMENT' | 'DATE' | 'EMAIL' | 'HIDDEN' | 'HOST' | 'IBAN' | 'ID' | 'IP' | 'NUMBER')
  | ('PERSON' | 'PHONE' | 'RELATION' | 'SECRET' | 'TEXT' | 'TIME' | 'URL' | 'UUID')

/** A part of a text that does not leave. */
export interface Span extends Range {
  readonly kind: Kind
}

/** The same parts, in order and without overlap: what lies in another goes with it, of equal ones the first is taken. */
export function settled(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  let end = 0
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.end <= end || span.end === span.start) continue
    kept.push(span.start < end ? { ...span, start: end } : span)
    end = span.end
  }
  return kept
}

/** What is left of parts where holes are cut into them. Holes are in order and do not overlap. */
export function without(spans: readonly Span[], holes: readonly Range[]): readonly Span[] {
  if (holes.length === 0) return spans
  const kept: Span[] = []
  let first = 0
  for (const { kind, start, end } of settled(spans)) {
    let from = start
    while (first < holes.length && (holes[first]?.end ?? 0) <= start) first++
    for (let at = first; from < end; at++) {
      const hole = holes[at]
      const to = hole && hole.start < end ? hole.start : end
      if (to > from) kept.push({ kind, start: from, end: to })
      if (to === end) break
      from = Math.max(from, hole?.end ?? end)
    }
  }
  return kept
}

/** The same parts, of a text that begins at an offset of another. */
export function moved(spans: readonly Span[], by: number): Span[] {
  return spans.map(({ kind, start, end }) => ({ kind, start: start + by, end: end + by }))
}

/** Every match of a form, as parts of one kind. */
export function matches(text: string, form: RegExp, kind: Kind): Span[] {
  return Array.from(text.matchAll(form), ({ index, 0: found }) => ({
    kind,
    start: index,
    end: index + found.length,
  }))
}
