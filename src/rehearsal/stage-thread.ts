import { parentPort } from 'node:worker_threads'
import type { RehearsalRequest, RehearsedBase } from '../core/rehearsal.ts'
import { buildBase } from './base/build.ts'
import { sampleRows } from './base/samples.ts'
import type { Opened, Opening, Order, Told } from './embedded/orders.ts'
import { pack, unpack } from './embedded/pack.ts'
import { type EmbeddedSession, openEmbedded } from './embedded/session.ts'
import { rehearse } from './rehearse.ts'
import { ServerBroken } from './session.ts'
import { beginChange, type World } from './watch/world.ts'

// The thread of a stage in which the server runs, and everything that is done with it. It may be ended at any moment.

interface Open {
  readonly session: EmbeddedSession
  readonly base: RehearsedBase
  /** There where a change is to be rehearsed: on a base that is built. */
  readonly world?: World
}

let open: Open | undefined
const empty: RehearsedBase = { files: 0, stubs: [], skipped: [], tablesWithRows: [] }

parentPort?.on('message', async (order: Order) => {
  try {
    tell(await done(order))
  } catch (error) {
    tell(failure(error))
  }
})

async function done(order: Order): Promise<Told> {
  if ('open' in order) return { opened: await opened(order.open) }
  if (!open) throw new Error('There is no server open on this stage.')
  if ('build' in order) return { built: await built(open.session, order.build) }
  return { rehearsed: await rehearsed(open, order.rehearse) }
}

async function opened({ snapshot, extensions, purpose }: Opening): Promise<Opened> {
  const { cluster, base } = snapshot ? unpack(snapshot) : { base: empty }
  const session = await openEmbedded({
    ...(cluster && { cluster }),
    extensions,
    onExcess: (reason) => tell({ stopped: reason }),
  })
  open = { session, base, ...(purpose === 'rehearse' && { world: await beginChange(session, sampleRows) }) }
  return { version: session.version, base }
}

async function built(session: EmbeddedSession, merged: Extract<Order, { build: unknown }>['build']) {
  const base = merged === 'nothing' ? empty : await buildBase(session, merged)
  return pack({ cluster: await session.close(), base })
}

async function rehearsed({ session, base, world }: Open, request: RehearsalRequest) {
  if (!world) throw new Error('This stage was opened to build a base.')
  return rehearse(session, request, { base, world, finished: (file) => tell({ finished: file }) })
}

function failure(error: unknown): Told {
  if (error instanceof ServerBroken) return { stopped: `the server broke down: ${error.message}` }
  return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

function tell(told: Told): void {
  parentPort?.postMessage(told)
}
