import type { RehearsedStep } from '../core/rehearsal.ts'
import { withoutSamples } from './play-samples.ts'
import type { Ran, Session, SessionError } from './session.ts'
import { ours } from './watch/apart.ts'
import { setCapture } from './watch/capture.ts'
import { innerStatements } from './watch/inner.ts'
import { keywordOf } from './watch/keyword.ts'
import { holdsOthers, isCopyOfRows, isSetting, needsBlock } from './watch/kinds.ts'
import { horizonBefore, lookAfter, lookBefore } from './watch/look.ts'
import type { Observation } from './watch/observation.ts'
import { namesOwnSchema, ownSchema } from './watch/own-schema.ts'
import { workOfFiles } from './watch/work.ts'
import { lookAgain, type World } from './watch/world.ts'

/** What a step shows, and what the transaction holds after it, where somebody has looked. */
export type Outcome = Omit<RehearsedStep, 'range' | 'transaction' | 'error' | 'failedOnSamples'> & {
  readonly after?: Observation
  readonly error?: SessionError
  readonly failedOnSamples?: SessionError
}

/** Of statements that take no locks. */
export const nothingSeen: Outcome = { watched: true, locks: [], work: [], rows: [], inner: [] }

/** Of what failed, for its locks are gone with it; of rows in a file (COPY ... FROM STDIN), which are not sent; and where the server refuses to tell. */
export const unseen: Outcome = { ...nothingSeen, watched: false }

/** What a transaction is, and what it held when it was last looked at. */
interface At {
  readonly world: World
  readonly seen: Observation | undefined
}

/** A statement inside a transaction that is open. Where it fails, the transaction has failed. */
export async function runWithin(session: Session, sql: string, { world, seen }: At): Promise<Outcome> {
  if (namesOwnSchema(sql)) return { ...unseen, error: reserved }
  const keyword = keywordOf(sql)
  if (isSetting(keyword, sql)) {
    const { error } = await session.run(sql)
    return error ? { ...unseen, error } : { ...nothingSeen, ...(seen && { after: seen }) }
  }
  if (isCopyOfRows(keyword, sql)) return { ...unseen, ...(seen && { after: seen }) }
  let known = seen
  return withoutSamples(session, world, async () => {
    const before = known ?? (await lookBefore(session))
    known = undefined
    return watch(session, sql, { world, keyword, before })
  })
}

/** A statement that commits by itself. */
export async function runAlone(session: Session, sql: string, world: World): Promise<Outcome> {
  if (namesOwnSchema(sql)) return { ...unseen, error: reserved }
  const keyword = keywordOf(sql)
  if (isSetting(keyword, sql)) {
    const { error } = await session.run(sql)
    return error ? { ...unseen, error } : nothingSeen
  }
  if (needsBlock(keyword, sql)) return runBare(session, sql, world)
  await ours(session, 'BEGIN')
  const { after: _, ...outcome } = await runWithin(session, sql, { world, seen: undefined })
  if (outcome.error) {
    await ours(session, 'ROLLBACK')
    return needsNoTransaction.has(outcome.error.code) ? runBare(session, sql, world) : outcome
  }
  const { error, failedOnSamples } = await settle(session, world)
  const failed = error ?? (await session.run('COMMIT')).error
  if (error) await ours(session, 'ROLLBACK')
  return {
    ...outcome,
    ...(failed && { error: failed }),
    ...(failedOnSamples && { failedOnSamples }),
  }
}

/** What is put off to the end of the transaction (deferred constraints), before the end. */
export function settle(session: Session, world: World): Promise<Pick<Outcome, 'error' | 'failedOnSamples'>> {
  return withoutSamples(session, world, () => session.run('SET CONSTRAINTS ALL IMMEDIATE'))
}

interface Watching {
  readonly world: World
  readonly keyword: string
  readonly before: Observation
}

async function watch(session: Session, sql: string, { world, keyword, before }: Watching): Promise<Outcome> {
  const hears = world.capture !== undefined && holdsOthers.has(keyword)
  const horizon = hears ? await horizonBefore(session) : undefined
  const { error, notices } = await loudly(session, keyword, async () => {
    if (!hears) return session.run(sql)
    await setCapture(session, true, 'transaction')
    const ran = await session.run(sql)
    if (!ran.error) await setCapture(session, false, 'transaction')
    return ran
  })
  if (error) return { ...unseen, error }
  const look = await lookAfter(session, world, { keyword, before, notices, hears, horizon })
  if (!look) return unseen
  if (hears && look.capture !== world.capture) return { ...unseen, error: reserved }
  return {
    ...{ watched: look.isCounted, ...look.seen, inner: hears ? innerStatements(notices) : [] },
    ...(look.isTakenBack && { caught: true as const }),
    after: look.after,
  }
}

/**
 * With the words by which the server tells of its work. Sample tables are small, and read whole where those of production are not: rows are
 * looked for by an index wherever there is one.
 */
async function loudly(session: Session, keyword: string, run: () => Promise<Ran>): Promise<Ran> {
  await ours(session, 'SET LOCAL client_min_messages = debug1')
  if (!holdsOthers.has(keyword)) return run()
  await ours(session, 'SET LOCAL enable_seqscan = off')
  const ran = await run()
  if (!ran.error) await ours(session, 'SET LOCAL enable_seqscan = on')
  return ran
}

/** A statement that no transaction may hold. Its locks are gone when it ends: only what became of the files can be told. */
async function runBare(session: Session, sql: string, world: World): Promise<Outcome> {
  const keyword = keywordOf(sql)
  const hears = world.capture !== undefined && holdsOthers.has(keyword)
  if (hears) await setCapture(session, true, 'session')
  const { error, notices } = await session.run(sql)
  if (hears) await setCapture(session, false, 'session')
  const old = world.relations
  await lookAgain(session, world)
  if (error) return { ...unseen, error }
  const made = new Set([...world.relations.keys()].filter((oid) => !old.has(oid)))
  const work = workOfFiles(world.relations.values(), {
    relations: new Map([...world.relations, ...old]),
    ...{ keyword, made, existing: world.existing, notices, rows: new Map() },
  })
  return { ...unseen, work, inner: hears ? innerStatements(notices) : [] }
}

/** ACTIVE SQL TRANSACTION, and INVALID TRANSACTION TERMINATION for what commits within. */
const needsNoTransaction: ReadonlySet<string> = new Set(['25001', '2D000'])

const reserved: SessionError = {
  severity: 'ERROR',
  code: '42501',
  message: `${ownSchema} is the schema from which Sluice watches a rehearsal, and no statement may touch it`,
}
