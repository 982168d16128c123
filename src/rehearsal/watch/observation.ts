import { type LockMode, lockModes } from '../../core/statement.ts'
import type { Ask } from './apart.ts'
import { firstOfUsers, nameFrom } from './relations.ts'

/** A relation that the running transaction holds a lock on, and what the transaction has done to it so far. */
export interface Held {
  readonly oid: number
  readonly modes: ReadonlySet<LockMode>
  /** Undefined when it is gone by now. */
  readonly name: string | undefined
  readonly file: number | null
  readonly counted: Counted
}

/** By the server's own statistics; they only grow within a transaction. */
export interface Counted {
  readonly scans: number
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
}

/**
 * Nothing can be done to a relation without a lock on it, and locks are held to the end of the transaction: what is locked is all that need
 * be looked at.
 */
export type Observation = ReadonlyMap<number, Held>

/** Undefined where the server refuses to tell. */
export const observe = (ask: Ask) => observed(ask, lockQuery)

/**
 * The start of a transaction: with every table that was counted before it, for the server puts off the reckoning (PostgreSQL 18
 * documentation, 27.2.2).
 */
export const observeFirst = (ask: Ask) => observed(ask, `${lockQuery} UNION ALL ${countedQuery}`)

async function observed(ask: Ask, query: string): Promise<Observation | undefined> {
  const rows = (await ask(`SELECT coalesce(json_agg(r.held), '[]') FROM (${query}) r (held)`)) as
    | readonly Row[]
    | undefined
  if (!rows) return undefined
  const held = new Map<number, Held & { readonly modes: Set<LockMode> }>()
  for (const [oid, mode, printed, file, ...counts] of rows) {
    const one = held.get(oid) ?? { ...heldOf(oid, printed, file, counts), modes: new Set() }
    if (mode !== null) one.modes.add(modeOf(mode))
    held.set(oid, one)
  }
  return held
}

type Counts = readonly [number, number, number, number, number]
type Row = readonly [oid: number, mode: string | null, name: string, file: number | null, ...Counts]

function heldOf(oid: number, printed: string, file: number | null, counts: Counts): Omit<Held, 'modes'> {
  const [scans, read, inserted, updated, deleted] = counts
  // The number in place of the name: the relation is gone.
  const name = printed === String(oid) ? undefined : nameFrom(printed)
  return { oid, name, file, counted: { scans, read, inserted, updated, deleted } }
}

/** `AccessShareLock` is ACCESS SHARE. */
function modeOf(printed: string): LockMode {
  const words = printed.replace(/Lock$/, '').replaceAll(/\B[A-Z]/g, (letter) => ` ${letter}`)
  return lockModes.find((mode) => mode === words.toUpperCase()) ?? 'ACCESS EXCLUSIVE'
}

const facts = (oid: string, mode: string) => `json_build_array(${oid}::int8, ${mode}, ${oid}::regclass::text,
    pg_relation_filenode(${oid})::int8, pg_stat_get_xact_numscans(${oid}), pg_stat_get_xact_tuples_returned(${oid}),
    pg_stat_get_xact_tuples_inserted(${oid}), pg_stat_get_xact_tuples_updated(${oid}), pg_stat_get_xact_tuples_deleted(${oid}))`

const lockQuery = `
  SELECT ${facts('relation', 'mode')} FROM pg_lock_status()
  WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND relation >= ${firstOfUsers}`

const countedQuery = `
  SELECT ${facts('oid', 'NULL::text')} FROM pg_class
  WHERE oid >= ${firstOfUsers} AND relkind IN ('r', 'm')
    AND pg_stat_get_xact_numscans(oid) + pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
      + pg_stat_get_xact_tuples_deleted(oid) > 0`
