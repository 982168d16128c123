import type { Blockade } from './lock-conflicts.ts'
import type { Name } from './name.ts'
import type {
  NotRehearsed,
  RehearsalServer,
  RehearsedBase,
  SchemaDifference,
  SeenLock,
  SeenRows,
  SeenWork,
  ServerError,
} from './rehearsal.ts'
import type { LineRange } from './text.ts'

// The rehearsals of one review as a reader wants them: with lines instead of offsets, and of the statements only those that keep somebody
// waiting or take long. Plain JSON.

export interface ReportedRehearsal {
  readonly histories: readonly ReportedHistory[]
  /** New files of which nothing could be run on any server. */
  readonly notRehearsed: readonly NotRehearsed[]
  /** Findings of static rules that the server disproved. */
  readonly disproved: readonly ReportedDisproof[]
}

export interface ReportedDisproof {
  readonly ruleId: string
  readonly path: string
  readonly lines: LineRange
  readonly subject: string
  /** What the server did instead, as a sentence. */
  readonly why: string
}

export interface ReportedHistory {
  /** Root of the history; empty for files outside every history. */
  readonly history: string
  readonly server: RehearsalServer
  readonly base: ReportedBase
  /** In the order they ran. */
  readonly files: readonly ReportedFile[]
}

export interface ReportedBase extends Pick<RehearsedBase, 'files' | 'stubs' | 'tablesWithRows'> {
  readonly skipped: readonly (ReportedPlace & { readonly error: ReportedError })[]
}

interface ReportedPlace {
  readonly path: string
  readonly lines: LineRange
}

export type ReportedFile = ReportedRun | NotRehearsed

export interface ReportedRun {
  readonly path: string
  readonly outcome: 'applied' | 'failed'
  /** Those that keep somebody waiting, work on a table that was there before, cannot be watched, or fail; in order. */
  readonly statements: readonly ReportedStatement[]
  /** How many others ran. */
  readonly quiet: number
  /** Left out: there is no undo script, or the file failed before it was its turn. */
  readonly undo?: ReportedUndo
  /** Why its failure proves nothing about the file, as a clause. */
  readonly excuse?: string
}

export interface ReportedStatement {
  /** Its text on one line, shortened. */
  readonly text: string
  readonly lines: LineRange
  /** Number of its transaction in the file; left out when it commits by itself. */
  readonly transaction?: number
  /** False where the server gives nothing to see: the statement runs outside a transaction, so its locks are gone before one can look. */
  readonly watched: boolean
  /** Locks that it takes, on relations that were there before, and that keep somebody waiting. */
  readonly locks: readonly Pick<SeenLock, 'relation' | 'table' | 'kind' | 'mode'>[]
  /** Whom it begins to keep waiting, strongest first. */
  readonly blocks: readonly Blocked[]
  /** Whom locks that the transaction held before keep waiting while it runs, strongest first. */
  readonly stillBlocks: readonly Blocked[]
  /** Line of the last statement of its transaction, where that is another one: until then its locks are held. */
  readonly heldUntil?: number
  readonly work: readonly Omit<SeenWork, 'existing'>[]
  readonly rows: readonly Omit<SeenRows, 'existing'>[]
  /** How many statements ran inside it: in a DO block, a function, a trigger. */
  readonly inner: number
  readonly error?: ReportedError
  /** It failed for sample rows that a production table need not hold. */
  readonly failedOnSamples?: ReportedError
  /** How long it runs; only with table statistics. */
  readonly runs?: Seconds
  /** How long what it blocks is blocked: until its transaction ends; only with table statistics. */
  readonly held?: Seconds
}

export interface Blocked {
  readonly what: Blockade
  /** Tables, views and sequences, by name; at most 20. */
  readonly tables: readonly Name[]
  /** How many are not named. */
  readonly more?: number
}

/** A range that a stated model gives; nothing was timed. */
export interface Seconds {
  readonly least: number
  /** Left out: no upper bound is known. */
  readonly most?: number
}

/** The server's words, shortened. */
export interface ReportedError extends Omit<ServerError, 'at'> {
  /** Line in the file, where the server says. */
  readonly line?: number
}

export type ReportedUndo =
  | { readonly outcome: 'restored' }
  | { readonly outcome: 'differs'; readonly differences: readonly SchemaDifference[] }
  | ({ readonly outcome: 'failed'; readonly error: ReportedError } & ReportedPlace)
  | ({ readonly outcome: 'not-repeatable'; readonly error: ReportedError } & ReportedPlace)
  | { readonly outcome: 'stopped'; readonly reason: string }
