import type { Name } from '../../core/name.ts'
import type { SeenLock, SeenRows } from '../../core/rehearsal.ts'
import { lockModes } from '../../core/statement.ts'
import type { Notice } from '../session.ts'
import type { Counted, Held, Observation } from './observation.ts'
import type { Relation, Relations } from './relations.ts'

/** What was there before a statement and what after it. */
export interface Change {
  readonly keyword: string
  readonly before: Observation
  readonly after: Observation
  /** As they were before; those that are new as they are after. */
  readonly relations: Relations
  /** Those that this statement made. */
  readonly made: ReadonlySet<number>
  /** Rows of tables after it, of those that were counted. */
  readonly rows: ReadonlyMap<number, number>
  /** Tables of the foreign keys that were validated, by the constraint's name. */
  readonly validated: ReadonlyMap<string, readonly number[]>
  /** Relations from before the change. */
  readonly existing: ReadonlySet<number>
  readonly notices: readonly Notice[]
}

/** Locks that the transaction did not hold before. */
export function newLocks({ before, after, relations, existing }: Change): readonly SeenLock[] {
  const locks = [...after.values()].flatMap(({ oid, modes }) => {
    const relation = relations.get(oid)
    if (!relation) return []
    const { name, kind, table } = relation
    const held = before.get(oid)?.modes
    return [...modes]
      .filter((mode) => !held?.has(mode))
      .map((mode) => ({
        ...{ relation: name, table: relations.get(table)?.name ?? name },
        ...{ kind, mode, existing: existing.has(oid) },
      }))
  })
  return locks.sort(
    (one, other) =>
      compareNames(one.relation, other.relation) ||
      lockModes.indexOf(one.mode) - lockModes.indexOf(other.mode),
  )
}

/** Rows that the statement wrote, table by table. */
export function writtenRows(change: Change): readonly SeenRows[] {
  const written = [...change.after.values()].flatMap((held) => {
    const relation = change.relations.get(held.oid)
    const { inserted, updated, deleted } = grown(change.before, held)
    if (!relation || inserted + updated + deleted === 0) return []
    const before = Math.max(0, (change.rows.get(held.oid) ?? inserted) - inserted + deleted)
    const existing = change.existing.has(held.oid)
    return [{ table: relation.name, existing, inserted, updated, deleted, before }]
  })
  return written.sort((one, other) => compareNames(one.table, other.table))
}

/** What the statement added to the counts. A TRUNCATE takes back what its transaction had written. */
export function grown(before: Observation, { oid, counted }: Held): Counted {
  const was = before.get(oid)?.counted
  const by = (count: keyof Counted) => Math.max(0, counted[count] - (was?.[count] ?? 0))
  return {
    ...{ scans: by('scans'), read: by('read') },
    ...{ inserted: by('inserted'), updated: by('updated'), deleted: by('deleted') },
  }
}

/** By code points, so that the order is the same everywhere. */
export function compareNames(one: Name, other: Name): number {
  return one < other ? -1 : one > other ? 1 : 0
}

export function isTableOf(relation: Relation): boolean {
  return relation.kind === 'table' || relation.kind === 'materialized-view'
}
