import type { Name } from './name.ts'
import type { LockMode } from './statement.ts'
import type { Range } from './text.ts'

// What a change did when it was run in a real Postgres: plain JSON, and nothing that is added here depends on clock or chance. What the SQL
// itself draws from them is told as it came, and limits are of time: but for those the same change gives the same rehearsal. Names are
// full (`public.orders`).

/** One history's new files, run on the database that its merged files build. */
export interface Rehearsal {
  /** Root of the history; empty for files outside every history. */
  readonly history: string
  readonly server: RehearsalServer
  readonly base: RehearsedBase
  /** In the order they ran. After one that failed, the others are not rehearsed. */
  readonly files: readonly RehearsedFile[]
  /** What the schema holds after them, each thing with its definition; only where it was asked for and all of them were applied. */
  readonly schema?: Readonly<Record<string, string>>
}

export interface RehearsalServer {
  /** Major version; 0 where no server was reached. */
  readonly version: number
  /** `embedded`, or `server` for one the operator gave. */
  readonly kind: 'embedded' | 'server'
}

/** The database the new files met. */
export interface RehearsedBase {
  /** Merged files that were run to build it. */
  readonly files: number
  /** What was put in place of things this server does not have, by kind and name. */
  readonly stubs: readonly Stub[]
  /** Merged statements that failed and were left out, because nothing here could stand in for what they need. */
  readonly skipped: readonly SkippedStatement[]
  /** Tables that hold rows: of the merged files' own, or sample rows. A scan of an empty table cannot be seen. */
  readonly tablesWithRows: readonly Name[]
}

export interface Stub {
  readonly kind: 'extension' | 'role' | 'function' | 'type' | 'schema' | 'table' | 'setting' | 'other'
  readonly name: string
}

export interface SkippedStatement {
  readonly path: string
  readonly range: Range
  readonly error: ServerError
}

export type RehearsedFile = RanFile | NotRehearsed

export interface NotRehearsed {
  readonly path: string
  readonly outcome: 'not-rehearsed'
  /** Why, as a clause: `it took longer than 10 seconds`. */
  readonly reason: string
}

export interface RanFile {
  readonly path: string
  readonly outcome: 'applied' | 'failed'
  /** The statements that ran, in order. The last one of a file that failed has an `error`. */
  readonly steps: readonly RehearsedStep[]
  /** Left out: there is no undo script, or the file failed before it was its turn. */
  readonly undo?: Undo
  /** Why its failure proves nothing about the file, as a clause: what it needs was not to be had in this rehearsal. See `excused`. */
  readonly excuse?: string
}

/** One statement of the file as the tool sends it; what a DO block or a function did counts as its statement's. */
export interface RehearsedStep {
  /** The statement's range in its file. */
  readonly range: Range
  /** Number of its transaction in the file (see TransactionAt); left out when it commits by itself. */
  readonly transaction?: number
  /** False where the server gives nothing to see: statements that run outside a transaction let their locks go before one can look. */
  readonly watched: boolean
  /** Locks on relations that this statement took and the transaction did not hold before. */
  readonly locks: readonly SeenLock[]
  readonly work: readonly SeenWork[]
  readonly rows: readonly SeenRows[]
  /** Statements that ran inside this one: in a DO block, a function, a trigger. In order. */
  readonly inner: readonly InnerStatement[]
  readonly error?: ServerError
  /**
   * It failed for sample rows that a production table need not hold, and was run again without them: no proof that it fails, and none that
   * it does not.
   */
  readonly failedOnSamples?: ServerError
  /** An error inside it was caught, and what had been done until then taken back: locks and work are not all that there was. */
  readonly caught?: true
  /** Another statement was run in its place, for this server lacks what it names. */
  readonly isStandIn?: true
}

export interface SeenLock {
  readonly relation: Name
  /** The table it belongs to: itself, or that of an index, a sequence's owner, a TOAST table. */
  readonly table: Name
  readonly kind:
    | 'table'
    | 'partitioned-table'
    | 'index'
    | 'view'
    | 'materialized-view'
    | 'sequence'
    | 'foreign-table'
  readonly mode: LockMode
  /** Whether it was there before the change began, so that others use it. */
  readonly existing: boolean
}

