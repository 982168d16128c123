import type { Name } from './name.ts'
import type { CommonTable, Expression, Query, Source, TypeName } from './query.ts'
import type { Range } from './text.ts'

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

export type StatementKind = Statement['kind']

interface Common {
  readonly range: Range
  /** Set on a statement found inside a DO block: it runs, but perhaps under a condition. */
  readonly inside?: {
    readonly block: Range /** Under IF, LOOP, CASE or a handler that swallows its failure. */
    readonly guarded: boolean
  }
}

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

export interface AlterTable extends Common {
  readonly kind: 'alter-table'
  readonly table: Name
  /** What the statement says it alters; Postgres lets ALTER TABLE name views, indexes and sequences too. */
  readonly object: 'table' | 'view' | 'materialized-view' | 'index' | 'sequence' | 'foreign-table'
  readonly ifExists: boolean
  readonly only: boolean
  readonly actions: readonly AlterAction[]
}

export type AlterAction = { readonly range: Range } & (
  | { readonly kind: 'add-column'; readonly column: ColumnDefinition; readonly ifNotExists: boolean }
  | {
      readonly kind: 'drop-column'
      readonly column: string
      readonly ifExists: boolean
      readonly cascade: boolean
    }
  | {
      readonly kind: 'alter-type'
      readonly column: string
      readonly type: TypeName
      readonly using?: Expression
      readonly collation?: Name
    }
  | { readonly kind: 'set-default'; readonly column: string; readonly default: Expression }
  | { readonly kind: 'drop-default'; readonly column: string }
  | { readonly kind: 'set-not-null'; readonly column: string }
  | { readonly kind: 'drop-not-null'; readonly column: string }
  | { readonly kind: 'add-identity'; readonly column: string; readonly identity: 'always' | 'by default' }
  | { readonly kind: 'drop-identity'; readonly column: string; readonly ifExists: boolean }
  | { readonly kind: 'set-expression'; readonly column: string; readonly expression: Expression }
  | { readonly kind: 'drop-expression'; readonly column: string; readonly ifExists: boolean }
  | { readonly kind: 'add-constraint'; readonly constraint: ConstraintDefinition }
  | {
      readonly kind: 'drop-constraint'
      readonly name: string
      readonly ifExists: boolean
      readonly cascade: boolean
    }
  | { readonly kind: 'alter-constraint'; readonly name: string }
  | { readonly kind: 'validate-constraint'; readonly name: string }
  | { readonly kind: 'rename-column'; readonly column: string; readonly to: string }
  | { readonly kind: 'rename-constraint'; readonly name: string; readonly to: string }
  | { readonly kind: 'rename-table'; readonly to: string }
  | { readonly kind: 'set-schema'; readonly schema: string }
  | { readonly kind: 'set-owner'; readonly owner: string }
  | { readonly kind: 'row-security'; readonly setting: 'enable' | 'disable' | 'force' | 'no force' }
  | {
      readonly kind: 'trigger'
      readonly setting:
        | 'enable'
        | 'enable always'
        | 'enable replica'
        | 'disable' /** A trigger's name, `all` or `user`. */
      readonly trigger: string
    }
  | {
      readonly kind: 'replica-identity'
      readonly identity: 'default' | 'full' | 'nothing' | 'index'
      readonly index?: string
    }
  | { readonly kind: 'set-persistence'; readonly logged: boolean }
  | { readonly kind: 'set-tablespace'; readonly tablespace: string }
  | { readonly kind: 'set-access-method'; readonly method: string }
  | { readonly kind: 'set-options'; readonly options: Readonly<Record<string, string>> }
  | { readonly kind: 'reset-options'; readonly options: readonly string[] }
  | { readonly kind: 'attach-partition'; readonly partition: Name; readonly bound: PartitionBound }
  | {
      readonly kind: 'detach-partition'
      readonly partition: Name
      readonly mode: 'blocking' | 'concurrently' | 'finalize'
    }
  | { readonly kind: 'attach-index'; readonly index: Name }
  | { readonly kind: 'inherit'; readonly parent: Name }
  | { readonly kind: 'no-inherit'; readonly parent: Name }
  | { readonly kind: 'set-column-storage'; readonly column: string }
  | { readonly kind: 'set-statistics'; readonly column: string }
  | { readonly kind: 'other-action'; readonly text: string }
)
export type AlterActionKind = AlterAction['kind']

