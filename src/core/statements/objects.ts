import type { Name } from '../name.ts'
import type { Query, TypeName } from '../query.ts'
import type { Common } from './common.ts'
import type { ConstraintDefinition } from './tables.ts'

// Everything with a name that is not a table: views, types, routines, schemas; dropping and renaming.

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
