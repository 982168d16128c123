import { matches, type Span } from './span.ts'

/**
 * What no reader sees: characters of formatting (zero width, direction), tags and selectors that carry a text of their own, control
 * characters, breaks of lines that are none to an editor, halves of pairs. A run of them leaves as one placeholder.
 */
const hidden = /(?:(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800])+/gu

/** A text as a reader sees it, and where in the true text its parts are. */
export interface Seen {
  readonly text: string
  /** Parts of the true text for parts of the seen one, with the hidden characters inside them. */
  place(spans: readonly Span[]): readonly Span[]
  /** The hidden characters themselves. */
  readonly hidden: readonly Span[]
}

/** What is looked for is looked for in this, so that a character nobody sees hides nothing from us. */
export function seen(text: string): Seen {
  const found = matches(text, hidden, 'HIDDEN')
  if (found.length === 0) return { text, place: (spans) => spans, hidden: [] }
  const pieces: string[] = []
  const offsets = new Uint32Array(text.length)
  let count = 0
  let from = 0
  for (const { start, end } of [...found, { start: text.length, end: text.length }]) {
    pieces.push(text.slice(from, start))
    for (let at = from; at < start; at++) offsets[count++] = at
    from = end
  }
  const place = ({ kind, start, end }: Span): Span => ({
    kind,
    start: offsets[start] ?? 0,
    end: (offsets[end - 1] ?? 0) + 1,
  })
  return { text: pieces.join(''), place: (spans) => spans.map(place), hidden: found }
}
