import { cleanCache } from '../../git/fetch.ts'
import { kindOf } from '../../github/errors.ts'
import { installations } from '../../github/read.ts'
import { enqueue } from '../../store/jobs.ts'
import { pullsPastWaivers } from '../../store/past-waivers.ts'
import { clean } from '../../store/retention.ts'
import { strandedGroups, strandedPulls } from '../../store/stranded.ts'
import { recallWrite, recordWrite } from '../../store/writes.ts'
import { cacheOf } from '../evaluate-range.ts'
import { newAsk, newDecide, newMergeGroup, newReview } from '../jobs.ts'
import type { MergeGroupTask } from '../task.ts'
import type { TaskContext } from '../task-context.ts'
import { today } from '../today.ts'
import { redeliverFailed } from './deliveries.ts'
import { installation } from './installation.ts'
import { hearEverywhere } from './reactions.ts'

/** Asking every repository for its pull requests costs a request each: once an hour, and at the start. */
const lookMs = 3_600_000

/** Makes good what was missed while we, or GitHub, were away: lost webhooks, checks that nobody will complete, old rows. */
export async function sweep(context: TaskContext): Promise<void> {
  const failures: unknown[] = []
  // People wait for checks; nothing else is in their way, nor one thing in another's.
  for (const [what, part] of Object.entries(parts))
    try {
      await part(context)
    } catch (error) {
      context.log.warn({ err: error, part: what }, 'a part of the sweep failed')
      failures.push(error)
    }
  if (failures.length > 0) throw failures[0]
  context.metrics.swept(new Date())
}

const parts: Readonly<Record<string, (context: TaskContext) => Promise<unknown>>> = {
  rescue: rescueStranded,
  waivers: decidePastWaivers,
  deliveries: redeliverFailed,
  look: lookEverywhere,
  reactions: hearEverywhere,
  rows: ({ database, configuration }) => clean(database, { days: configuration.retentionDays }),
  clones: ({ configuration }) => cleanCache(cacheOf(configuration), { bytes: configuration.cacheBytes }),
}

/** Check runs that are not complete though no job will complete them: what asked for them asks again. */
async function rescueStranded({ database, log, configuration }: TaskContext): Promise<void> {
  const old = { olderThanSeconds: 4 * configuration.leaseSeconds }
  for (const task of await strandedGroups(database, old)) {
    log.warn({ task }, 'a check run was left behind')
    await enqueue(database, newMergeGroup(task as MergeGroupTask))
  }
  for (const { repository, pull, request } of await strandedPulls(database, old)) {
    const { owner, name } = repository
    log.warn({ repository: `${owner}/${name}`, pull: pull.number }, 'a check run was left behind')
    await enqueue(database, newReview({ repository, pull, request }))
  }
  for (const { repository, pull } of await strandedPulls(database, { ...old, of: 'opinion' }))
    await enqueue(database, newAsk({ repository, pull, request: 'head' }))
}

/** Where a waiver's last day is over since this was looked at, what it let pass is decided again. */
async function decidePastWaivers({ database }: TaskContext): Promise<void> {
  const key = 'sweep/waivers'
  const to = today()
  const from = (await recallWrite(database, key))?.hash ?? to
  if (from < to)
    for (const pull of await pullsPastWaivers(database, { from, to })) {
      const { repository: id, installation, owner, name } = pull
      await enqueue(database, newDecide({ repository: { id, installation, owner, name }, pull }))
    }
  await recordWrite(database, key, { id: 0, hash: to })
}

/** The time is kept in the store, as several workers sweep. */
async function lookEverywhere(context: TaskContext): Promise<void> {
  const { database, clients, log } = context
  const [key, start] = ['sweep/looked', Date.now()]
  if (start - ((await recallWrite(database, key))?.id ?? 0) < lookMs) return
  for (const { id, account, suspended } of await installations(await clients.app())) {
    if (suspended) continue
    try {
      await installation(context, { installation: id })
    } catch (error) {
      // One installation in trouble (removed a moment ago, out of requests) is no reason to leave the others out.
      const { kind, message } = kindOf(error)
      if (kind === 'bug') throw error
      log.warn({ installation: id, account, reason: message }, 'an installation could not be looked at')
    }
  }
  await recordWrite(database, key, { id: start, hash: '' })
}
