import { mentions } from '../../../src/core/catalog/expressions.ts'
import type { Catalog, CatalogColumn, Table } from '../../../src/core/catalog.ts'
import { lastPart } from '../../../src/core/name.ts'
import type { Expression, TypeName } from '../../../src/core/query.ts'
import type { AlterAction } from '../../../src/core/statement.ts'
import { resolve, storageChange, type TypeChangeWorld } from './storage-change.ts'

/** What ALTER COLUMN TYPE does to the rows that are there. */
export interface TypeChange {
  readonly table: 'nothing' | 'scan' | 'rewrite' | 'unknown'
  /** Indexes built again although the table is not. */
  readonly indexes: readonly string[]
  /** True when a session in time zone UTC would be spared the rewrite (12+). */
  readonly unlessUtc: boolean
}
type AlterType = Extract<AlterAction, { kind: 'alter-type' }>

/**
 * ALTER COLUMN TYPE over the column's types, USING, checks and indexes (PostgreSQL documentation, ALTER TABLE, Notes: no rewrite when "the old type is
 * either binary coercible to the new type or an unconstrained domain over the new type"). test/rules/type-change.test.ts holds it against a server.
 */
export function typeChangeOf(
  table: Table,
  column: CatalogColumn,
  action: AlterType,
  world: TypeChangeWorld,
): TypeChange {
  const from = column.type
  if (!from) return { table: 'unknown', indexes: [], unlessUtc: false }
  if (!keepsValue(action, from, world)) return { table: 'rewrite', indexes: [], unlessUtc: false }
  const storage = storageChange(from, action.type, world)
  const unlessUtc =
    storage === 'rewrite' && storageChange(from, action.type, { ...world, utc: true }) === 'nothing'
  if (storage !== 'nothing') return { table: storage, indexes: [], unlessUtc }
  return {
    table: isChecked(table, action.column) ? 'scan' : 'nothing',
    indexes: rebuiltIndexes(table, column, action, world.catalog),
    unlessUtc,
  }
}

/** Whether USING is absent or says what the plain cast does: the column itself, cast to the new type or to what is stored alike. */
function keepsValue({ column, using, type }: AlterType, from: TypeName, world: TypeChangeWorld): boolean {
  let operand = using
  while (operand?.kind === 'cast') {
    if (!sameType(operand.type, type) && storageChange(from, operand.type, world) !== 'nothing') return false
    operand = operand.operand
  }
  return operand === undefined || (operand.kind === 'column' && operand.name === column)
}

function sameType(one: TypeName, other: TypeName): boolean {
  return (
    one.name === other.name &&
    one.modifiers.join() === other.modifiers.join() &&
    one.dimensions > 0 === other.dimensions > 0
  )
}

/** A CHECK that reads the column is added anew, which verifies every row. */
function isChecked(table: Table, column: string): boolean {
  return table.constraints.some(
    (constraint) =>
      constraint.kind === 'check' &&
      constraint.validated &&
      constraint.enforced &&
      constraint.columns.includes(column),
  )
}

/** Pairs whose indexes are compatible too: they share operator class and collation. */
const sameIndex = new Set([
  'text>character varying',
  'character varying>text',
  'cidr>inet',
  'oid>regclass',
  'regclass>oid',
  'text>text',
])

/** DefineIndex reuses an index only when operator class and collation stay and it has neither expressions nor a predicate. */
function rebuiltIndexes(table: Table, column: CatalogColumn, action: AlterType, catalog: Catalog): string[] {
  if (!column.type) return []
  const [from, to] = [resolve(column.type, catalog).type, resolve(action.type, catalog).type]
  const same = from.name === to.name || sameIndex.has(`${from.name}>${to.name}`)
  const sameCollation = action.collation === undefined || action.collation === column.collation
  return table.indexes
    .filter(
      (index) =>
        index.keys.some((key) => key.column === column.name || reads(key.expression, column.name)) ||
        reads(index.where, column.name),
    )
    .filter(
      (index) =>
        !same ||
        !sameCollation ||
        index.where !== undefined ||
        index.keys.some((key) => key.expression !== undefined),
    )
    .map((index) => lastPart(index.name))
}

function reads(expression: Expression | undefined, column: string): boolean {
  return expression !== undefined && mentions(expression, column)
}
