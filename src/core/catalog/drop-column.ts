import type { Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import { foreignKeysTo } from './constraints.ts'
import { dropOwnedSequences } from './defaults.ts'
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
import { dropIndex, removeForeignKey, reportDropped } from './drop-index.ts'
import { dropRelation } from './drop-relation.ts'
import { mentions } from './expressions.ts'
import { columnFacts } from './facts.ts'
import { indexInvolves } from './indexes.ts'
import { columnOf, dependence, displayName, usersOf } from './lookup.ts'

interface Dropping {
  readonly ifExists: boolean
  readonly cascade: boolean
  readonly only: boolean
  /** A generated column that goes with the one it reads: the server leaves the children's alone. */
  readonly follows?: boolean
}

/**
 * Drops a column with every index and constraint of its table that involves it. Views, foreign keys of other tables and generated columns
 * that read it go by CASCADE; without it they are a contradiction.
 */
export function dropColumn(
  draft: Draft,
  tableName: Name,
  name: string,
  { ifExists, cascade, only, follows }: Dropping,
) {
  const table = tableAt(draft, tableName)
  const column = table && columnOf(table, name)
  if (!table || !column) {
    if (!ifExists && table?.shape === 'known')
      complain(draft, `nothing in the history gives ${displayName(tableName)} a column ${name}`)
    return
  }
  report(draft, 'column-dropped', partSubject('column', tableName, name), { before: columnFacts(column) })
  dropReaders(draft, tableName, name, cascade)
  dropOwnParts(draft, tableName, name, cascade)
  const now = tableAt(draft, tableName)
  if (!now) return
  editTable(draft, now, { columns: now.columns.filter((one) => one.name !== name) })
  const changes = draft.changes.length
  const children = follows ? [] : childrenOf(draft, tableName)
  for (const child of children) dropFromChild(draft, child, name, { cascade, only })
  draft.changes.length = changes
  dropOwnedSequences(draft, tableName, name, cascade)
}

function dropFromChild(
  draft: Draft,
  child: Table,
  name: string,
  { cascade, only }: Omit<Dropping, 'ifExists'>,
) {
  const held = parentsOf(draft, child).some((parent) => columnOf(parent, name))
  if (!columnOf(child, name)?.inherited) return
  if (only) editColumn(draft, child, name, (column) => omit(column, 'inherited'))
  else if (!held) dropColumn(draft, child.name, name, { ifExists: true, cascade, only: false })
}

/** Views and foreign keys of other tables. */
function dropReaders(draft: Draft, tableName: Name, name: string, cascade: boolean) {
  for (const user of usersOf(draft.catalog, tableName)) {
    if (user.kind !== 'view' && user.kind !== 'materialized-view') continue
    if (!dependence(user, tableName, name).some(({ possible }) => !possible)) continue
    if (cascade) dropRelation(draft, user.name, { cascade })
    else complain(draft, `${displayName(user.name)} reads ${name} of ${displayName(tableName)}`)
  }
  for (const { table, constraint } of foreignKeysTo(draft, tableName)) {
    if (!constraint.references?.columns.includes(name) || constraint.parent !== undefined) continue
    const own = table.name === tableName && constraint.columns.includes(name)
    if (!cascade && !own)
      complain(draft, `${constraint.name} of ${displayName(table.name)} refers to ${name}`)
    removeForeignKey(draft, table.name, constraint)
  }
}

/** Indexes, constraints and generated columns of the table itself. */
function dropOwnParts(draft: Draft, tableName: Name, name: string, cascade: boolean) {
  const table = tableAt(draft, tableName)
  if (!table) return
  for (const index of table.indexes)
    if (indexInvolves(index, name)) dropIndex(draft, tableName, index.name, cascade)
  const now = tableAt(draft, tableName) ?? table
  const gone = now.constraints.filter(
    ({ columns, expression }) =>
      columns.includes(name) || (expression !== undefined && mentions(expression, name)),
  )
  if (gone.length > 0) {
    editTable(draft, now, { constraints: now.constraints.filter((constraint) => !gone.includes(constraint)) })
    for (const constraint of gone)
      if (constraint.kind !== 'not-null') reportDropped(draft, tableName, constraint)
  }
  for (const other of table.columns) {
    if (!other.generated || !mentions(other.generated.expression, name)) continue
    if (!cascade) complain(draft, `${other.name} of ${displayName(tableName)} is generated from ${name}`)
    dropColumn(draft, tableName, other.name, { ifExists: true, cascade, only: false, follows: true })
  }
}
