import { isTable, usersOf } from '../../../src/core/catalog/lookup.ts'
import { findType } from '../../../src/core/catalog/types.ts'
import type { Catalog, Table } from '../../../src/core/catalog.ts'
import { lastPart, type Name, partsOf, schemaPart } from '../../../src/core/name.ts'

/** Tables that need a table: they reference, inherit from or are partitions of it. */
const tablesNeeding = (catalog: Catalog, name: Name) => usersOf(catalog, name).filter(isTable)

export { childrenOf } from '../../../src/core/catalog/kin.ts'

export function defaultPartitionOf(catalog: Catalog, table: Table): Table | undefined {
  return tablesNeeding(catalog, table.name).find(
    ({ partitionOf, partitionBound }) =>
      partitionOf === table.name && /^\s*default\b/i.test(partitionBound ?? ''),
  )
}

/** Tables that foreign keys of this one point at, itself left out. */
export function referencedBy(table: Table): readonly Name[] {
  const parents = table.constraints.flatMap(({ references }) => (references ? [references.table] : []))
  return [...new Set(parents)].filter((name) => name !== table.name)
}

/** Other tables whose foreign keys point at this one; at some of its columns only, when these are given. */
export function referencing(catalog: Catalog, table: Table, columns?: readonly string[]): readonly Name[] {
  return tablesNeeding(catalog, table.name)
    .filter(({ name }) => name !== table.name)
    .filter(({ constraints }) =>
      constraints.some(
        ({ references }) => references?.table === table.name && touches(references.columns, columns),
      ),
    )
    .map(({ name }) => name)
}

function touches(referenced: readonly string[], columns: readonly string[] | undefined): boolean {
  return (
    columns === undefined || referenced.length === 0 || referenced.some((column) => columns.includes(column))
  )
}

/** Tables with a column of a user type. */
export function tablesOfType(catalog: Catalog, type: Name): readonly Name[] {
  const found = findType(catalog, type)
  return [...catalog.relations].flatMap(([name, relation]) => {
    if (relation.kind !== 'table') return []
    const has = relation.columns.some(
      (column) =>
        column.type &&
        (found
          ? findType(catalog, column.type.name) === found
          : lastPart(column.type.name) === lastPart(type)),
    )
    return has ? [name] : []
  })
}

export function tablesInSchemas(catalog: Catalog, schemas: readonly Name[]): readonly Name[] {
  const wanted = schemas.map((schema) => partsOf(schema).at(-1))
  return [...catalog.relations].flatMap(([name, relation]) =>
    relation.kind === 'table' && wanted.includes(schemaPart(name)) ? [name] : [],
  )
}
