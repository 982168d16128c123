import type { ServerError } from '../core/rehearsal.ts'

/** One connection to a Postgres on which things are tried: the embedded one, or a throw-away database of a real server. */
export interface Session {
  /**
   * Runs one statement by the simple protocol (several in one string would be a transaction of their own). A failure of the statement is an
   * answer; what is thrown is a `ServerBroken`.
   */
  run(sql: string): Promise<Ran>
  readonly version: number
  readonly kind: 'embedded' | 'server'
}

export interface Ran {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly notices: readonly Notice[]
  /** Rows the command tag counts. */
  readonly affected: number
  readonly error?: SessionError
}

export interface Notice {
  readonly severity: string
  readonly message: string
  readonly code: string
  /** Of the server's source, that sent it: tells its own words from those that a script raises. */
  readonly routine?: string
  /** The context: what ran when it was sent, innermost first. */
  readonly where?: string
}

/** `at` counts UTF-16 units from the start of the statement that was run. */
export interface SessionError extends ServerError {
  readonly severity: string
  /** Names the server gives with the error, when it does. */
  readonly schema?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

/** The server itself failed, not a statement: nothing it says after this means anything. */
export class ServerBroken extends Error {}
