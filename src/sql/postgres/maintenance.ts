import type { LockStmt, Node, ReindexStmt, VacuumStmt } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import { type LockTable, lockModes, type Reindex, type Statement, type Vacuum } from '../../core/statement.ts'
import { only, optionNamed, type Readers, relationName, relationNames, valueText } from './nodes.ts'
import type { Source } from './source.ts'
import { other } from './verbs.ts'

/** LOCK, VACUUM, CLUSTER, REINDEX, REFRESH, TRUNCATE. */
export const maintenanceReaders: Readers<[Source], Statement> = {
  LockStmt: readLock,
  VacuumStmt: readVacuum,
  ReindexStmt: readReindex,
  ClusterStmt: (node, source) => ({
    kind: 'cluster',
    range: source.range,
    ...(node.relation && { table: relationName(node.relation) }),
  }),
  RefreshMatViewStmt: (node, source) => ({
    kind: 'refresh-materialized-view',
    range: source.range,
    view: relationName(node.relation),
    concurrently: node.concurrent ?? false,
    withData: !(node.skipData ?? false),
  }),
  TruncateStmt: (node, source) => ({
    kind: 'truncate',
    range: source.range,
    tables: relationNames(node.relations),
    cascade: node.behavior === 'DROP_CASCADE',
  }),
}

/** LockStmt.mode counts from 1, ACCESS SHARE (lockdefs.h). */
function readLock(node: LockStmt, source: Source): LockTable {
  const mode = lockModes[(node.mode ?? lockModes.length) - 1] ?? 'ACCESS EXCLUSIVE'
  return { kind: 'lock-table', range: source.range, tables: relationNames(node.relations), mode }
}

function readVacuum(node: VacuumStmt, source: Source): Vacuum | Statement {
  if (!node.is_vacuumcmd) return other(source)
  const tables = only(node.rels, 'VacuumRelation').map((target) => relationName(target.relation))
  return { kind: 'vacuum', range: source.range, full: enabled(node.options, 'full'), tables }
}

/** An option in parentheses: present and not switched off. */
function enabled(options: readonly Node[] | undefined, name: string): boolean {
  const written = only(options, 'DefElem').some((option) => option.defname === name)
  return written && !['false', 'off', '0'].includes(valueText(optionNamed(options, name)).toLowerCase())
}

const targets: Readonly<Record<string, Reindex['target']>> = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_SYSTEM: 'system',
  REINDEX_OBJECT_DATABASE: 'database',
}

function readReindex(node: ReindexStmt, source: Source): Reindex {
  const name = node.relation ? relationName(node.relation) : nameOf(node.name)
  return {
    kind: 'reindex',
    range: source.range,
    target: targets[node.kind ?? ''] ?? 'index',
    ...(name !== '' && { name }),
    concurrently: enabled(node.params, 'concurrently'),
  }
}