/** The bound a partition takes, as expressions so that a rule can compare it with a CHECK. */
export interface PartitionBound {
  readonly text: string
  readonly isDefault: boolean
  /** FROM (...) and TO (...) of a range; `minvalue` and `maxvalue` are columns of that name. */
  readonly from: readonly Expression[]
  readonly to: readonly Expression[]
  /** IN (...) of a list. */
  readonly values: readonly Expression[]
}

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

export type ObjectKind =
  | 'table'
  | 'view'
  | 'materialized-view'
  | 'foreign-table'
  | 'index'
  | 'sequence'
  | 'schema'
  | 'database'
  | 'type'
  | 'domain'
  | 'function'
  | 'procedure'
  | 'aggregate'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'extension'
  | 'role'
  | 'column'
  | 'constraint'
  | 'enum-value'
  | 'attribute'
  | 'other'

export interface Drop extends Common {
  readonly kind: 'drop'
  readonly object: ObjectKind
  /** Objects dropped; a trigger, policy or rule is named unqualified and `on` holds its table. */
  readonly names: readonly Name[]
  readonly on?: Name
  readonly ifExists: boolean
  readonly cascade: boolean
  readonly concurrently: boolean
}

/** Renames and moves of what is not a table's own (indexes, views, schemas, types, enum values ...). A table's renames are AlterTable actions. */
export interface Rename extends Common {
  readonly kind: 'rename'
  readonly object: ObjectKind
  readonly name: Name
  /** The part renamed inside `name`: enum value, type attribute, domain constraint. */
  readonly part?: string
  /** New unqualified name, or the new schema when `moves`. */
  readonly to: string
  readonly moves: boolean
  readonly on?: Name
}

export interface Truncate extends Common {
  readonly kind: 'truncate'
  readonly tables: readonly Name[]
  readonly cascade: boolean
}

export interface CreateView extends Common {
  readonly kind: 'create-view'
  readonly view: Name
  readonly materialized: boolean
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  readonly temporary: boolean
  readonly columns: readonly string[]
  readonly query: Query
  readonly withData: boolean
}

export interface RefreshMaterializedView extends Common {
  readonly kind: 'refresh-materialized-view'
  readonly view: Name
  readonly concurrently: boolean
  readonly withData: boolean
}

export interface CreateSchema extends Common {
  readonly kind: 'create-schema'
  readonly schema: string
  readonly ifNotExists: boolean
}

export interface CreateSequence extends Common {
  readonly kind: 'create-sequence'
  readonly sequence: Name
  readonly ifNotExists: boolean
  readonly ownedBy?: { readonly table: Name; readonly column: string }
}

export interface CreateType extends Common {
  readonly kind: 'create-type'
  readonly type: Name
  readonly form: 'enum' | 'composite' | 'range' | 'base'
  readonly values: readonly string[]
  readonly attributes: readonly { readonly name: string; readonly type: TypeName }[]
}

export interface AlterEnum extends Common {
  readonly kind: 'alter-enum'
  readonly type: Name
  readonly value: string
  readonly ifNotExists: boolean
  readonly position?: { readonly side: 'before' | 'after'; readonly neighbour: string }
}

export interface CreateDomain extends Common {
  readonly kind: 'create-domain'
  readonly domain: Name
  readonly type: TypeName
  readonly notNull: boolean
  readonly constraints: readonly ConstraintDefinition[]
}

