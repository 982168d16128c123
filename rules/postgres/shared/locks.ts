import { findTable, indexOwner } from '../../../src/core/catalog/lookup.ts'
import { findType } from '../../../src/core/catalog/types.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import { lastPart, type Name, partsOf, schemaPart } from '../../../src/core/name.ts'
import type { CreateTable, Drop, LockMode, Reindex, Statement } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import { alterLocks } from './alter-locks.ts'
import { defaultPartitionOf, referencedBy, referencing } from './relatives.ts'
import { lockOn, referencesOf, type TableLock, withKin } from './table-lock.ts'

/** The table locks a statement takes, as far as the catalog before it tells. Tables that are only read (ACCESS SHARE) are left out. */
export function locksOf(statement: Statement, catalog: Catalog, version: number): readonly TableLock[] {
  const named = (table: Name, mode: LockMode, at: Range = statement.range): TableLock =>
    lockOn(catalog, table, mode, 'named', at)
  switch (statement.kind) {
    case 'alter-table':
      return alterLocks(statement, catalog, version)
    case 'create-table':
      return createLocks(statement, catalog)
    case 'drop':
      return dropLocks(statement, catalog)
    case 'create-index': {
      const mode = statement.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE'
      return withKin(catalog, named(statement.table, mode), !statement.only)
    }
    case 'create-trigger':
      return withKin(catalog, named(statement.table, 'SHARE ROW EXCLUSIVE'), true)
    case 'create-policy':
      return [named(statement.table, 'ACCESS EXCLUSIVE')]
    case 'truncate':
      return truncateLocks(statement.tables, statement.cascade, catalog, statement.range)
    case 'rename':
      return statement.on && ['trigger', 'policy', 'rule'].includes(statement.object)
        ? [named(statement.on, 'ACCESS EXCLUSIVE')]
        : []
    case 'lock-table':
      return statement.tables.flatMap((table) => withKin(catalog, named(table, statement.mode), true))
    case 'vacuum':
      return statement.tables.map((table) =>
        named(table, statement.full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE'),
      )
    case 'cluster':
      return statement.table === undefined ? [] : [named(statement.table, 'ACCESS EXCLUSIVE')]
    case 'reindex':
      return reindexLocks(statement, catalog)
    case 'alter-domain': {
      const scans =
        statement.action === 'set-not-null' ||
        statement.action === 'validate-constraint' ||
        (statement.action === 'add-constraint' && !statement.constraint?.notValid)
      return scans
        ? tablesOfType(catalog, statement.domain).map((table) =>
            lockOn(catalog, table, 'SHARE', 'cascade', statement.range),
          )
        : []
    }
    case 'comment':
      return statement.object === 'table' || statement.object === 'column'
        ? [named(statement.name, 'SHARE UPDATE EXCLUSIVE')]
        : []
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return [named(statement.table, 'ROW EXCLUSIVE')]
    case 'copy':
      return statement.direction === 'from' && statement.table !== undefined
        ? [named(statement.table, 'ROW EXCLUSIVE')]
        : []
    default:
      return []
  }
}

function createLocks(statement: CreateTable, catalog: Catalog): readonly TableLock[] {
  const constraints = [...statement.constraints, ...statement.columns.flatMap((column) => column.constraints)]
  const lock = (name: Name, mode: LockMode, through: TableLock['through']) =>
    lockOn(catalog, name, mode, through, statement.range)
  const parent = statement.partitionOf && findTable(catalog, statement.partitionOf.parent)
  const fallback = parent && defaultPartitionOf(catalog, parent)
  const referenced = [...referencesOf(constraints), ...(parent ? referencedBy(parent) : [])].filter(
    (name) => name !== statement.table,
  )
  return [
    ...(statement.partitionOf ? [lock(statement.partitionOf.parent, 'ACCESS EXCLUSIVE', 'named')] : []),
    ...(fallback ? [lock(fallback.name, 'ACCESS EXCLUSIVE', 'kinship')] : []),
    ...referenced.flatMap((name) => withKin(catalog, lock(name, 'SHARE ROW EXCLUSIVE', 'foreign-key'), true)),
    ...statement.inherits.map((name) => lock(name, 'SHARE UPDATE EXCLUSIVE', 'kinship')),
  ]
}

function dropLocks(statement: Drop, catalog: Catalog): readonly TableLock[] {
  const { object, names, on, range, cascade } = statement
  if (on !== undefined) return [lockOn(catalog, on, 'ACCESS EXCLUSIVE', 'named', range)]
  if (object === 'table' || object === 'foreign-table')
    return names.flatMap((name) => dropTableLocks(name, cascade, catalog, range))
  if (object === 'index') {
    const mode = statement.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
    return names.flatMap((name) => {
      const owner = indexOwner(catalog, name)
      return owner && !findTable(catalog, owner.name)
        ? []
        : [lockOn(catalog, owner?.name ?? name, mode, 'index', range)]
    })
  }
  if (!cascade) return []
  const within =
    object === 'schema'
      ? tablesInSchemas(catalog, names)
      : object === 'type' || object === 'domain'
        ? names.flatMap((name) => tablesOfType(catalog, name))
        : []
  return within.map((table) => lockOn(catalog, table, 'ACCESS EXCLUSIVE', 'cascade', range))
}

function dropTableLocks(name: Name, cascade: boolean, catalog: Catalog, range: Range): readonly TableLock[] {
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
  const partners = [
    ...referencedBy(table).filter((name) => !inherited.includes(name)),
    ...(cascade ? referencing(catalog, table) : []),
  ]
  return [
    ...withKin(catalog, named, table.partitionBy !== undefined || cascade),
    ...kin.map((one) => lockOn(catalog, one, 'ACCESS EXCLUSIVE', 'kinship', range)),
    ...partners.flatMap((partner) =>
      withKin(catalog, lockOn(catalog, partner, 'ACCESS EXCLUSIVE', 'foreign-key', range), true),
    ),
  ]
}

function truncateLocks(
  tables: readonly Name[],
  cascade: boolean,
  catalog: Catalog,
  range: Range,
): readonly TableLock[] {
  const locks = tables.flatMap((name) =>
    withKin(catalog, lockOn(catalog, name, 'ACCESS EXCLUSIVE', 'named', range), true),
  )
  const seen = new Set(locks.map(({ table }) => table))
  const queue = cascade ? [...seen] : []
  for (const name of queue) {
    const table = findTable(catalog, name)
    for (const next of table ? referencing(catalog, table) : []) {
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(next)
      locks.push(...withKin(catalog, lockOn(catalog, next, 'ACCESS EXCLUSIVE', 'cascade', range), true))
    }
  }
  return locks
}

function reindexLocks(
  { target, name, concurrently, range }: Reindex,
  catalog: Catalog,
): readonly TableLock[] {
  if (name === undefined || (target !== 'table' && target !== 'index')) return []
  const table = target === 'table' ? name : (indexOwner(catalog, name)?.name ?? name)
  return [
    lockOn(
      catalog,
      table,
      concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE',
      target === 'table' ? 'named' : 'index',
      range,
    ),
  ]
}

function tablesInSchemas(catalog: Catalog, schemas: readonly Name[]): readonly Name[] {
  const wanted = schemas.map((schema) => partsOf(schema).at(-1))
  return [...catalog.relations].flatMap(([name, relation]) =>
    relation.kind === 'table' && wanted.includes(schemaPart(name)) ? [name] : [],
  )
}

/** Tables with a column of a user type. */
function tablesOfType(catalog: Catalog, type: Name): readonly Name[] {
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
