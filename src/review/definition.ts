import type { CreateRoutine, CreateTrigger, CreateView } from '../core/statement.ts'

/** A statement of an unchanged file that makes a view, a function or a trigger. */
export interface Definition {
  readonly path: string
  /** The whole file. */
  readonly text: string
  readonly statement: CreateView | CreateRoutine | CreateTrigger
  /** Root of the history that it is part of. */
  readonly group: string
}
