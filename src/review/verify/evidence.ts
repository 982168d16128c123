import type { Evidence } from '../../core/finding.ts'
import type { QuotePlace } from './quote.ts'

const mostProved = 3

/** What code has seen of a claim: where its quote stands, and that what it names exists. What the model concludes is an inference. */
export function evidenceFor({
  path,
  place,
  proved,
}: {
  readonly path: string
  readonly place: QuotePlace
  readonly proved: readonly string[]
}): readonly Evidence[] {
  const { range, lines } = place
  const where =
    lines.startLine === lines.endLine
      ? `line ${lines.startLine}`
      : `lines ${lines.startLine} to ${lines.endLine}`
  return [
    { strength: 'inferred', kind: 'quote', text: `stands verbatim at ${where}`, place: { path, range } },
    ...proved.slice(0, mostProved).map((text) => ({ strength: 'proved', kind: 'catalog', text }) as const),
  ]
}
