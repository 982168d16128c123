import { findTable } from '../../../src/core/catalog/lookup.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import { atLeast, type ConstraintDefinition, type LockMode } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import { childrenOf } from './relatives.ts'

/** A table-level lock that a statement takes and keeps to the end of its transaction. */
export interface TableLock {
  /** Full name where the catalog knows the table, else as written; an index when its table is not known. */
  readonly table: Name
  readonly mode: LockMode
  /** `named` in the statement; else it comes with a foreign key, a partition or heir, CASCADE or an index. */
  readonly through: 'named' | 'foreign-key' | 'kinship' | 'cascade' | 'index'
  /** The part of the statement that takes it. */
  readonly at: Range
}

/** What waits while a lock is held (PostgreSQL 18 documentation, table 13.2). */
export function blockedBy(mode: LockMode): string {
  if (mode === 'ACCESS EXCLUSIVE') return 'every read and write'
  if (atLeast(mode, 'SHARE')) return 'every write'
  return 'other schema changes'
}

export function lockOn(
  catalog: Catalog,
  table: Name,
  mode: LockMode,
  through: TableLock['through'],
  at: Range,
): TableLock {
  return { table: findTable(catalog, table)?.name ?? table, mode, through, at }
}

/** A lock with the same on every partition and heir, where the statement goes down to them. */
export function withKin(catalog: Catalog, lock: TableLock, descends: boolean): readonly TableLock[] {
  const table = descends ? findTable(catalog, lock.table) : undefined
  return [
    lock,
    ...(table
      ? childrenOf(catalog, table).map(
          ({ name }): TableLock => ({ ...lock, table: name, through: 'kinship' }),
        )
      : []),
  ]
}

/** A lock with the same on every partition, where the statement goes down to them; heirs of another kind of parent are left alone. */
export function withPartitions(catalog: Catalog, lock: TableLock, descends: boolean): readonly TableLock[] {
  return withKin(catalog, lock, descends && findTable(catalog, lock.table)?.partitionBy !== undefined)
}

/**
 * The locks on a referenced table when what refers to it is dropped. Its own triggers, which go with a foreign key, a partitioned table has
 * since 15 only; before, those of its partitions go.
 */
export function lettingGo(catalog: Catalog, lock: TableLock, version: number): readonly TableLock[] {
  const locks = withKin(catalog, lock, true)
  const isPartitioned = findTable(catalog, lock.table)?.partitionBy !== undefined
  return version < 15 && isPartitioned ? locks.filter((one) => one !== lock) : locks
}

/** The tables that foreign keys among constraints point at. */
export function referencesOf(constraints: readonly ConstraintDefinition[]): readonly Name[] {
  return constraints.flatMap(({ references }) => (references ? [references.table] : []))
}
