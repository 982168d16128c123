import type { Name } from '../name.ts'
import type { Expression, Query, TypeName } from '../query.ts'
import type { Range } from '../text.ts'
import type { Common } from './common.ts'

// Tables and what they are made of.

export interface CreateTable extends Common {
  readonly kind: 'create-table'
  readonly table: Name
  readonly ifNotExists: boolean
  readonly orReplace: boolean
  readonly temporary: boolean
  readonly unlogged: boolean
  readonly columns: readonly ColumnDefinition[]
  /** Table-level constraints; those written on a column stand in `ColumnDefinition.constraints`. */
  readonly constraints: readonly ConstraintDefinition[]
  readonly likes: readonly Like[]
  readonly inherits: readonly Name[]
  readonly partitionBy?: PartitionKey
  readonly partitionOf?: { readonly parent: Name; readonly bound: string; readonly isDefault: boolean }
  /** CREATE TABLE ... AS, SELECT INTO. */
  readonly query?: Query
  /** Storage parameters and dialect options by lower-case name. */
  readonly options: Readonly<Record<string, string>>
}

export interface Like {
  readonly table: Name
  /** `all`, `defaults`, `constraints`, `indexes`, ... in lower case. */
  readonly including: readonly string[]
}

export interface PartitionKey {
  readonly strategy: 'range' | 'list' | 'hash' | 'other'
  /** Column names; an expression is the empty string. */
  readonly columns: readonly string[]
}

export interface ColumnDefinition {
  readonly range: Range
  readonly name: string
  readonly type: TypeName
  readonly notNull: boolean
  readonly default?: Expression
  readonly generated?: { readonly storage: 'stored' | 'virtual'; readonly expression: Expression }
  readonly identity?: 'always' | 'by default'
  readonly collation?: Name
  /** Inline primary key, unique, check, references. */
  readonly constraints: readonly ConstraintDefinition[]
}

export interface ConstraintDefinition {
  readonly range: Range
  readonly kind: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclude' | 'not-null'
  readonly name?: string
  /** Constrained columns; for a check, the columns its expression reads. */
  readonly columns: readonly string[]
  readonly notValid: boolean
  readonly notEnforced: boolean
  readonly deferrable: boolean
  readonly nullsNotDistinct: boolean
  readonly noInherit: boolean
  /** ADD PRIMARY KEY / UNIQUE ... USING INDEX. */
  readonly usingIndex?: string
  readonly include: readonly string[]
  readonly expression?: Expression
  readonly references?: Reference
}

export interface Reference {
  readonly table: Name
  /** Empty when the primary key is meant. */
  readonly columns: readonly string[]
  readonly onDelete: ReferentialAction
  readonly onUpdate: ReferentialAction
}
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface CreateIndex extends Common {
  readonly kind: 'create-index'
  /** Unqualified; the index lives in its table's schema. Undefined lets the server choose. */
  readonly name?: string
  readonly table: Name
  readonly unique: boolean
  readonly concurrently: boolean
  readonly ifNotExists: boolean
  readonly only: boolean
  readonly method: string
  readonly keys: readonly IndexKey[]
  readonly include: readonly string[]
  readonly where?: Expression
  readonly nullsNotDistinct: boolean
}

export interface IndexKey {
  /** The column, or undefined for an expression. */
  readonly column?: string
  readonly expression?: Expression
  /** Everything that makes two keys differ besides the column: opclass, collation, direction, nulls; '' for the defaults. */
  readonly ordering: string
}
