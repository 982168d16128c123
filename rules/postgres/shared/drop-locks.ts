import { findRelation, findTable, indexOwner } from '../../../src/core/catalog/lookup.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Drop } from '../../../src/core/statement.ts'
import { defaultPartitionOf, referencedBy, referencing, tablesInSchemas, tablesOfType } from './relatives.ts'
import { lettingGo, lockOn, type TableLock, withKin, withPartitions } from './table-lock.ts'

/** The locks of DROP: on what it names, and on tables that lose something with it. */
export function dropLocks(statement: Drop, catalog: Catalog, version: number): readonly TableLock[] {
  const { object, names, on, range, cascade } = statement
  if (on !== undefined) return [lockOn(catalog, on, 'ACCESS EXCLUSIVE', 'named', range)]
  if (object === 'table' || object === 'foreign-table')
    return names.flatMap((name) => dropTableLocks(name, statement, catalog, version))
  if (object === 'index') {
    const mode = statement.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
    return names.flatMap((name) => {
      const owner = indexOwner(catalog, name)
      return owner && !findTable(catalog, owner.name)
        ? []
        : withPartitions(catalog, lockOn(catalog, owner?.name ?? name, mode, 'index', range), true)
    })
  }
  if (!cascade) return []
  const within =
    object === 'schema'
      ? tablesInSchemas(catalog, names)
      : object === 'type' || object === 'domain'
        ? names.flatMap((name) => tablesOfType(catalog, name))
        : object === 'sequence'
          ? names.flatMap((name) => tablesDrawingFrom(catalog, name))
          : []
  return within.map((table) => lockOn(catalog, table, 'ACCESS EXCLUSIVE', 'cascade', range))
}

function dropTableLocks(
  name: Name,
  { cascade, range }: Drop,
  catalog: Catalog,
  version: number,
): readonly TableLock[] {
  const table = findTable(catalog, name)
  const named = lockOn(catalog, name, 'ACCESS EXCLUSIVE', 'named', range)
  if (!table) return [named]
  const parent = table.partitionOf === undefined ? undefined : findTable(catalog, table.partitionOf)
  const kin = parent
    ? [parent, defaultPartitionOf(catalog, parent)].flatMap((one) =>
        one && one.name !== table.name ? [one.name] : [],
      )
    : []
  // A partition's share in its parent's foreign keys has nothing of its own on the referenced side.
  const inherited = parent ? referencedBy(parent) : []
  const partnerLock = (partner: Name) => lockOn(catalog, partner, 'ACCESS EXCLUSIVE', 'foreign-key', range)
  const referenced = referencedBy(table).filter((name) => !inherited.includes(name))
  return [
    ...withKin(catalog, named, table.partitionBy !== undefined || cascade),
    ...kin.map((one) => lockOn(catalog, one, 'ACCESS EXCLUSIVE', 'kinship', range)),
    ...referenced.flatMap((partner) => lettingGo(catalog, partnerLock(partner), version)),
    ...(cascade ? referencing(catalog, table) : []).flatMap((partner) =>
      withKin(catalog, partnerLock(partner), true),
    ),
  ]
}

/** Tables with a column whose default draws from a sequence. */
function tablesDrawingFrom(catalog: Catalog, name: Name): readonly Name[] {
  const sequence = findRelation(catalog, name)?.name
  return [...catalog.relations].flatMap(([table, relation]) =>
    relation.kind === 'table' && sequence && relation.columns.some((column) => column.sequence === sequence)
      ? [table]
      : [],
  )
}