export interface AlterDomain extends Common {
  readonly kind: 'alter-domain'
  readonly domain: Name
  readonly action:
    | 'add-constraint'
    | 'validate-constraint'
    | 'drop-constraint'
    | 'set-not-null'
    | 'drop-not-null'
    | 'set-default'
    | 'other'
  readonly constraint?: ConstraintDefinition
  readonly name?: string
}

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

export interface CreateTrigger extends Common {
  readonly kind: 'create-trigger'
  readonly trigger: string
  readonly table: Name
  readonly orReplace: boolean
  readonly routine: Name
}

export interface CreatePolicy extends Common {
  readonly kind: 'create-policy'
  readonly policy: string
  readonly table: Name
  readonly altered: boolean
}

export interface CreateExtension extends Common {
  readonly kind: 'create-extension'
  readonly extension: string
  readonly ifNotExists: boolean
  readonly schema?: string
}

export interface Grant extends Common {
  readonly kind: 'grant'
  readonly revoke: boolean
  /** Lower case; `all` for ALL PRIVILEGES; empty when roles are granted. */
  readonly privileges: readonly string[]
  /** `role` when membership is granted, `default` for ALTER DEFAULT PRIVILEGES. */
  readonly object: ObjectKind | 'all-in-schema' | 'default'
  readonly names: readonly Name[]
  /** Grantees; `public` for PUBLIC. */
  readonly grantees: readonly string[]
  readonly withGrantOption: boolean
}

export interface Comment extends Common {
  readonly kind: 'comment'
  readonly object: ObjectKind
  readonly name: Name
  readonly column?: string
  /** null removes the comment. */
  readonly text: string | null
}

export interface SetParameter extends Common {
  readonly kind: 'set'
  /** Lower case; `*` for RESET ALL and DISCARD ALL. */
  readonly parameter: string
  /** Values as text; null for RESET and SET ... TO DEFAULT. */
  readonly values: readonly string[] | null
  readonly local: boolean
}

export interface TransactionControl extends Common {
  readonly kind: 'transaction'
  readonly action:
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'savepoint'
    | 'release'
    | 'rollback-to'
    | 'prepare'
    | 'other'
}

export interface LockTable extends Common {
  readonly kind: 'lock-table'
  readonly tables: readonly Name[]
  readonly mode: LockMode
}

/** Table lock modes from weakest to strongest (PostgreSQL 18 documentation, 13.3.1). */
export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const
export type LockMode = (typeof lockModes)[number]

export interface Vacuum extends Common {
  readonly kind: 'vacuum'
  readonly full: boolean
  readonly tables: readonly Name[]
}

export interface Cluster extends Common {
  readonly kind: 'cluster'
  readonly table?: Name
}

export interface Reindex extends Common {
  readonly kind: 'reindex'
  readonly target: 'index' | 'table' | 'schema' | 'database' | 'system'
  readonly name?: Name
  readonly concurrently: boolean
}

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

/** DO: its static statements follow it in the list, each with `inside`. */
export interface DoBlock extends Common {
  readonly kind: 'do-block'
  readonly language: string
}

/** A statement that runs, but whose effect cannot be read: EXECUTE of a built string, CALL, a body in a language we do not read. */
export interface Opaque extends Common {
  readonly kind: 'opaque'
  /** One phrase for people: `dynamic SQL`, `procedure call`, `body in plperl`. */
  readonly reason: string
}

/** A statement read in full that changes nothing any rule or the catalog cares for: ANALYZE, NOTIFY, CHECKPOINT ... */
export interface OtherStatement extends Common {
  readonly kind: 'other'
  /** `ANALYZE`, `CREATE COLLATION`: what it is, in words. */
  readonly verb: string
}

/** A stretch of the file that is no statement of this dialect. The others of the file stand. */
export interface UnparsedStatement extends Common {
  readonly kind: 'unparsed'
  /** The parser's own sentence. */
  readonly message: string
  /** Where the parser stopped, when it says. */
  readonly at?: number
}
