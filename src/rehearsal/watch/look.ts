import { type Name, partsOf } from '../../core/name.ts'
import type { RehearsedStep } from '../../core/rehearsal.ts'
import { identifier, literal } from '../quoting.ts'
import type { Notice, Session } from '../session.ts'
import { type Ask, apart } from './apart.ts'
import { captureState } from './capture.ts'
import { counts, horizon } from './clear-view.ts'
import { type Change, grown, isTableOf, newLocks, writtenRows } from './difference.ts'
import { type Held, type Observation, observe, observeFirst } from './observation.ts'
import { readRelations } from './relations.ts'
import { validatedConstraints } from './server-words.ts'
import { seenWork } from './work.ts'
import type { World } from './world.ts'

type Seen = Pick<RehearsedStep, 'locks' | 'work' | 'rows'>

interface Look {
  readonly seen: Seen
  /** What the next statement of the transaction is held against. */
  readonly after: Observation
  /** State of what captures inner statements, if it did. */
  readonly capture: string | undefined
  /** Whether all that it did could be counted. */
  readonly isCounted: boolean
  /** Of what holds others: whether part of what it did was taken back. */
  readonly isTakenBack: boolean
}

/** A statement that ran. */
interface Ran {
  readonly keyword: string
  readonly before: Observation
  readonly notices: readonly Notice[]
  /** Whether statements inside it were captured. */
  readonly hears: boolean
  /** Of what holds others: the first transaction that was not over before it. */
  readonly horizon: string | undefined
}

/** The transaction before a statement of it. */
export async function lookBefore(session: Session): Promise<Observation> {
  return (await apart(session, observeFirst)) ?? new Map()
}

/** What is asked before a statement that holds others. */
export const horizonBefore = (session: Session) => apart(session, horizon)

/** The transaction after a statement of it, against what it was before; undefined where the server refuses to tell. */
export async function lookAfter(
  session: Session,
  world: World,
  { before, notices, keyword, hears, horizon: old }: Ran,
): Promise<Look | undefined> {
  return apart(session, async (ask) => {
    const after = await observe(ask)
    const made = after && (await relationsMade(ask, after, world))
    if (!after || !made) return undefined
    const validated = await tablesOfForeignKeys(ask, validatedConstraints(notices))
    const capture = hears ? await captureState(ask) : undefined
    const isTakenBack = old !== undefined && (await horizon(ask)) !== old
    const isCounted = await counts(ask)
    const rows = await countRows(
      ask,
      [...after.values()].filter((held) => matters(held, before, world)),
    )
    const change: Change = {
      ...{ keyword, before, after, made, rows, validated, notices },
      ...{ relations: world.relations, existing: world.existing },
    }
    const seen = { locks: newLocks(change), work: seenWork(change), rows: writtenRows(change) }
    remember(after, world)
    const counted = rows.size > 0 ? withCounts(after, await observe(ask)) : after
    return { seen, capture, isCounted, isTakenBack, after: new Map([...unheld(before), ...counted]) }
  })
}

/** Adds what is there now and was not before to the world. */
async function relationsMade(ask: Ask, after: Observation, world: World): Promise<Set<number> | undefined> {
  const unknown = [...after.keys()].filter((oid) => !world.relations.has(oid) && !world.others.has(oid))
  if (unknown.length === 0) return new Set()
  const made = await readRelations(ask, unknown)
  for (const [oid, relation] of made ?? []) world.relations.set(oid, relation)
  for (const oid of unknown) if (made && !made.has(oid)) world.others.add(oid)
  return made && new Set(made.keys())
}

/** Names and files change. */
function remember(after: Observation, { relations }: World): void {
  for (const { oid, name, file } of after.values()) {
    const relation = relations.get(oid)
    if (relation && name !== undefined) relations.set(oid, { ...relation, name, file })
  }
}

/** Whether something was done to a table that its number of rows explains. */
function matters(held: Held, before: Observation, { relations }: World): boolean {
  const relation = relations.get(held.oid)
  if (!relation || !isTableOf(relation) || held.name === undefined) return false
  const { scans, inserted, updated, deleted } = grown(before, held)
  return held.file !== relation.file || scans + inserted + updated + deleted > 0
}

async function countRows(ask: Ask, tables: readonly Held[]): Promise<ReadonlyMap<number, number>> {
  if (tables.length === 0) return new Map()
  const counts = tables.map(({ name = '' }) => `(SELECT count(*) FROM ONLY ${sqlOf(name)})`)
  const rows = (await ask(`SELECT json_build_array(${counts.join(', ')})`)) as readonly number[] | undefined
  return new Map(rows?.map((count, at) => [tables[at]?.oid ?? 0, count]))
}

const sqlOf = (name: Name) => identifier(...partsOf(name))

async function tablesOfForeignKeys(
  ask: Ask,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (names.length === 0) return new Map()
  const found =
    await ask(`SELECT coalesce(json_agg(json_build_array(conname, conrelid::int8)), '[]') FROM pg_constraint
    WHERE contype = 'f' AND conname IN (${names.map(literal).join(', ')})`)
  const rows = (found ?? []) as readonly (readonly [string, number])[]
  const byName = Map.groupBy(rows, ([name]) => name)
  return new Map([...byName].map(([name, of]) => [name, of.map(([, oid]) => oid)]))
}

/** What was counted of tables counts on, whether or not they are locked. */
function unheld(before: Observation): Iterable<[number, Held]> {
  return [...before].map(([oid, held]) => [oid, { ...held, modes: new Set() }])
}

/** Counting rows is a scan too, which is not the script's. */
function withCounts(after: Observation, counted: Observation | undefined): Observation {
  return new Map(
    [...after].map(([oid, held]) => [oid, { ...held, counted: counted?.get(oid)?.counted ?? held.counted }]),
  )
}
