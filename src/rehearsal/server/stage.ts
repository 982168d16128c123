import { buildBase } from '../base/build.ts'
import { sampleRows } from '../base/samples.ts'
import { rehearse } from '../rehearse.ts'
import { ServerBroken } from '../session.ts'
import { beginChange } from '../watch/world.ts'
import { configFor, plainly } from './addresses.ts'
import type { Order, Told } from './order.ts'
import { openServerSession, type ServerSession } from './session.ts'

// A process of its own that does one thing in one database, and may be killed at any moment: what a server answers to somebody's SQL is
// read here and nowhere else.

process.on('message', async (order: Order) => {
  tell(await done(order))
})
process.on('disconnect', () => process.exit())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

async function done(order: Order): Promise<Told> {
  try {
    const session = await openServerSession({
      config: { ...configFor(order.address, order.database), options: plainly },
    })
    try {
      return await play(order, session)
    } finally {
      await session.close()
    }
  } catch (error) {
    if (error instanceof ServerBroken) return { broken: error.message }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

async function play({ request, base }: Order, session: ServerSession): Promise<Told> {
  if (!base) return { built: await buildBase(session, request) }
  const world = await beginChange(session, sampleRows)
  const finished = (file: Extract<Told, { finished: unknown }>['finished']) => tell({ finished: file })
  return { rehearsed: await rehearse(session, request, { base, world, finished }) }
}

function tell(told: Told): void {
  process.send?.(told)
}
