import type { ChangeKind } from '../change.ts'
import type { Evidence } from '../finding.ts'
import type { Place } from '../text.ts'

/** Something of the repository, outside a configuration, that reads what this makes. */
export interface Reader {
  /** A table, a column or `output.NAME`, named as changes name it. */
  readonly of: string
  /** What is read: a resource, by its address at base without keys, or `output.NAME`. */
  readonly made: string
  /** What becomes of it. */
  readonly loss?: ChangeKind
  /** What reads, where it is more than a place in a file: `the view mails`, `aws_lambda_function.load in loader`. */
  readonly who?: string
  /** How a sentence calls it: that, or `models/orders.sql:7`. */
  readonly by: string
  /** Where it only may be that: a name in a text that was not parsed, a state whose whereabouts are not known. */
  readonly certain: boolean
  /** At head. */
  readonly place: Place
}

/** Most readers that evidence names. */
const mostNamed = 10

/** The readers as a sentence that names one; empty where there are none. */
export function readText(readers: readonly Reader[]): string {
  const [first] = byCertainty(readers)
  if (!first) return ''
  const more = readers.length > 1 ? ` and ${readers.length - 1} more` : ''
  return `It ${first.certain ? 'is still' : 'may still be'} read by ${first.by}${more}.`
}

const byCertainty = (readers: readonly Reader[]) =>
  readers.toSorted((one, other) => Number(other.certain) - Number(one.certain))

/** Readers as evidence, those that are certain first. */
export function readEvidence(readers: readonly Reader[]): readonly Evidence[] {
  const sorted = byCertainty(readers)
  const named = sorted.slice(0, mostNamed).map(
    ({ of, who, certain, place }): Evidence => ({
      strength: certain ? 'proved' : 'inferred',
      kind: 'dependency',
      text: [who, certain ? 'reads' : 'may read', of].filter(Boolean).join(' '),
      place,
    }),
  )
  const more = sorted.length - named.length
  if (more <= 0) return named
  return [...named, { strength: 'inferred', kind: 'dependency', text: `and ${more} more that read it` }]
}
