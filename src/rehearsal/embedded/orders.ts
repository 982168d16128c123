import type { Rehearsal, RehearsalRequest, RehearsedBase, RehearsedFile } from '../../core/rehearsal.ts'

/** What a stage is asked, one at a time. */
export type Order =
  /** To start a server on a snapshot; without one, on a new cluster. */
  | { readonly open: Opening; readonly seconds: number }
  /** To run the merged files on it, or nothing, and to shut it down. */
  | { readonly build: Pick<RehearsalRequest, 'base' | 'tool'> | 'nothing'; readonly seconds: number }
  | { readonly rehearse: RehearsalRequest; readonly seconds: number }

export interface Opening {
  readonly snapshot?: Uint8Array
  readonly extensions: readonly string[]
  readonly purpose: 'build' | 'rehearse'
}

/** What it says. All but `finished` end an order, and after the last two it is of no more use. */
export type Told =
  | { readonly opened: Opened }
  /** A packed snapshot. */
  | { readonly built: Uint8Array }
  | { readonly finished: RehearsedFile }
  | { readonly rehearsed: Rehearsal }
  /** Why it was stopped, as a clause. */
  | { readonly stopped: string }
  /** Stack of what was thrown. */
  | { readonly bug: string }

export interface Opened {
  readonly version: number
  readonly base: RehearsedBase
}
