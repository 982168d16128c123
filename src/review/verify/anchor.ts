import type { Head } from './head.ts'
import type { QuotePlace } from './quote.ts'

/**
 * The place that is meant where a quote stands at several: one that has a changed line before one within what is affected, then the
 * nearest to the line that the model named. Undefined where none of them has a part in the change.
 */
export function anchor(
  places: readonly QuotePlace[],
  { head, line }: { readonly head: Head; readonly line: number },
): QuotePlace | undefined {
  const changed = places.filter(({ lines }) => countIn(head.changedUpTo, lines) > 0)
  const near = changed.length > 0 ? changed : places.filter((place) => isConcerned(place, head))
  return near.reduce<QuotePlace | undefined>(
    (best, place) => (best && distance(best, line) <= distance(place, line) ? best : place),
    undefined,
  )
}

/** Whether it lies whole within what is changed or affected. */
function isConcerned({ lines }: QuotePlace, { concernedUpTo }: Head): boolean {
  return countIn(concernedUpTo, lines) === lines.endLine - lines.startLine + 1
}

function countIn(upTo: Int32Array, { startLine, endLine }: QuotePlace['lines']): number {
  return (upTo[endLine] ?? 0) - (upTo[startLine - 1] ?? 0)
}

const distance = ({ lines }: QuotePlace, line: number) => Math.abs(lines.startLine - line)
