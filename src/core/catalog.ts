import type { Name } from './name.ts'
import type { PersistentMap } from './persistent-map.ts'
import type { Expression, Query, TypeName } from './query.ts'
import type { ConstraintDefinition, PartitionKey, Reference, Statement } from './statement.ts'

/**
 * What a database holds after a history has been replayed. Immutable: `apply` returns a new Catalog that shares all it did not change,
 * so a review keeps the catalog before and after every statement at hand.
 */
export interface Catalog {
  /** Tables, views, materialized views, foreign tables and sequences by full name (`public.orders`). */
  readonly relations: PersistentMap<Relation>
  readonly schemas: PersistentMap<Schema>
  /** Enums, domains, composite and range types by full name. */
  readonly types: PersistentMap<UserType>
  /** Functions and procedures by full name; overloads share an entry. */
  readonly routines: PersistentMap<Routine>
  /** The relation each index stands on, both by full name. */
  readonly indexes: PersistentMap<Name>
  /** Tables and domains that hold a constraint, by the constraint's name in its schema (`public.orders_pkey`). */
  readonly constraintOwners: PersistentMap<NameSet>
  /** Relations that need a relation or a user type, by its full name: readers, referencing and inheriting tables, sequences owned. */
  readonly users: PersistentMap<NameSet>
  /** Schemas searched for unqualified names, in order; set by SET search_path for the rest of a file. */
  readonly searchPath: readonly string[]
  /** The search path that COMMIT and ROLLBACK return to after SET LOCAL. */
  readonly pathAfterCommit?: readonly string[]
  /** Why the catalog may not know everything; empty when every statement of the history was read. */
  readonly partial: readonly PartialReason[]
  /** Next object identity. */
  readonly nextId: number
  /** What ROLLBACK returns to, innermost last; empty outside a transaction that the file itself began. */
  readonly savepoints: readonly Catalog[]
}

/** A persistent set of full names. */
export type NameSet = PersistentMap<true>

export interface PartialReason {
  readonly path: string
  /** One phrase for people: `dynamic SQL at line 12`, `no history was given`. */
  readonly reason: string
}

/** Identity that survives renames and ends with a drop: a table dropped and created again is another table. */
export type ObjectId = number

export interface Schema {
  readonly id: ObjectId
  readonly name: string
}

export type Relation = Table | View | Sequence

export interface Table {
  readonly kind: 'table' | 'foreign-table'
  readonly id: ObjectId
  /** Full name, always schema-qualified. */
  readonly name: Name
  readonly columns: readonly CatalogColumn[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
  readonly persistence: 'permanent' | 'unlogged' | 'temporary'
  readonly partitionBy?: PartitionKey
  /** Full name of the partitioned table this one is attached to. */
  readonly partitionOf?: Name
  readonly partitionBound?: string
  readonly inherits: readonly Name[]
  readonly rowSecurity: boolean
  readonly forceRowSecurity: boolean
  readonly policies: readonly string[]
  readonly triggers: readonly string[]
  readonly replicaIdentity: 'default' | 'full' | 'nothing' | 'index'
  readonly grants: readonly CatalogGrant[]
  readonly owner?: string
  readonly comment?: string
  /** The table exists, but its columns and constraints are not all known (CREATE TABLE AS with a star over an unknown relation, dynamic SQL). */
  readonly shape: 'known' | 'partial'
}

export interface CatalogColumn {
  readonly name: string
  /**
   * serial types are stored as their integer type with `default: nextval`; a user type the catalog knows has its schema unless that is
   * `public`, wherever the search path found it; undefined when it cannot be told (CREATE TABLE AS an expression).
   */
  readonly type: TypeName | undefined
  readonly nullable: boolean
  readonly default?: Expression
  /** Whether a row inserted without a value gets one: a default (DEFAULT NULL is none), an identity or a generated column. */
  readonly hasDefault: boolean
  /** The full name of the sequence its default draws from. */
  readonly sequence?: Name
  readonly identity?: 'always' | 'by default'
  readonly generated?: { readonly storage: 'stored' | 'virtual'; readonly expression: Expression }
  readonly collation?: Name
  readonly comment?: string
  /** Here only because a parent has it (not declared here as well); it goes when the last parent's column goes. */
  readonly inherited?: true
  /** NOT NULL only because a parent's column is. */
  readonly notNullInherited?: true
}

export interface Constraint {
  /** As given, or as the server would name it (PostgreSQL ChooseConstraintName: `orders_pkey`, `orders_total_check`). */
  readonly name: string
  readonly kind: ConstraintDefinition['kind']
  readonly columns: readonly string[]
  readonly validated: boolean
  readonly enforced: boolean
  readonly deferrable: boolean
  readonly expression?: Expression
  /** The referenced table by full name, with its columns filled in from the primary key where the statement left them out. */
  readonly references?: Reference
  /** Index that backs a primary key, unique or exclusion constraint. */
  readonly index?: string
  /** A check that children do not take over. */
  readonly noInherit?: true
  /** Here only because a parent has it. */
  readonly inherited?: true
  /** Of a foreign key on a partition: the constraint of the partitioned table it is part of. */
  readonly parent?: string
  /** Of a foreign key: the unique index of the referenced table it relies on, when that is known. */
  readonly keyIndex?: string
}

export interface Index {
  readonly name: string
  readonly unique: boolean
  readonly method: string
  readonly keys: readonly {
    readonly column?: string
    readonly expression?: Expression
    readonly ordering: string
  }[]
  readonly include: readonly string[]
  readonly where?: Expression
  /** Name of the constraint it backs. */
  readonly constraint?: string
  /** False for an index ON ONLY a partitioned table whose partitions are not all attached yet. */
  readonly valid: boolean
  readonly nullsNotDistinct?: true
  /** What the index calls its columns: their names when it was built, from which the names of its copies are made. */
  readonly columnNames?: readonly string[]
  /** Of an index on a partition: the index of the partitioned table it is attached to. */
  readonly parent?: string
}

export interface View {
  readonly kind: 'view' | 'materialized-view'
  readonly id: ObjectId
  readonly name: Name
  readonly query: Query
  readonly columns: readonly string[]
  /** Relations its query reads by full name, with the columns it reads of each (`*` when it may read all). */
  readonly reads: readonly { readonly relation: Name; readonly columns: readonly string[] }[]
  /** Only materialized views have them. */
  readonly indexes: readonly Index[]
  readonly grants: readonly CatalogGrant[]
  readonly owner?: string
  readonly definedIn?: string
}

export interface Sequence {
  readonly kind: 'sequence'
  readonly id: ObjectId
  readonly name: Name
  readonly ownedBy?: { readonly table: Name; readonly column: string }
}

export interface CatalogGrant {
  readonly grantee: string
  readonly privileges: readonly string[]
}

export type UserType =
  | { readonly kind: 'enum'; readonly id: ObjectId; readonly name: Name; readonly values: readonly string[] }
  | {
      readonly kind: 'domain'
      readonly id: ObjectId
      readonly name: Name
      readonly base: TypeName
      readonly notNull: boolean
      readonly constraints: readonly Constraint[]
    }
  | { readonly kind: 'composite' | 'range' | 'base'; readonly id: ObjectId; readonly name: Name }

export interface Routine {
  readonly id: ObjectId
  readonly name: Name
  readonly volatility: 'volatile' | 'stable' | 'immutable'
  readonly securityDefiner: boolean
  readonly language: string
  /** See CreateRoutine. */
  readonly body: readonly Statement[]
}
