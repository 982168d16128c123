import type { Remedy } from '../../core/opinion.ts'
import type { RemedyAnswer } from '../../review/answer.ts'
import type { FileEdit, Objection, Refused, Trial } from '../try-out.ts'

/** What proofs work with. */
export interface Bench {
  /** The change as it is. */
  readonly before: Trial
  /** Whether there is a place to run migrations. */
  readonly isRehearsed: boolean
  /** The change as it would be. What `objects` has against it is seen before anything is run. */
  tryOut(edits: readonly FileEdit[], objects?: Objection): Promise<Trial | Refused>
}

/** A remedy as the model wrote it. The paths of its files are not taken from it. */
export interface RemedyWish extends RemedyAnswer {
  readonly kind: Remedy['kind']
  /** The files that the question was about. */
  readonly paths: readonly string[]
}

/** What was proved, and what was not seen. */
export type Proved = Pick<Remedy, 'proof' | 'caveats'>

export const proved = (proof: readonly string[], caveats: readonly string[]): Proved =>
  caveats.length > 0 ? { proof, caveats } : { proof }

/** Of a clause or a sentence. */
export const refused = (why: string): Refused => ({ refused: `${why.replace(/\.$/, '')}.` })

export const isRefused = (value: object | undefined): value is Refused =>
  value !== undefined && 'refused' in value

export const noPlan = 'The plan was not made again.'
