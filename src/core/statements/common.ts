import type { Range } from '../text.ts'

/** What every statement has. */
export interface Common {
  readonly range: Range
  /** Set on a statement found inside a DO block: it runs, but perhaps under a condition. */
  readonly inside?: {
    readonly block: Range
    /** Under IF, LOOP, CASE or a handler that swallows its failure. */
    readonly guarded: boolean
  }
  /** The rehearsal saw it run inside its block or a function, whether or not the file spells it out; `undone`: and a handler took it back. */
  readonly ran?: true | 'undone'
  /** The text it was read as, of the same length, where psql variables and placeholders had to be turned into names. */
  readonly readAs?: string
}
