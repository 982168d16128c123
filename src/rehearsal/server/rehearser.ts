import { createHash } from 'node:crypto'
import manifest from '../../../package.json' with { type: 'json' }
import type { Rehearsal, RehearsalRequest } from '../../core/rehearsal.ts'
import { cutShort } from '../cut-short.ts'
import { notRehearsed } from '../not-rehearsed.ts'
import type { Rehearser } from '../rehearser.ts'
import type { Addresses } from './addresses.ts'
import { create, drop, endSessions, findBase, type KeptBase, keepBase, newName } from './databases.ts'
import { type Keeper, template, withKeeper } from './keeper.ts'
import { clearPrepared, prepare, resetRunner } from './prepare.ts'
import { watchSize } from './size.ts'
import { perform } from './staged.ts'
import { ServerUnavailable } from './unavailable.ts'

export interface ServerRehearserOptions {
  readonly addresses: Addresses
  /** For what a change adds. */
  readonly seconds?: number
  /** For building what it meets, once for every state of the merged files. */
  readonly baseSeconds?: number
  /** That a database may grow by. */
  readonly gigabytes?: number
  /** Hears why nothing can be rehearsed, and what to do about it. */
  readonly onUnavailable?: (error: ServerUnavailable) => void
}

/** Rehearses on a server of the operator's: each time in a database of its own, which is dropped. One rehearsal at a time. */
export function openServerRehearser(options: ServerRehearserOptions): Rehearser {
  const closing = new AbortController()
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (request: RehearsalRequest) => rehearseOn(request, { ...options, closing: closing.signal })
  return {
    rehearse(request) {
      const next = last.then(() => inTurn(request))
      last = next.catch(() => undefined)
      return next
    },
    async close() {
      closing.abort('it was stopped')
      await last
    },
  }
}

interface Options extends ServerRehearserOptions {
  readonly closing: AbortSignal
}

async function rehearseOn(request: RehearsalRequest, options: Options): Promise<Rehearsal> {
  const { closing, onUnavailable } = options
  if (closing.aborted) return notRehearsed(request, String(closing.reason), 'server')
  try {
    return await withKeeper(options, (keeper) => new Run(keeper, options).rehearse(request))
  } catch (error) {
    if (!(error instanceof ServerUnavailable)) throw error
    onUnavailable?.(error)
    return notRehearsed(request, error.message, 'server')
  }
}

class Run {
  readonly #keeper: Keeper
  readonly #options: Options

  constructor(keeper: Keeper, options: Options) {
    this.#keeper = keeper
    this.#options = options
  }

  async rehearse(request: RehearsalRequest): Promise<Rehearsal> {
    const key = keyOf(request, this.#keeper.nature)
    const known = (await findBase(this.#keeper.client, key)) ?? (await this.#build(request, key))
    if ('ended' in known)
      return notRehearsed(request, `its base could not be built: ${known.ended}`, 'server')
    const { name, base } = known
    const seconds = this.#options.seconds ?? 10
    const performed = await this.#inNew(name, (database) =>
      this.#perform({ request, base, database }, seconds),
    )
    if ('rehearsed' in performed) return performed.rehearsed
    if (!('ended' in performed)) throw new Error('A stage built a base when it was to rehearse.')
    const { ended: reason, files: through } = performed
    return cutShort(request, {
      ...{ reason, through, base },
      server: { kind: 'server', version: this.#keeper.version },
    })
  }

  /** In an empty database, which is kept as it is then. */
  async #build(request: RehearsalRequest, key: string): Promise<KeptBase | { readonly ended: string }> {
    const { client } = this.#keeper
    return this.#inNew(template, async (database) => {
      await prepare(this.#keeper, this.#options.addresses, database)
      const built = await this.#perform({ request, database }, this.#options.baseSeconds ?? 60)
      if ('ended' in built) return built
      if (!('built' in built)) throw new Error('A stage rehearsed when it was to build a base.')
      await clearPrepared(this.#keeper, this.#options.addresses, database)
      return keepBase(client, { name: database, key, base: built.built })
    })
  }

  /** In a database that is gone when it is done, unless it has another name by then. */
  async #inNew<T>(from: string, work: (database: string) => Promise<T>): Promise<T> {
    const { client, runner } = this.#keeper
    const name = newName()
    await create(client, { name, template: from, runner })
    try {
      await resetRunner(this.#options.addresses, name)
      return await work(name)
    } finally {
      await endSessions(client, name)
      await clearPrepared(this.#keeper, this.#options.addresses, name)
      await drop(client, name)
    }
  }

  async #perform(order: Omit<Parameters<typeof perform>[0], 'address'>, seconds: number) {
    const { addresses, closing, gigabytes = 2 } = this.#options
    const { over, stop } = watchSize(this.#keeper.client, order.database, gigabytes)
    try {
      const signals = AbortSignal.any([over, closing])
      return await perform({ ...order, address: addresses.runner }, { seconds, over: signals })
    } finally {
      stop()
    }
  }
}

/** All that a base is made of; another version of Sluice may build another from the same files. */
function keyOf({ tool, base }: RehearsalRequest, nature: string): string {
  const content = JSON.stringify([manifest.version, nature, tool, base])
  return createHash('sha256').update(content).digest('hex')
}
