import { type Database, isTransient } from '../store/database.ts'
import { recordDelivery } from '../store/deliveries.ts'
import { enqueue } from '../store/jobs.ts'
import { seePull } from '../store/pulls.ts'
import { renameRepository } from '../store/repositories.ts'
import { wantedBy } from './events.ts'
import { field, nameIn } from './fields.ts'
import type { Log } from './log.ts'
import { installationIn } from './payload.ts'
import type { Wanted } from './wanted.ts'

/** A webhook whose signature was right. */
export interface Delivery {
  readonly event: string
  readonly guid: string
  readonly payload: unknown
}

export type Outcome = 'accepted' | 'already known' | 'ignored'

export interface Intake {
  readonly database: Database
  readonly appId: number
  readonly log: Log
}

/** Stores what a delivery asks for, in one transaction with its GUID: a delivery that comes twice asks once. Throws when the store cannot. */
export async function takeIn(delivery: Delivery, { database, appId, log }: Intake): Promise<Outcome> {
  const { event, guid, payload } = delivery
  const wanted = wantedBy(event, payload, { appId, deliveryGuid: guid })
  const outcome = isEmpty(wanted)
    ? 'ignored'
    : await inTwoAttempts(() => database.transaction((within) => store(within, delivery, wanted)))
  const about = { ...facts(delivery), jobs: wanted.jobs.map(({ kind }) => kind), outcome }
  if (wanted.reason === undefined) log[outcome === 'ignored' ? 'debug' : 'info'](about, 'webhook')
  else log.warn({ ...about, reason: wanted.reason }, 'a webhook that cannot be acted on')
  return outcome
}

const isEmpty = ({ jobs, seen }: Wanted) => jobs.length === 0 && seen === undefined

/** A connection that was lost while nobody used it is noticed by the next user; a new one is a moment away. */
async function inTwoAttempts<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isTransient(error)) throw error
    return work()
  }
}

async function store(database: Database, delivery: Delivery, wanted: Wanted): Promise<Outcome> {
  const { event, guid, payload } = delivery
  const action = nameIn(field(payload, 'action'))
  const installation = installationIn(payload)
  const isNew = await recordDelivery(database, { guid, event, action, installation })
  if (!isNew) return 'already known'
  if (wanted.seen) {
    const { repository, pull } = wanted.seen
    const { id, ...names } = repository
    await seePull(database, { repository: id, ...names, ...pull })
  }
  if (wanted.moved) await renameRepository(database, wanted.moved)
  for (const job of wanted.jobs) await enqueue(database, { ...job, delivery: guid })
  return 'accepted'
}

function facts({ event, guid, payload }: Delivery) {
  const [repository, number] = [
    nameIn(field(payload, 'repository', 'full_name')),
    field(payload, 'pull_request', 'number') ?? field(payload, 'issue', 'number'),
  ]
  return {
    delivery: guid,
    event,
    action: nameIn(field(payload, 'action')),
    installation: installationIn(payload),
    repository,
    ...(typeof number === 'number' && { pull: number }),
  }
}
