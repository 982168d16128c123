import type { Dialect } from './dialect.ts'
import type { Range } from './text.ts'

/** One file of a migration tool's history: what the tool will do with it, as far as names, directives and configuration tell. */
export interface Migration {
  readonly path: string
  /** Directory (or plan file) that identifies the history; several may live in one repository. */
  readonly history: string
  readonly tool: ToolId
  /** `up` runs forward; `down` undoes another file; `verify` only reads; `schema` is a dump of the whole state. */
  readonly role: 'up' | 'down' | 'verify' | 'repeatable' | 'schema'
  /** As the tool prints it: `42`, `1.2`, `20240102030405`, a Sqitch change name. Empty for repeatable files and dumps. */
  readonly version: string
  readonly description: string
  /** Position in the order the tool runs forward files; equal numbers are a clash the tool refuses or orders by chance. */
  readonly order: number
  readonly transaction: TransactionMode
  /**
   * Parts of the file that run forward and backward; the whole file when the tool uses separate files, `down` alone in an undo file.
   * A part of `down` without length says that nothing needs undoing (Liquibase's `--rollback empty`).
   */
  readonly sections: { readonly up: readonly Section[]; readonly down: readonly Section[] }
  /** Path of the file that undoes this one, or that this one undoes. */
  readonly partner?: string
  /** Whether this tool, as this repository uses it, has down scripts at all. */
  readonly expectsUndo: boolean
  /** A sentence when the file name breaks the tool's own convention or the one its neighbours follow. */
  readonly nameProblem?: string
  /** Placeholders such as `${schema}` that the tool replaces before running; the text is read with them in place. */
  readonly placeholders: boolean
}

/** A part of a file that the tool runs by itself: with `file` and `batch`, each part is a transaction of its own. */
export interface Section extends Range {
  /** When it differs from the file's own mode. */
  readonly transaction?: TransactionMode
}

/** `code` stands for every framework whose migrations are programs: seen, never read. */
export type ToolId =
  | 'numbered-sql'
  | 'flyway'
  | 'golang-migrate'
  | 'dbmate'
  | 'goose'
  | 'sqitch'
  | 'liquibase'
  | 'prisma'
  | 'drizzle'
  | 'supabase'
  | 'atlas'
  | 'node-pg-migrate'
  | 'rails'
  | 'diesel'
  | 'sqlx'
  | 'refinery'
  | 'schema-dump'
  | 'code'

/**
 * Who opens transactions around the file's statements when it does not do so itself.
 * `file`: BEGIN ... COMMIT around the file. `batch`: the file is sent as one string, an implicit transaction once it
 * holds two statements (PostgreSQL 18 documentation, 54.2.2.1). `history`: all pending files share one transaction. `none`: each statement commits.
 */
export type TransactionMode = 'file' | 'batch' | 'history' | 'none'

export interface History {
  readonly tool: ToolId
  /** Directory, plan file or dump that stands for the history; no two histories of a tree share it. `Migration.history` of its members. */
  readonly root: string
  /** What the tool's configuration, or else the files' own syntax says; undefined when neither does, or names a database Sluice has no dialect for. */
  readonly dialect: Dialect | undefined
  /** Forward and repeatable files by order, then path; after them undo files, verifications and dumps by path. */
  readonly migrations: readonly Migration[]
  /** Files of the history that are code, not SQL (`.rb`, `.py`, `.ts`): seen, not read. */
  readonly unread: readonly UnreadMigration[]
  /** What a reader should know: a plan or configuration that cannot be read, a directive the tool ignores. */
  readonly problems: readonly HistoryProblem[]
}

export interface UnreadMigration {
  readonly path: string
  readonly reason: string
}

export interface HistoryProblem {
  readonly path: string
  /** 1-based. */
  readonly line?: number
  readonly message: string
}
