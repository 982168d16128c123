import { cleanCache } from '../../git/fetch.ts'
import type { Client } from '../../github/app-client.ts'
import { kindOf } from '../../github/errors.ts'
import { failedDeliveries, installations, redeliver } from '../../github/read.ts'
import { isKnownDelivery } from '../../store/deliveries.ts'
import { enqueue } from '../../store/jobs.ts'
import { pullsPastWaivers } from '../../store/past-waivers.ts'
import { clean } from '../../store/retention.ts'
import { strandedGroups, strandedPulls } from '../../store/stranded.ts'
import { recallWrite, recordWrite } from '../../store/writes.ts'
import { cacheOf } from '../evaluate-range.ts'
import { newDecide, newMergeGroup, newRepositoryLook } from '../jobs.ts'
import type { MergeGroupTask } from '../task.ts'
import { type TaskContext, today } from '../task-context.ts'
import { installation } from './installation.ts'

/** GitHub lists deliveries of the last three days, and sends none a second time by itself. */
const listedMs = 3 * 86_400_000
/** Asking every repository for its pull requests costs a request each: once an hour, and at the start. */
const lookMs = 3_600_000
const mostRedeliveries = 5

/** Makes good what was missed while we, or GitHub, were away: lost webhooks, checks that nobody will complete, old rows. */
export async function sweep(context: TaskContext): Promise<void> {
  const { database, configuration, clients } = context
  await redeliverFailed(context, await clients.app())
  await rescueStranded(context)
  await decidePastWaivers(context)
  if (await isDue(context, 'sweep/looked', lookMs)) await lookEverywhere(context)
  await clean(database, { days: configuration.retentionDays })
  await cleanCache(cacheOf(configuration), { bytes: configuration.cacheBytes })
  context.metrics.swept(new Date())
}

/** Deliveries that GitHub could not hand over, and that did not reach us in another try. */
async function redeliverFailed({ database, log }: TaskContext, app: Client): Promise<void> {
  for (const { id, guid } of await failedDeliveries(app, new Date(Date.now() - listedMs))) {
    if (await isKnownDelivery(database, guid)) continue
    const key = `redelivery/${guid}`
    const tries = (await recallWrite(database, key))?.id ?? 0
    if (tries >= mostRedeliveries) continue
    await recordWrite(database, key, { id: tries + 1, hash: '' })
    await redeliver(app, id)
    log.info({ delivery: guid }, 'asked GitHub to deliver again')
  }
}

/** Check runs that are not complete though no job will complete them: what asked for them asks again. */
async function rescueStranded({ database, log, configuration }: TaskContext): Promise<void> {
  const old = { olderThanSeconds: 4 * configuration.leaseSeconds }
  for (const task of await strandedGroups(database, old)) {
    log.warn({ task }, 'a check run was left behind')
    await enqueue(database, newMergeGroup(task as MergeGroupTask))
  }
  for (const repository of await strandedPulls(database, old)) {
    log.warn({ repository: repository.name }, 'a check run was left behind')
    await enqueue(database, newRepositoryLook({ repository }))
  }
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

async function lookEverywhere(context: TaskContext): Promise<void> {
  const { clients, log } = context
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
}

/** Whether this is the first to ask for so long; the time is kept in the store, as several workers sweep. */
async function isDue({ database }: TaskContext, key: string, everyMs: number): Promise<boolean> {
  const last = (await recallWrite(database, key))?.id ?? 0
  if (Date.now() - last < everyMs) return false
  await recordWrite(database, key, { id: Date.now(), hash: '' })
  return true
}
