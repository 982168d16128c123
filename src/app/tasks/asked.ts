import type { Database } from '../../store/database.ts'
import type { evaluationOf } from '../../store/evaluations.ts'
import type { CommandTask, PullFacts } from '../task.ts'

/** What came of a command, to be told and to be remembered. */
export type Answer =
  | {
      readonly done: true
      readonly text?: string
      readonly detail?: object
      readonly decide?: true
      /** Fingerprint of the model's finding that the text is about: reactions to it are heard. */
      readonly about?: string
    }
  | { readonly done: false; readonly text: string }

/** What a command does to the store, in the transaction that writes it down. GitHub was asked before. */
export type Deed = (inside: Database) => Promise<Answer>

/** A command, its author and what it is about. */
export interface Asked {
  readonly task: CommandTask
  readonly pull: PullFacts
  /** Of the current head; undefined while it is being reviewed. */
  readonly known: Awaited<ReturnType<typeof evaluationOf>>
}

export const no = (text: string): Answer => ({ done: false, text })
