import { findTable, isTable } from '../../../src/core/catalog/lookup.ts'
import type { Catalog, Table } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Context } from '../../../src/core/rule.ts'

/** Whether a column of an existing table was there before this file began; a column this file renamed counts by its old name. */
export function columnExistedBefore(context: Context, table: Table, column: string): boolean {
  const before = sameTable(context.before, table)
  if (!before || before.shape === 'partial') return true
  if (before.columns.some(({ name }) => name === column)) return true
  return context.changes.some(({ kind, after }) => kind === 'column-renamed' && after?.name === column)
}

/** A table that is proved not to exist before the file: nothing is lost by dropping it IF EXISTS. */
export function provedAbsent(context: Context, name: Name): boolean {
  return context.before.partial.length === 0 && findTable(context.before, name) === undefined
}

/** The table as an earlier catalog holds it, under whatever name it had then. */
export function sameTable(catalog: Catalog, table: Table): Table | undefined {
  const named = findTable(catalog, table.name)
  if (named?.id === table.id) return named
  for (const relation of catalog.relations.values()) {
    if (relation.id === table.id && isTable(relation)) return relation
  }
  return undefined
}
