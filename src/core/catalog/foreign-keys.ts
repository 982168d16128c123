import type { Constraint, Table } from '../catalog.ts'
import { lastPart, type Name } from '../name.ts'
import type { ConstraintDefinition } from '../statement.ts'
import { type Draft, editTable, missing, partitionsOf, tableAt } from './draft.ts'
import { sameTree } from './expressions.ts'
import { findTable, newName, primaryKey } from './lookup.ts'
import { chooseConstraintName, joinedNames } from './names.ts'
import { schemaOf } from './store.ts'

/** Adds a foreign key to a table and to its partitions; answers it as the catalog keeps it. */
export function addForeignKey(
  draft: Draft,
  tableName: Name,
  definition: ConstraintDefinition,
  creating: boolean,
): Constraint | undefined {
  const table = tableAt(draft, tableName)
  const written = definition.references
  if (!table || !written) return undefined
  const referenced = findTable(draft.catalog, written.table)
  if (!referenced) missing(draft, written.table)
  const key = referenced ? keyFor(referenced, written.columns) : { columns: written.columns }
  const constraint: Constraint = {
    name: definition.name ?? chosenName(draft, tableName, definition.columns),
    kind: 'foreign-key',
    columns: definition.columns,
    validated: !definition.notEnforced && (creating || !definition.notValid),
    enforced: !definition.notEnforced,
    deferrable: definition.deferrable,
    references: {
      ...written,
      table: referenced?.name ?? newName(draft.catalog, written.table),
      columns: key.columns,
    },
    ...(key.index === undefined ? {} : { keyIndex: key.index }),
  }
  editTable(draft, table, { constraints: [...table.constraints, constraint] })
  for (const partition of partitionsOf(draft, tableName)) spreadForeignKey(draft, constraint, partition)
  return constraint
}

/** The columns a foreign key refers to and the unique index that makes them a key, the oldest when there are several. */
function keyFor(table: Table, columns: readonly string[]): { columns: readonly string[]; index?: string } {
  const primary = primaryKey(table)
  if (columns.length === 0) {
    return {
      columns: primary?.columns ?? [],
      ...(primary?.index === undefined ? {} : { index: primary.index }),
    }
  }
  const index = table.indexes.find(
    ({ unique, where, keys }) =>
      unique &&
      !where &&
      keys.length === columns.length &&
      keys.every(({ column }) => column !== undefined && columns.includes(column)),
  )
  return { columns, ...(index ? { index: index.name } : {}) }
}

function chosenName(draft: Draft, table: Name, columns: readonly string[]): string {
  const parts = { table: lastPart(table), addition: joinedNames(columns), label: 'fkey' }
  return chooseConstraintName(draft.catalog, schemaOf(table), parts)
}

/** Gives a partition its part of a foreign key: an equal one that is there already, else a new one. */
export function spreadForeignKey(draft: Draft, constraint: Constraint, partition: Table) {
  const now = tableAt(draft, partition.name)
  if (!now) return
  const equal = (one: Constraint) =>
    one.kind === 'foreign-key' &&
    one.parent === undefined &&
    sameTree(
      [one.columns, one.references, one.deferrable],
      [constraint.columns, constraint.references, constraint.deferrable],
    )
  const match = now.constraints.find(equal)
  if (match) {
    const attached: Constraint = {
      ...match,
      parent: constraint.name,
      inherited: true,
      validated: match.validated || constraint.validated,
    }
    editTable(draft, now, { constraints: now.constraints.map((one) => (one === match ? attached : one)) })
    return
  }
  const used = now.constraints.some((one) => one.name === constraint.name)
  const name = used ? chosenName(draft, now.name, constraint.columns) : constraint.name
  const part: Constraint = { ...constraint, name, parent: constraint.name, inherited: true }
  editTable(draft, now, { constraints: [...now.constraints, part] })
  for (const below of partitionsOf(draft, now.name)) spreadForeignKey(draft, part, below)
}
