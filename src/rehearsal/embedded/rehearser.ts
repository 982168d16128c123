import type { Rehearsal, RehearsalRequest } from '../../core/rehearsal.ts'
import { extensionsOf } from '../base/extensions.ts'
import { cutShort } from '../cut-short.ts'
import { notRehearsed } from '../not-rehearsed.ts'
import type { Rehearser } from '../rehearser.ts'
import { type Base, baseFor } from './bases.ts'
import { baseKey } from './key.ts'
import type { Opened } from './orders.ts'
import { type Snapshots, snapshotsIn, usualDirectory } from './snapshots.ts'
import type { Stage } from './stage.ts'
import { Stages } from './stages.ts'

export interface EmbeddedRehearserOptions {
  /** For what a change adds. */
  readonly seconds?: number
  /** For building what it meets, once for every state of the merged files. */
  readonly baseSeconds?: number
  /** Of memory, for one rehearsal with its server. */
  readonly megabytes?: number
  /** Where built bases are kept. */
  readonly directory?: string
  /** Seconds for which the next server waits, started before it is asked for, on the base that was used last. Without them there is none. */
  readonly spareSeconds?: number
}

/** Rehearses on a Postgres of its own for every request, in a process that is ended afterwards. One at a time. */
export function openEmbeddedRehearser(options: EmbeddedRehearserOptions = {}): Rehearser {
  const rehearser = new EmbeddedRehearser(options)
  let last: Promise<unknown> = Promise.resolve()
  return {
    rehearse(request) {
      const next = last.then(() => rehearser.rehearse(request))
      last = next.catch(() => undefined)
      return next
    },
    async close() {
      await rehearser.close()
      await last
    },
  }
}

/** A server that is started, and waits for what is to be rehearsed on it. */
interface Ready {
  readonly stage: Stage
  readonly opened: Opened
  readonly base: Extract<Base, { packed: unknown }>
}

/** Why there is none, as a clause. */
interface Stopped {
  readonly stopped: string
}

interface Spare {
  readonly key: string
  readonly ready: Promise<Ready | Stopped>
  readonly retirement: NodeJS.Timeout
}

class EmbeddedRehearser {
  readonly #stages: Stages
  readonly #snapshots: Snapshots
  readonly #seconds: { readonly change: number; readonly base: number; readonly spare: number }
  #spare: Spare | undefined
  #isClosed = false

  constructor(options: EmbeddedRehearserOptions) {
    const { seconds = 10, baseSeconds = 60, spareSeconds = 0 } = options
    this.#seconds = { change: seconds, base: baseSeconds, spare: spareSeconds }
    this.#stages = new Stages(options.megabytes ?? 700)
    this.#snapshots = snapshotsIn(options.directory ?? usualDirectory())
  }

  async rehearse(request: RehearsalRequest): Promise<Rehearsal> {
    const rehearsal = await this.#rehearse(request)
    return this.#isClosed ? notRehearsed(request, 'it was stopped', 'embedded') : rehearsal
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#spare?.retirement)
    await this.#stages.endAll()
  }

  async #rehearse(request: RehearsalRequest): Promise<Rehearsal> {
    const ready = (await this.#taken(request)) ?? (await this.#found(request))
    if ('stopped' in ready) return notRehearsed(request, ready.stopped, 'embedded')
    try {
      return await this.#played(request, ready)
    } finally {
      await this.#stages.end(ready.stage)
      this.#keepSpare(request, ready)
    }
  }

  async #played(request: RehearsalRequest, { stage, opened }: Ready): Promise<Rehearsal> {
    const played = await stage.perform({ rehearse: request, seconds: this.#seconds.change })
    if ('rehearsed' in played) return played.rehearsed
    if (!('stopped' in played)) throw new Error('A stage that was to rehearse did something else.')
    const { stopped: reason, through } = played
    const server = { kind: 'embedded', version: opened.version } as const
    return cutShort(request, { reason, through, server, base: opened.base })
  }

  /** On a base that is looked for, or built. The process loads meanwhile what it needs. */
  async #found(request: RehearsalRequest): Promise<Ready | Stopped> {
    const stage = this.#stages.start()
    const bases = { snapshots: this.#snapshots, stages: this.#stages, seconds: this.#seconds.base }
    const base = await baseFor(request, bases)
    if ('packed' in base) return this.#open(request, { stage, base })
    await this.#stages.end(stage)
    return { stopped: `its base could not be built: ${base.stopped}` }
  }

  async #open(request: RehearsalRequest, { stage, base }: Omit<Ready, 'opened'>): Promise<Ready | Stopped> {
    const opening = {
      snapshot: base.packed,
      extensions: extensionsOf(request),
      purpose: 'rehearse',
    } as const
    const told = await stage.perform({ open: opening, seconds: this.#seconds.base })
    if ('opened' in told) return { stage, base, opened: told.opened }
    await this.#stages.end(stage)
    if ('stopped' in told) return { stopped: `its base could not be opened: ${told.stopped}` }
    throw new Error('A stage that was to be opened did something else.')
  }

  /** The spare server, where it is one for this request. */
  async #taken(request: RehearsalRequest): Promise<Ready | undefined> {
    const spare = this.#spare
    this.#spare = undefined
    if (!spare) return undefined
    clearTimeout(spare.retirement)
    const ready = await spare.ready
    if ('stopped' in ready) return undefined
    if (spare.key === spareKey(request) && ready.stage.isAlive()) return ready
    await this.#stages.end(ready.stage)
    return undefined
  }

  #keepSpare(request: RehearsalRequest, { base }: Ready): void {
    if (this.#isClosed || this.#seconds.spare === 0) return
    const stage = this.#stages.start()
    const spare: Spare = {
      key: spareKey(request),
      ready: this.#open(request, { stage, base }),
      retirement: setTimeout(() => {
        if (this.#spare === spare) this.#spare = undefined
        void this.#stages.end(stage)
      }, this.#seconds.spare * 1000).unref(),
    }
    // Whoever takes it hears of a bug; nobody need take it.
    spare.ready.catch(() => undefined)
    this.#spare = spare
  }
}

function spareKey(request: RehearsalRequest): string {
  return `${baseKey(request)} ${extensionsOf(request).join(' ')}`
}
