import { findTable, indexOwner } from '../../../src/core/catalog/lookup.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { CreateTable, LockMode, Reindex, Statement } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import { alterLocks } from './alter-locks.ts'
import { dropLocks } from './drop-locks.ts'
import { defaultPartitionOf, referencedBy, referencing, tablesInSchemas, tablesOfType } from './relatives.ts'
import { lockOn, referencesOf, type TableLock, withKin, withPartitions } from './table-lock.ts'

/** The table locks a statement takes, as far as the catalog before it tells. Tables that are only read (ACCESS SHARE) are left out. */
export function locksOf(statement: Statement, catalog: Catalog, version: number): readonly TableLock[] {
  const named = (table: Name, mode: LockMode, at: Range = statement.range): TableLock =>
    lockOn(catalog, table, mode, 'named', at)
  switch (statement.kind) {
    case 'alter-table':
      return alterLocks(statement, catalog, version)
    case 'create-table':
      return createLocks(statement, catalog, version)
    case 'drop':
      return dropLocks(statement, catalog, version)
    case 'create-index': {
      const mode = statement.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE'
      return withPartitions(catalog, named(statement.table, mode), !statement.only)
    }
    case 'create-trigger':
      return withPartitions(catalog, named(statement.table, 'SHARE ROW EXCLUSIVE'), true)
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
      return statement.tables.flatMap((table) => {
        const lock = named(table, statement.full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE')
        return version >= 18 ? withKin(catalog, lock, true) : withPartitions(catalog, lock, true)
      })
    case 'cluster':
      return statement.table === undefined
        ? []
        : withPartitions(catalog, named(statement.table, 'ACCESS EXCLUSIVE'), true)
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
      return [named(statement.table, 'ROW EXCLUSIVE')]
    case 'update':
    case 'delete':
    case 'merge':
      return withKin(catalog, named(statement.table, 'ROW EXCLUSIVE'), true)
    case 'copy':
      return statement.direction === 'from' && statement.table !== undefined
        ? [named(statement.table, 'ROW EXCLUSIVE')]
        : []
    default:
      return []
  }
}

function createLocks(statement: CreateTable, catalog: Catalog, version: number): readonly TableLock[] {
  const constraints = [...statement.constraints, ...statement.columns.flatMap((column) => column.constraints)]
  const lock = (name: Name, mode: LockMode, through: TableLock['through']) =>
    lockOn(catalog, name, mode, through, statement.range)
  const parent = statement.partitionOf && findTable(catalog, statement.partitionOf.parent)
  const fallback = parent && defaultPartitionOf(catalog, parent)
  const referenced = [
    ...referencesOf(constraints),
    ...(parent && version >= 12 ? referencedBy(parent) : []),
  ].filter((name) => name !== statement.table)
  return [
    ...(statement.partitionOf ? [lock(statement.partitionOf.parent, 'ACCESS EXCLUSIVE', 'named')] : []),
    ...(fallback ? [lock(fallback.name, 'ACCESS EXCLUSIVE', 'kinship')] : []),
    ...referenced.flatMap((name) => withKin(catalog, lock(name, 'SHARE ROW EXCLUSIVE', 'foreign-key'), true)),
    ...statement.inherits.map((name) => lock(name, 'SHARE UPDATE EXCLUSIVE', 'kinship')),
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
  if (name === undefined || target === 'database' || target === 'system') return []
  const mode = concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE'
  if (target === 'schema')
    return tablesInSchemas(catalog, [name]).map((table) => lockOn(catalog, table, mode, 'cascade', range))
  const table = target === 'table' ? name : (indexOwner(catalog, name)?.name ?? name)
  const lock = lockOn(catalog, table, mode, target === 'table' ? 'named' : 'index', range)
  return withPartitions(catalog, lock, true)
}
