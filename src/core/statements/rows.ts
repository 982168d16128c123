import type { Name } from '../name.ts'
import type { CommonTable, Expression, Query, Source } from '../query.ts'
import type { Common } from './common.ts'

// Statements that read and write rows.

export interface Insert extends Common {
  readonly kind: 'insert'
  readonly table: Name
  /** Empty when the statement lists none. */
  readonly columns: readonly string[]
  readonly query?: Query
  readonly onConflict?: 'nothing' | 'update'
}

export interface Update extends Common {
  readonly kind: 'update'
  readonly table: Name
  readonly alias?: string
  readonly assignments: readonly { readonly column: string; readonly value: Expression }[]
  readonly from: readonly Source[]
  readonly where?: Expression
  readonly with: readonly CommonTable[]
}

export interface Delete extends Common {
  readonly kind: 'delete'
  readonly table: Name
  readonly alias?: string
  readonly using: readonly Source[]
  readonly where?: Expression
  readonly with: readonly CommonTable[]
}

export interface Merge extends Common {
  readonly kind: 'merge'
  readonly table: Name
  readonly on?: Expression
}

export interface Copy extends Common {
  readonly kind: 'copy'
  readonly table?: Name
  readonly direction: 'from' | 'to'
}

/** A statement that only reads: SELECT, VALUES, TABLE, EXPLAIN, SHOW. A SELECT that calls `set_config` becomes a SetParameter. */
export interface Read extends Common {
  readonly kind: 'read'
  readonly query?: Query
}

export interface Truncate extends Common {
  readonly kind: 'truncate'
  readonly tables: readonly Name[]
  readonly cascade: boolean
}
