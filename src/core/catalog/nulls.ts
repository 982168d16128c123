import type { Constraint, Table } from '../catalog.ts'
import { lastPart, type Name } from '../name.ts'
import type { ConstraintDefinition } from '../statement.ts'
import {
  childrenOf,
  complain,
  type Draft,
  editColumn,
  editTable,
  omit,
  parentsOf,
  partSubject,
  report,
  tableAt,
} from './draft.ts'
import { columnOf, displayName } from './lookup.ts'
import { objectName } from './names.ts'

interface Reach {
  /** Not for the tables that inherit (ONLY). */
  readonly only?: boolean
  /** The column becomes NOT NULL because its parent's is. */
  readonly inherited?: boolean
}

/** Makes a column NOT NULL, in the tables that inherit it too. */
export function setNotNull(draft: Draft, tableName: Name, column: string, { only, inherited }: Reach = {}) {
  const table = tableAt(draft, tableName)
  const present = table && columnOf(table, column)
  if (!table || !present) return
  editColumn(draft, table, column, (old) => {
    if (inherited) return old.nullable ? { ...old, nullable: false, notNullInherited: true } : old
    return { ...omit(old, 'notNullInherited'), nullable: false }
  })
  if (!inherited && present.nullable) reportNullability(draft, tableName, column, false)
  if (only) return
  for (const child of childrenOf(draft, tableName)) setNotNull(draft, child.name, column, { inherited: true })
}

/** Lets a column hold NULL again; children that had it only from here lose it too, or keep it as their own (ONLY). */
export function dropNotNull(draft: Draft, tableName: Name, column: string, only = false) {
  const table = tableAt(draft, tableName)
  const present = table && columnOf(table, column)
  if (!table || !present) return
  const constraints = table.constraints.filter(
    (one) => one.kind !== 'not-null' || !one.columns.includes(column),
  )
  if (present.nullable && constraints.length === table.constraints.length) return
  if (keyHolds(table, column))
    return complain(draft, `${column} is part of the primary key of ${displayName(tableName)}`)
  const open = editColumn(draft, table, column, (old) => ({
    ...omit(old, 'notNullInherited'),
    nullable: true,
  }))
  if (constraints.length < table.constraints.length) editTable(draft, open, { constraints })
  if (!present.nullable) reportNullability(draft, tableName, column, true)
  const changes = draft.changes.length
  for (const child of childrenOf(draft, tableName)) {
    const held = parentsOf(draft, child).some((parent) => bindsNotNull(parent, column))
    if (!notNullComesFromAbove(child, column)) continue
    if (only) ownNotNull(draft, child, column)
    else if (!held) dropNotNull(draft, child.name, column)
  }
  draft.changes.length = changes
}

function notNullComesFromAbove(table: Table, column: string): boolean {
  if (columnOf(table, column)?.notNullInherited) return true
  return table.constraints.some(
    ({ kind, inherited, columns }) => kind === 'not-null' && inherited && columns.includes(column),
  )
}

/** What came from a parent is the table's own from now on. */
function ownNotNull(draft: Draft, table: Table, column: string) {
  const own = editColumn(draft, table, column, (old) => omit(old, 'notNullInherited'))
  const mine = (one: Constraint) => one.kind === 'not-null' && one.columns.includes(column)
  editTable(draft, own, {
    constraints: own.constraints.map((one) => (mine(one) ? omit(one, 'inherited') : one)),
  })
}

const keyHolds = (table: Table, column: string) =>
  table.constraints.some(({ kind, columns }) => kind === 'primary-key' && columns.includes(column))

function reportNullability(draft: Draft, table: Name, column: string, nullable: boolean) {
  report(draft, 'column-nullability-changed', partSubject('column', table, column), {
    before: { nullable: !nullable },
    after: { nullable },
  })
}

/** Whether a column has a NOT NULL of its own name or one not validated yet: it binds new rows, and a new table has only these. */
export function declaredNotNull(table: Table, column: string): boolean {
  return table.constraints.some(({ kind, columns }) => kind === 'not-null' && columns.includes(column))
}

interface AddingNotNull {
  readonly only?: boolean
  /** The table is new, so that there is nothing to validate. */
  readonly creating?: boolean
}

/** NOT NULL constraints are kept as such when they have a name of their own or are not valid; else as the column's nullability. */
export function addNotNull(
  draft: Draft,
  table: Table,
  definition: ConstraintDefinition,
  adding: AddingNotNull,
): Constraint | undefined {
  const column = definition.columns[0]
  if (column === undefined) return undefined
  if (declaredNotNull(table, column)) return undefined
  const validated = adding.creating || !definition.notValid
  const constraint: Constraint = {
    name: definition.name ?? objectName(lastPart(table.name), column, 'not_null'),
    kind: 'not-null',
    columns: [column],
    validated,
    enforced: true,
    deferrable: false,
  }
  if (definition.name !== undefined || !validated) {
    editTable(draft, table, { constraints: [...table.constraints, constraint] })
  }
  if (validated) setNotNull(draft, table.name, column, adding.only ? { only: true } : {})
  else if (!adding.only) spreadNotNull(draft, table.name, constraint, column)
  return constraint
}

/** Gives the children a NOT NULL that is not validated, unless they have one. */
function spreadNotNull(draft: Draft, tableName: Name, constraint: Constraint, column: string) {
  for (const child of childrenOf(draft, tableName)) {
    const held = bindsNotNull(child, column)
    if (!held)
      editTable(draft, child, { constraints: [...child.constraints, { ...constraint, inherited: true }] })
    spreadNotNull(draft, child.name, constraint, column)
  }
}

/** PostgreSQL 18 names every NOT NULL: `orders_total_not_null`. */
export function unnamedNotNull(table: Table, name: string): string | undefined {
  const named = (column: string) => objectName(lastPart(table.name), column, 'not_null') === name
  return table.columns.find((column) => !column.nullable && named(column.name))?.name
}

/** Whether a table takes no NULL into a column from now on. */
export function bindsNotNull(table: Table, column: string): boolean {
  return columnOf(table, column)?.nullable === false || declaredNotNull(table, column)
}
