import type { Stub } from '../../core/rehearsal.ts'
import type { SessionError } from '../session.ts'

/** A statement that this server refused, and where it stands. */
export interface Failure {
  readonly sql: string
  readonly error: SessionError
  /** Whether the history is Supabase's, which brings schemas, roles and functions of its own. */
  readonly isSupabase: boolean
  /**
   * Merged: it ran where it counts, so whatever it lacks is there. A statement of the change itself is believed only about what no
   * migration can bring along: roles, databases, and what extensions and platforms hold.
   */
  readonly isMerged: boolean
  /** Nothing was merged before: what the history's tool or a person made for it by hand cannot be known. */
  readonly isFirst: boolean
  /** What has been put in place so far. */
  readonly stubs: readonly Stub[]
}

/** One way to get a statement to run here. */
export interface Remedy {
  /** SQL that puts in place what is missing; the statement is run again after it. */
  readonly sql?: string
  /** What is run in the statement's place; empty for nothing at all. */
  readonly instead?: string
  readonly stubs: readonly Stub[]
  /** Of a function that was made up: the same one returning another type. */
  readonly returning?: (type: string) => Remedy
}