/** Work over a whole table. */
export interface SeenWork {
  /** `rewrite`: a new copy of the table; `scan`: every row read; `build`: an index built; `truncate`: emptied. */
  readonly kind: 'rewrite' | 'scan' | 'build' | 'truncate'
  readonly table: Name
  readonly index?: Name
  readonly existing: boolean
  /** How it is known: the server's own words, or what was counted. */
  readonly sign: string
}

export interface SeenRows {
  readonly table: Name
  readonly existing: boolean
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** Rows the table held before the statement. */
  readonly before: number
}

/** Where as many are told as this, more may have run. */
export const mostInner = 200

/** Of those that differ only in their literals and ran at the same place the first is told. */
export interface InnerStatement {
  /** As it was run, with values in place where the server tells them. */
  readonly sql: string
  /** Where in its body the step's own block, or PL/pgSQL function, came to run it. */
  readonly place?: InnerPlace
  /** How often; left out for once. */
  readonly times?: number
}

export interface InnerPlace {
  /** Of the body, from 1. */
  readonly line: number
  /** The body does not spell it out: EXECUTE of a string. */
  readonly isDynamic: boolean
  /** The body itself ran it, and no function that it calls. */
  readonly isDirect: boolean
}

/** The server's own words (PostgreSQL 18 documentation, 54.8 "Error and Notice Message Fields"). */
export interface ServerError {
  /** SQLSTATE; `XX000` where the server itself broke. */
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** Where in the file, when the server says. */
  readonly at?: number
}

/** What running the undo script after the file showed. */
export type Undo = UndoOutcome & {
  /** Tables that held rows before it and hold none after it and the file's second run; left out where there are none. */
  readonly emptied?: readonly Name[]
  /** The first statement of the undo script that failed for sample rows, and was run again without them. */
  readonly failedOnSamples?: FailedUndoStep
}

export interface FailedUndoStep {
  readonly path: string
  readonly range: Range
  readonly error: ServerError
  /** Whether any row at all makes it fail, whatever it holds. */
  readonly onAnyRow: boolean
}

export type UndoOutcome =
  | { readonly outcome: 'restored' }
  | { readonly outcome: 'differs'; readonly differences: readonly SchemaDifference[] }
  /** The undo script stops here. */
  | { readonly outcome: 'failed'; readonly path: string; readonly range: Range; readonly error: ServerError }
  /** After the undo the file cannot be applied again. */
  | { readonly outcome: 'not-repeatable'; readonly range: Range; readonly error: ServerError }
  /** It was stopped, for this reason (a clause). */
  | { readonly outcome: 'stopped'; readonly reason: string }

/** How a schema differs after the undo from what it was. */
export interface SchemaDifference {
  /** `missing`: was there before; `left`: was not; `changed`: is another. */
  readonly kind: 'missing' | 'left' | 'changed'
  /** `column`, `index`, `constraint`: as people say it. */
  readonly object: string
  readonly name: Name
  /** Definitions, when they changed. */
  readonly before?: string
  readonly after?: string
}

// What is to be rehearsed.

export interface RehearsalRequest {
  readonly history: string
  /** Tool that runs the files: what a platform brings along (Supabase's schemas and roles) follows from it. */
  readonly tool: string
  /** Merged files, in order. */
  readonly base: readonly Script[]
  readonly files: readonly { readonly up: Script; readonly down?: Script }[]
  /** Whether the schema that they end in is to be told. */
  readonly tellsSchema?: true
}

/** A file as its tool sends it to the server. */
export interface Script {
  readonly path: string
  /** With placeholders filled in; offsets are those of the file. */
  readonly text: string
  readonly statements: readonly ScriptStatement[]
}

export interface ScriptStatement {
  readonly range: Range
  /** Number of the transaction it runs in (see TransactionAt); left out when it commits by itself. */
  readonly transaction?: number
  /** Set where the transaction is opened by the tool or the server and not by the file's own BEGIN. */
  readonly openedBy?: 'file' | 'tool' | 'batch'
  /** BEGIN, COMMIT and the like of the file's own. */
  readonly control?:
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'savepoint'
    | 'release'
    | 'rollback-to'
    | 'prepare'
    | 'other'
}
