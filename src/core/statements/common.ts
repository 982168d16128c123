import type { Range } from '../text.ts'

/** What every statement has. */
export interface Common {
  readonly range: Range
  /** Set on a statement found inside a DO block: it runs, but perhaps under a condition. */
  readonly inside?: {
    readonly block: Range /** Under IF, LOOP, CASE or a handler that swallows its failure. */
    readonly guarded: boolean
  }
}
