import type { Dialect } from '../core/dialect.ts'
import type {
  HistoryProblem,
  Migration,
  Section,
  ToolId,
  TransactionMode,
  UnreadMigration,
} from '../core/migration.ts'

/** A file as its tool's detector understands it, before the files of the history are compared. */
export interface Draft {
  readonly path: string
  readonly role: Migration['role']
  readonly version: string
  readonly description: string
  /** What the tool sorts by, part by part: runs of digits as numbers, everything else by code unit. */
  readonly rank: readonly string[]
  readonly transaction: TransactionMode
  readonly sections: { readonly up: readonly Section[]; readonly down: readonly Section[] }
  /** Forward and undo files with equal keys belong together. */
  readonly pair?: string
  readonly placeholders?: boolean
  readonly nameProblem?: string
}

/** One history as its detector found it. */
export interface Found {
  readonly tool: ToolId
  readonly root: string
  /**
   * `other` when the tool names a database that Sluice has no dialect for; undefined when it does not say.
   */
  readonly dialect?: Dialect | 'other'
  readonly drafts: readonly Draft[]
  readonly unread?: readonly UnreadMigration[]
  readonly problems?: readonly HistoryProblem[]
  /** Whether the tool has undo scripts: always, never, or where most of the earlier migrations have one. */
  readonly undo: 'always' | 'never' | 'majority'
  /** Whether file names carry numbers that neighbours should write alike. */
  readonly numbered?: boolean
}
