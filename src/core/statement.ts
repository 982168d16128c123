import type { Name } from './name.ts'
import type { TypeName } from './query.ts'
import type { AlterTable } from './statements/alter-table.ts'
import type { Common } from './statements/common.ts'
import type {
  AlterDomain,
  AlterEnum,
  Comment,
  CreateDomain,
  CreateExtension,
  CreatePolicy,
  CreateSchema,
  CreateSequence,
  CreateTrigger,
  CreateType,
  CreateView,
  Drop,
  Grant,
  RefreshMaterializedView,
  Rename,
} from './statements/objects.ts'
import type { Copy, Delete, Insert, Merge, Read, Truncate, Update } from './statements/rows.ts'
import type {
  Cluster,
  LockTable,
  Reindex,
  SetParameter,
  TransactionControl,
  Vacuum,
} from './statements/session.ts'
import type { CreateIndex, CreateTable } from './statements/tables.ts'
import type { DoBlock, Opaque, OtherStatement, UnparsedStatement } from './statements/unread.ts'

export * from './statements/alter-table.ts'
export * from './statements/objects.ts'
export * from './statements/rows.ts'
export * from './statements/session.ts'
export * from './statements/tables.ts'
export * from './statements/unread.ts'

/**
 * A SQL statement over all dialects, reduced to what it does to the data. Rules and the catalog see these, never a parser's tree.
 * `range` covers the statement's text without its terminator, byte-exact into the source file (UTF-16 offsets).
 */
export type Statement =
  | CreateTable
  | AlterTable
  | CreateIndex
  | Drop
  | Rename
  | Truncate
  | CreateView
  | RefreshMaterializedView
  | CreateSchema
  | CreateSequence
  | CreateType
  | AlterEnum
  | CreateDomain
  | AlterDomain
  | CreateRoutine
  | CreateTrigger
  | CreatePolicy
  | CreateExtension
  | Grant
  | Comment
  | SetParameter
  | TransactionControl
  | LockTable
  | Vacuum
  | Cluster
  | Reindex
  | Insert
  | Update
  | Delete
  | Merge
  | Copy
  | Read
  | DoBlock
  | Opaque
  | OtherStatement
  | UnparsedStatement

// The one statement that holds statements.
export interface CreateRoutine extends Common {
  readonly kind: 'create-routine'
  readonly object: 'function' | 'procedure'
  readonly name: Name
  readonly parameters: readonly TypeName[]
  readonly orReplace: boolean
  readonly language: string
  readonly volatility: 'volatile' | 'stable' | 'immutable'
  readonly securityDefiner: boolean
  /** SET clauses by lower-case parameter name. */
  readonly settings: Readonly<Record<string, string>>
  /** Static SQL found in the body; it does not run now. Dynamic SQL is an `opaque` statement among them. */
  readonly body: readonly Statement[]
}
