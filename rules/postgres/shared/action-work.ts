import { columnOf, isNullProven } from '../../../src/core/catalog/lookup.ts'
import { findType } from '../../../src/core/catalog/types.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import { columnName } from '../../../src/core/name.ts'
import type { TypeName } from '../../../src/core/query.ts'
import type { AlterAction, ColumnDefinition, ConstraintDefinition } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import type { AtRisk } from './at-risk.ts'
import { serialTypes } from './columns.ts'
import { typeChangeOf } from './type-change.ts'
import { volatileCall } from './volatility.ts'

/** What ALTER TABLE depends on beside its table. */
export interface AlterWorld {
  readonly catalog: Catalog
  readonly version: number
  readonly utc: boolean
}

/** Something a statement does to every row. */
export interface Part {
  readonly kind: 'rewrite' | 'scan' | 'build' | 'write'
  /** A noun phrase for people: `updating every row of orders`. */
  readonly what: string
}

/** Something a statement does to every row of a table that was there before, so that it takes as long as the table is large. */
export interface Work extends Part {
  readonly target: AtRisk
  readonly at: Range
}

/** The whole-table work of one action of ALTER TABLE, on the table it alters. */
export function actionWork(action: AlterAction, target: AtRisk, world: AlterWorld): readonly Part[] {
  const { name, table } = target
  const rewrite: Part = { kind: 'rewrite', what: `rewriting ${name}` }
  switch (action.kind) {
    case 'add-column': {
      if (action.ifNotExists && table && columnOf(table, action.column.name)) return []
      const filled = isRewriting(action.column, world)
      const checks = action.column.constraints.flatMap((constraint) =>
        newColumnWork(constraint, action.column, name),
      )
      return filled ? [rewrite] : checks
    }
    case 'alter-type': {
      const column = table && columnOf(table, action.column)
      if (!table || !column?.type) return table ? [] : [rewrite]
      const change = typeChangeOf(table, column, action, world)
      if (change.table === 'rewrite') return [rewrite]
      if (change.table === 'scan') return [{ kind: 'scan', what: `checking every row of ${name}` }]
      return change.indexes.length > 0 ? [{ kind: 'build', what: `building indexes of ${name} again` }] : []
    }
    case 'set-not-null':
      if (
        table &&
        (columnOf(table, action.column)?.nullable === false ||
          (world.version >= 12 && isNullProven(table, action.column)))
      )
        return []
      return [nullScan(name)]
    case 'add-constraint':
      return [...constraintWork(action.constraint, name), ...keyScan(action.constraint, target, world)]
    case 'validate-constraint':
      if (table?.constraints.find((constraint) => constraint.name === action.name)?.validated) return []
      return [{ kind: 'scan', what: `validating ${columnName(name, action.name)}` }]
    case 'set-persistence':
      return table && (table.persistence === 'permanent') === action.logged ? [] : [rewrite]
    case 'set-tablespace':
    case 'set-access-method':
      return table?.partitionBy ? [] : [rewrite]
    case 'set-expression':
      return table && columnOf(table, action.column)?.generated?.storage === 'stored' ? [rewrite] : []
    default:
      return []
  }
}

/** Whether adding a column gives every row a value of its own (PostgreSQL documentation, ALTER TABLE, Notes). */
export function isRewriting(
  column: ColumnDefinition,
  { catalog, version }: Pick<AlterWorld, 'catalog' | 'version'>,
): boolean {
  if (column.identity || serialTypes[column.type.name] || column.generated?.storage === 'stored') return true
  if (isConstrainedDomain(column.type, catalog)) return true
  if (column.generated || !column.default) return false
  return version < 11 || volatileCall(column.default, catalog)?.certain === true
}

/** A domain's constraint is checked for every row even where the column has no default. */
function isConstrainedDomain(type: TypeName, catalog: Catalog): boolean {
  const found = type.dimensions === 0 ? findType(catalog, type.name) : undefined
  if (found?.kind !== 'domain') return false
  if (found.notNull || found.constraints.length > 0) return true
  return isConstrainedDomain(found.base, catalog)
}

function newColumnWork(
  constraint: ConstraintDefinition,
  column: ColumnDefinition,
  table: string,
): readonly Part[] {
  if (constraint.kind === 'foreign-key' && !column.default) return []
  return constraint.kind === 'not-null' ? [] : constraintWork(constraint, table)
}

function constraintWork(
  { kind, notValid, notEnforced, usingIndex }: ConstraintDefinition,
  table: string,
): readonly Part[] {
  if (kind === 'primary-key' || kind === 'unique' || kind === 'exclude') {
    return usingIndex === undefined ? [{ kind: 'build', what: `building an index on ${table}` }] : []
  }
  return notValid || notEnforced ? [] : [{ kind: 'scan', what: `checking every row of ${table}` }]
}

/** A primary key makes its columns NOT NULL; with an index at hand, that is all it has to look for. */
function keyScan(
  { kind, usingIndex }: ConstraintDefinition,
  { name, table }: AtRisk,
  { version }: AlterWorld,
): readonly Part[] {
  if (kind !== 'primary-key' || usingIndex === undefined || !table) return []
  const keys = table.indexes.find((index) => index.name === usingIndex)?.keys ?? []
  const mayBeNull = keys.some(
    ({ column }) =>
      column !== undefined &&
      columnOf(table, column)?.nullable === true &&
      !(version >= 12 && isNullProven(table, column)),
  )
  return mayBeNull ? [nullScan(name)] : []
}

const nullScan = (table: string): Part => ({ kind: 'scan', what: `checking every row of ${table} for nulls` })
