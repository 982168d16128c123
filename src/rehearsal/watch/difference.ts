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

/** Locks that the transaction did not hold before. What is dropped and made again under its name counts once, as what was there. */
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
  return once(locks, ({ relation, mode }) => [relation, String(lockModes.indexOf(mode))])
}

/** Rows that the statement wrote, table by table. */
export function writtenRows(change: Change): readonly SeenRows[] {
  const written = [...change.after.values()].flatMap((held) => {
    const relation = change.relations.get(held.oid)
    const { inserted, updated, deleted } = grown(change.before, held)
    if (!relation || inserted + updated + deleted === 0) return []
    const existing = change.existing.has(held.oid)
    const before = rowsBefore(held, change) ?? deleted
    return [{ table: relation.name, existing, inserted, updated, deleted, before }]
  })
  return once(written, ({ table, existing }) => [table, String(existing)])
}

/** Undefined where they were not counted. */
export function rowsBefore(held: Held, { before, rows }: Change): number | undefined {
  const { inserted, deleted } = grown(before, held)
  const after = rows.get(held.oid)
  return after === undefined ? undefined : Math.max(0, after - inserted + deleted)
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

/** In the order of their keys, by code points, so that it is the same everywhere; of several of one key, the first, and rather one that was there before. */
export function once<T extends { readonly existing: boolean }>(
  all: readonly T[],
  keyOf: (one: T) => readonly string[],
): readonly T[] {
  const byKey = new Map<string, T>()
  for (const one of all) {
    const key = keyOf(one).join('\0')
    const known = byKey.get(key)
    if (!known || (one.existing && !known.existing)) byKey.set(key, one)
  }
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value)
}

export function isTableOf(relation: Relation): boolean {
  return relation.kind === 'table' || relation.kind === 'materialized-view'
}
