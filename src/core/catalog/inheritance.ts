import type { CatalogColumn, Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import type { PartitionBound } from '../statement.ts'
import { addCheck } from './checks.ts'
import { inherited } from './columns.ts'
import { complain, type Draft, editTable, missing, omit, parentsOf, tableAt } from './draft.ts'
import { spreadForeignKey } from './foreign-keys.ts'
import { spreadIndex } from './indexes.ts'
import { columnOf, displayName, findTable } from './lookup.ts'
import { bindsNotNull, declaredNotNull, setNotNull } from './nulls.ts'
import { putRelation } from './store.ts'

/** The columns a new table takes over from its parents, merged by name in the order they come. */
export function columnsFrom(parents: readonly Table[], partition: boolean): Table['columns'] {
  const merged = new Map<string, Table['columns'][number]>()
  for (const parent of parents) {
    for (const column of parent.columns) {
      const declared = declaredNotNull(parent, column.name)
      const copy = inherited(declared ? { ...column, nullable: false } : column, partition)
      const present = merged.get(column.name)
      merged.set(column.name, present ? { ...copy, ...present, ...joined(present, copy) } : copy)
    }
  }
  return [...merged.values()]
}

/** What two parents' columns of one name say together. */
function joined(one: CatalogColumn, other: CatalogColumn): Partial<CatalogColumn> {
  return {
    hasDefault: one.hasDefault || other.hasDefault,
    nullable: one.nullable && other.nullable,
    ...(one.nullable && other.nullable ? {} : { notNullInherited: true as const }),
  }
}

/** Gives a child the checks of a parent that children take over. */
export function inheritChecks(draft: Draft, parent: Table, child: Table) {
  for (const check of parent.constraints) {
    if (check.kind !== 'check' || check.noInherit) continue
    addCheck(draft, child, { ...check, inherited: true, validated: check.enforced })
  }
}

/** Gives a partition its parts of the parent's indexes and foreign keys. */
export function inheritKeys(draft: Draft, parent: Table, childName: Name) {
  for (const index of parent.indexes)
    withTable(draft, childName, (child) => spreadIndex(draft, parent.name, index, child, true))
  for (const constraint of parent.constraints) {
    if (constraint.kind === 'foreign-key')
      withTable(draft, childName, (child) => spreadForeignKey(draft, constraint, child))
  }
}

function withTable(draft: Draft, name: Name, act: (table: Table) => void) {
  const table = tableAt(draft, name)
  if (table) act(table)
}

export function attachPartition(draft: Draft, parentName: Name, written: Name, bound: PartitionBound) {
  const parent = tableAt(draft, parentName)
  const child = findTable(draft.catalog, written)
  if (!child) missing(draft, written)
  if (!child || !parent) return
  if (child.partitionOf !== undefined)
    return complain(
      draft,
      `${displayName(child.name)} is already a partition of ${displayName(child.partitionOf)}`,
    )
  const taken = takeOver(child, parent, true)
  editTable(draft, child, { ...taken, partitionOf: parentName, partitionBound: bound.text })
  inheritKeys(draft, parent, child.name)
}

/** The child's columns and checks as those that come from a parent: a partition has none of its own, others keep theirs. */
function takeOver(child: Table, parent: Table, partition: boolean): Pick<Table, 'columns' | 'constraints'> {
  if (!partition) return child
  const columns = child.columns.map((column) => {
    const above = columnOf(parent, column.name)
    if (!above) return column
    const kept = {
      ...column,
      inherited: true as const,
      ...(above.identity === undefined ? {} : { identity: above.identity, hasDefault: true }),
    }
    const bound = !column.nullable && bindsNotNull(parent, column.name)
    return bound ? { ...kept, notNullInherited: true as const } : kept
  })
  const constraints = child.constraints.map((constraint) => {
    const [column = ''] = constraint.columns
    const above =
      constraint.kind === 'not-null' ? bindsNotNull(parent, column) : hasCheck(parent, constraint.name)
    return above ? { ...constraint, inherited: true as const } : constraint
  })
  return { columns, constraints }
}

/** DETACH PARTITION: the table stands alone with all it has. */
export function detachPartition(draft: Draft, parentName: Name, written: Name) {
  const child = findTable(draft.catalog, written)
  const parent = tableAt(draft, parentName)
  if (!child) return missing(draft, written)
  if (child.partitionOf !== parentName || !parent)
    return complain(draft, `${displayName(child.name)} is not a partition of ${displayName(parentName)}`)
  const { partitionOf: _of, partitionBound: _bound, ...alone } = child
  const next: Table = {
    ...alone,
    columns: child.columns.map((column) =>
      withoutParentIdentity(omit(column, 'inherited', 'notNullInherited')),
    ),
    constraints: child.constraints.map((constraint) => omit(constraint, 'inherited', 'parent')),
    indexes: child.indexes.map((index) => omit(index, 'parent')),
  }
  putRelation(draft.catalog, child, next)
}

function withoutParentIdentity(column: Table['columns'][number]): Table['columns'][number] {
  if (column.identity === undefined) return column
  return { ...omit(column, 'identity'), hasDefault: column.default !== undefined }
}

export function inheritFrom(draft: Draft, childName: Name, written: Name) {
  const parent = findTable(draft.catalog, written)
  const child = tableAt(draft, childName)
  if (!parent) missing(draft, written)
  if (!parent || !child) return
  editTable(draft, child, { inherits: [...child.inherits, parent.name] })
  for (const column of parent.columns) {
    if (!column.nullable) setNotNull(draft, childName, column.name, { inherited: true })
  }
  inheritChecks(draft, parent, tableAt(draft, childName) ?? child)
}

/** NO INHERIT: what no other parent has becomes the child's own. */
export function stopInheriting(draft: Draft, childName: Name, written: Name) {
  const parent = findTable(draft.catalog, written)
  const child = tableAt(draft, childName)
  if (!parent || !child) return missing(draft, written)
  const now = editTable(draft, child, { inherits: child.inherits.filter((name) => name !== parent.name) })
  const others = parentsOf(draft, now)
  editTable(draft, now, {
    columns: now.columns.map((column) => {
      if (!columnOf(parent, column.name)) return column
      const held = others.some((other) => columnOf(other, column.name))
      const own = held ? column : omit(column, 'inherited')
      return others.some((other) => bindsNotNull(other, column.name)) ? own : omit(own, 'notNullInherited')
    }),
    constraints: now.constraints.map((constraint) => {
      const had = hasCheck(parent, constraint.name)
      return had && !others.some((other) => hasCheck(other, constraint.name))
        ? omit(constraint, 'inherited')
        : constraint
    }),
  })
}

const hasCheck = (table: Table, name: string) =>
  table.constraints.some((constraint) => constraint.kind === 'check' && constraint.name === name)
