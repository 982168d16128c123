import { columnOf, isNullProven } from '../../../src/core/catalog/lookup.ts'
import { findType } from '../../../src/core/catalog/types.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import { columnName } from '../../../src/core/name.ts'
import type { TypeName } from '../../../src/core/query.ts'
import { isBounded } from '../../../src/core/reach.ts'
import type { Context } from '../../../src/core/rule.ts'
import type {
  AlterAction,
  ColumnDefinition,
  ConstraintDefinition,
  Statement,
} from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import { type AtRisk, indexedAtRisk, tableAtRisk } from './at-risk.ts'
import { serialTypes } from './columns.ts'
import { sessionIsUtc } from './time-zone.ts'
import { typeChangeOf } from './type-change.ts'
import { volatileCall } from './volatility.ts'

/** Something a statement does to every row of a table that was there before, so that it takes as long as the table is large. */
export interface Work {
  readonly target: AtRisk
  readonly kind: 'rewrite' | 'scan' | 'build' | 'write'
  /** A noun phrase for people: `updating every row of orders`. */
  readonly what: string
  readonly at: Range
}

/** The whole-table work of a statement. */
export function workOf(document: SqlDocument, statement: Statement, context: Context): readonly Work[] {
  if (statement.kind === 'alter-table') {
    const target = statement.object === 'table' ? tableAtRisk(context, statement, statement.table) : undefined
    if (!target) return []
    const world = {
      catalog: context.at(statement).before,
      version: context.version,
      utc: sessionIsUtc(document, statement),
    }
    return statement.actions.flatMap((action) =>
      actionWork(action, target, world).map((work) => ({ ...work, target, at: action.range })),
    )
  }
  if (statement.kind === 'create-index' && !statement.concurrently && !statement.only) {
    const target = indexedAtRisk(context, statement, statement.table)
    return target
      ? [{ target, kind: 'build', what: `building an index on ${target.name}`, at: statement.range }]
      : []
  }
  if (statement.kind === 'update' || statement.kind === 'delete') {
    const target = tableAtRisk(context, statement, statement.table)
    if (target && isBounded(statement.where, target.table ?? 'unknown')) return []
    const verb = statement.kind === 'update' ? 'updating' : 'deleting'
    return target
      ? [{ target, kind: 'write', what: `${verb} rows all over ${target.name}`, at: statement.range }]
      : []
  }
  if (
    statement.kind === 'reindex' &&
    !statement.concurrently &&
    statement.target === 'table' &&
    statement.name !== undefined
  ) {
    const target = indexedAtRisk(context, statement, statement.name)
    return target
      ? [{ target, kind: 'build', what: `building the indexes of ${target.name}`, at: statement.range }]
      : []
  }
  if (statement.kind === 'cluster' && statement.table !== undefined) {
    const target = tableAtRisk(context, statement, statement.table)
    return target ? [{ target, kind: 'rewrite', what: `rewriting ${target.name}`, at: statement.range }] : []
  }
  return []
}

interface World {
  readonly catalog: Catalog
  readonly version: number
  readonly utc: boolean
}
type Part = Pick<Work, 'kind' | 'what'>

function actionWork(action: AlterAction, { name, table }: AtRisk, world: World): readonly Part[] {
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
      return [{ kind: 'scan', what: `checking every row of ${name} for nulls` }]
    case 'add-constraint':
      return constraintWork(action.constraint, name)
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
  { catalog, version }: Pick<World, 'catalog' | 'version'>,
): boolean {
  if (column.identity || serialTypes[column.type.name] || column.generated?.storage === 'stored') return true
  if (isConstrainedDomain(column.type, catalog)) return true
  if (column.generated || !column.default) return false
  return version < 11 || volatileCall(column.default, catalog)?.certain === true
}

/** A domain's constraint is checked for every row even where the column has no default. */
export function isConstrainedDomain(type: TypeName, catalog: Catalog): boolean {
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
