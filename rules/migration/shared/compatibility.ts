import { findRelation, isTable } from '../../../src/core/catalog/lookup.ts'
import type { Catalog, ObjectId } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Context } from '../../../src/core/rule.ts'

/** Whether a name still finds something after this change: a view, a synonym, another table that takes its place. */
export function nameStillServed(context: Context, name: Name, renamed: ObjectId): boolean {
  const successor = findRelation(context.after, name)
  if (successor) return successor.id !== renamed
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
    ? successor.columns.some(({ name }) => name === column)
    : successor.columns.includes(column)
}

function sameRelation(catalog: Catalog, one: Name, other: Name): boolean {
  const full = (name: Name) => (name.includes('.') ? name : `${catalog.searchPath[0] ?? 'public'}.${name}`)
  return full(one) === full(other)
}
