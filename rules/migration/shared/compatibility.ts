import { findRelation, isTable } from '../../../src/core/catalog/lookup.ts'
import type { Catalog, ObjectId, Table, View } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Context } from '../../../src/core/rule.ts'

/** Whether readers of the old name are still served after this change: by a view over the renamed table that has all its columns. */
export function nameStillServed(context: Context, name: Name, renamed: ObjectId | undefined): boolean {
  const successor = findRelation(context.after, name)
  const former = renamed === undefined ? undefined : tableIn(context.after, renamed)
  if (successor && !isTable(successor) && successor.kind !== 'sequence' && former) {
    return (
      successor.reads.some(({ relation }) => relation === former.name) &&
      coversColumns(successor, tableIn(context.before, renamed) ?? former)
    )
  }
  if (successor) return former === undefined && !isTable(successor)
  return context.siblings.some(({ statements }) =>
    statements.some(
      (statement) => statement.kind === 'create-view' && sameRelation(context.after, statement.view, name),
    ),
  )
}

/** Whether readers of the old column are still served: a generated column of that name, or a view in the table's place. */
export function columnStillServed(context: Context, table: Name, column: string): boolean {
  const successor = findRelation(context.after, table)
  if (!successor || successor.kind === 'sequence') return false
  return isTable(successor)
    ? successor.columns.some(({ name, generated }) => name === column && generated !== undefined)
    : successor.columns.includes(column)
}

function tableIn(catalog: Catalog, id: ObjectId | undefined): Table | undefined {
  for (const relation of catalog.relations.values()) {
    if (relation.id === id && isTable(relation)) return relation
  }
  return undefined
}

function coversColumns(view: View, { columns }: Table): boolean {
  return columns.every(({ name }) => view.columns.includes(name))
}

function sameRelation(catalog: Catalog, one: Name, other: Name): boolean {
  const full = (name: Name) => (name.includes('.') ? name : `${catalog.searchPath[0] ?? 'public'}.${name}`)
  return full(one) === full(other)
}
