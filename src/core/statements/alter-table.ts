import type { Name } from '../name.ts'
import type { Expression, TypeName } from '../query.ts'
import type { Range } from '../text.ts'
import type { Common } from './common.ts'
import type { ColumnDefinition, ConstraintDefinition } from './tables.ts'

// ALTER TABLE and its actions.

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
