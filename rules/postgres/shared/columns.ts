import { columnOf, displayName, findTable } from '../../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import { columnName, type Name } from '../../../src/core/name.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { AlterTable, ColumnDefinition, CreateTable } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import { type AtRisk, tableAtRisk } from './at-risk.ts'

/** A column added to a table that was there before. */
export interface AddedColumn {
  readonly statement: AlterTable
  readonly column: ColumnDefinition
  readonly target: AtRisk
  /** `orders.total` */
  readonly name: Name
  /** The action's range. */
  readonly at: Range
}

/** Columns that a file adds to tables with data. */
export function* addedColumns(document: SqlDocument, context: Context): Generator<AddedColumn> {
  for (const statement of document.statements) {
    if (statement.kind !== 'alter-table') continue
    const target = tableAtRisk(context, statement, statement.table)
    if (!target) continue
    for (const action of statement.actions) {
      if (action.kind !== 'add-column') continue
      const { column, range } = action
      const isThere = action.ifNotExists && target.table && columnOf(target.table, column.name)
      if (!isThere) yield { statement, column, target, name: columnName(target.name, column.name), at: range }
    }
  }
}

/** A column written down in CREATE TABLE or ADD COLUMN, on whatever table. */
export interface DefinedColumn {
  readonly statement: CreateTable | AlterTable
  readonly column: ColumnDefinition
  readonly table: Name
  readonly name: Name
}

/** Columns that a file defines, those of temporary tables left out. */
export function* definedColumns(document: SqlDocument, context: Context): Generator<DefinedColumn> {
  for (const statement of document.statements) {
    if (statement.kind !== 'create-table' && statement.kind !== 'alter-table') continue
    const { before } = context.at(statement)
    const found = findTable(before, statement.table)
    const table = displayName(found?.name ?? statement.table)
    if (
      statement.kind === 'create-table'
        ? statement.temporary || (statement.ifNotExists && found)
        : found?.persistence === 'temporary'
    )
      continue
    for (const column of columnsIn(statement)) {
      const isThere = statement.kind === 'alter-table' && found && columnOf(found, column.name)
      if (!isThere) yield { statement, column, table, name: columnName(table, column.name) }
    }
  }
}

function columnsIn(statement: CreateTable | AlterTable): readonly ColumnDefinition[] {
  if (statement.kind === 'create-table') return statement.columns
  return statement.actions.flatMap((action) => (action.kind === 'add-column' ? [action.column] : []))
}

/** Where a column's type stands: what `pattern` matches right after the column's name; undefined when it is not there. */
export function typeRange(text: string, { range }: ColumnDefinition, pattern: RegExp): Range | undefined {
  const code = text.slice(range.start, range.end)
  const name = /^(?:"(?:[^"]|"")*"|[^\s"]+)\s+/.exec(code)?.[0]
  const type =
    name === undefined
      ? null
      : new RegExp(`^(?:${pattern.source})(?![\\w.\\s(]*\\[)`, 'i').exec(code.slice(name.length))
  if (name === undefined || type === null) return undefined
  const start = range.start + name.length
  return { start, end: start + type[0].length }
}

export const serialTypes: Readonly<Record<string, string>> = {
  serial: 'integer',
  smallserial: 'smallint',
  bigserial: 'bigint',
}
