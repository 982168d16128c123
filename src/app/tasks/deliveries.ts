import { type ErrorKind, kindOf } from '../../github/errors.ts'
import type { FailedDelivery } from '../../github/installations.ts'
import { failedDeliveries, redeliver } from '../../github/read.ts'
import { isKnownDelivery } from '../../store/deliveries.ts'
import { recallWrite, recordWrite } from '../../store/writes.ts'
import type { TaskContext } from '../task-context.ts'

/** GitHub lists deliveries of the last three days, and sends none a second time by itself. */
const listedMs = 3 * 86_400_000
/** One is listed a while after it was made; clocks differ. */
const overlapMs = 15 * 60_000
const mostRedeliveries = 5
/** When everything before was last seen to. */
const seenTo = 'sweep/deliveries'

/** Has deliveries made again that GitHub could not hand over, and that did not reach us in another try. */
export async function redeliverFailed(context: TaskContext): Promise<void> {
  const { database, clients } = context
  const [app, start] = [await clients.app(), Date.now()]
  const last = (await recallWrite(database, seenTo))?.id
  const since = last === undefined ? 0 : last - overlapMs
  const failures: unknown[] = []
  for (const delivery of await failedDeliveries(app, new Date(Math.max(since, start - listedMs))))
    try {
      await redeliverOne(context, delivery)
    } catch (error) {
      // One that GitHub does not make (it is too old, or gone) is no reason to lose the others.
      if (meetsAll.includes(kindOf(error).kind)) throw error
      context.log.warn({ err: error, delivery: delivery.guid }, 'GitHub does not deliver again')
      failures.push(error)
    }
  if (failures.length > 0) throw failures[0]
  await recordWrite(database, seenTo, { id: start, hash: '' })
}

/** What the others would meet as well. */
const meetsAll: readonly ErrorKind[] = ['rate-limited', 'unreachable', 'unauthorized']

async function redeliverOne(context: TaskContext, { id, guid }: FailedDelivery): Promise<void> {
  const { database, clients, log } = context
  if (await isKnownDelivery(database, guid)) return
  const key = `redelivery/${guid}`
  const tries = (await recallWrite(database, key))?.id ?? 0
  if (tries >= mostRedeliveries) return
  await recordWrite(database, key, { id: tries + 1, hash: '' })
  await redeliver(await clients.app(), id)
  log.info({ delivery: guid }, 'asked GitHub to deliver again')
}
