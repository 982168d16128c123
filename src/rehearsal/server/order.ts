import type { Rehearsal, RehearsalRequest, RehearsedBase, RehearsedFile } from '../../core/rehearsal.ts'

/** What a stage is to do in one database of a server. */
export interface Order {
  /** Of the role that scripts run as. */
  readonly address: string
  readonly database: string
  readonly request: RehearsalRequest
  /** What the database holds; left out: it is empty, and the base is to be built in it. */
  readonly base?: RehearsedBase
}

export type Told =
  | { readonly finished: RehearsedFile }
  | { readonly built: RehearsedBase }
  | { readonly rehearsed: Rehearsal }
  /** The server failed, as a clause. */
  | { readonly broken: string }
  | { readonly bug: string }
