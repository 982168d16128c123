import { days } from './clock.ts'
import { deliveryFor } from './webhook-payload.ts'
import type { Account, App, Installation, Repository, World } from './world.ts'

// Sending webhooks. Nothing is sent a second time by itself (facts, "Webhooks").

export interface Event {
  readonly event: string
  readonly action?: string
  readonly repository?: Repository
  /** For events about an installation itself. */
  readonly installation?: Installation
  /** Where only this App is told. */
  readonly app?: App
  readonly sender: Account
  /** Made only for somebody who hears it. */
  readonly payload: () => object
}

export interface Delivery {
  readonly id: number
  readonly guid: string
  readonly app: App
  readonly event: string
  readonly action: string | null
  readonly installation: number
  readonly repository: number | null
  readonly headers: Readonly<Record<string, string>>
  /** The bytes that were signed. */
  readonly body: string
  readonly redelivery: boolean
  readonly queuedAt: number
  /** Undefined until it was tried. */
  result?: { at: number; duration: number; code: number; status: string; headers: object; body: string }
}

/** Where an App is told; nowhere as long as it has no URL. */
interface Hook {
  readonly id: number
  url: string | undefined
  secret: string
}

export interface Hooks {
  readonly byApp: Map<App, Hook>
  readonly deliveries: Delivery[]
  /** While true nothing is sent before `flush`. */
  held: boolean
  /** Deliveries of these events get lost on the way: GitHub knows of the failure, nobody else does. */
  losing: number
  /** How long GitHub waits for an answer: 10 s, 30 s on GitHub Enterprise Server. */
  deadline: number
  emit(event: Event): void
  redeliver(delivery: Delivery): Delivery
  flush(options?: FlushOptions): Promise<Delivery[]>
  /** Resolves once everything sent so far is answered or cut off. */
  settled(): Promise<void>
}

export interface FlushOptions {
  /** Sends each delivery this many times; GitHub promises no "exactly once". */
  readonly times?: number
  /** Order is not promised either. */
  readonly order?: 'as it happened' | 'reversed'
}

const keptFor = 3 * days

export function createHooks(getWorld: () => World): Hooks {
  const running = new Set<Promise<void>>()
  const waiting: Delivery[] = []
  const send = (delivery: Delivery) => {
    const task = sendDelivery(getWorld(), delivery).finally(() => running.delete(task))
    running.add(task)
    return task
  }
  const enqueue = (delivery: Delivery) => {
    hooks.deliveries.push(delivery)
    if (hooks.held) waiting.push(delivery)
    else void send(delivery)
  }
  const hooks: Hooks = {
    byApp: new Map(),
    deliveries: [],
    held: false,
    losing: 0,
    deadline: 10_000,
    emit(event) {
      for (const [app, { url }] of hooks.byApp) {
        if (url === undefined) continue
        const delivery = deliveryFor(getWorld(), app, event)
        if (delivery) enqueue(delivery)
      }
    },
    redeliver(delivery) {
      const { result: _, ...same } = delivery
      const { ids, clock } = getWorld()
      const again = { ...same, id: ids.next('delivery'), redelivery: true, queuedAt: clock.now() }
      enqueue(again)
      return again
    },
    async flush({ times = 1, order } = {}) {
      const batch = waiting.splice(0)
      if (order === 'reversed') batch.reverse()
      for (const delivery of batch) for (let n = 0; n < times; n += 1) await send(delivery)
      return batch
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
  return hooks
}

export function keptDeliveries({ hooks, clock }: World, app: App): Delivery[] {
  return hooks.deliveries
    .filter((one) => one.app === app && one.result && clock.now() - one.queuedAt < keptFor)
    .reverse()
}

async function sendDelivery(world: World, delivery: Delivery): Promise<void> {
  const { hooks, clock } = world
  const url = hooks.byApp.get(delivery.app)?.url
  if (url === undefined) throw new Error('no webhook URL: github.connect(url) first')
  const started = performance.now()
  const at = clock.now()
  const answer = hooks.losing > 0 ? lost(hooks) : await post(url, delivery, hooks.deadline)
  delivery.result = { at, duration: Math.round(performance.now() - started) / 1000, ...answer }
}

function lost(hooks: Hooks) {
  hooks.losing -= 1
  return { code: 502, status: 'failed to connect to host', headers: {}, body: '' }
}

async function post(url: string, { headers, body }: Delivery, deadline: number) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadline),
    })
    const status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`
    const text = await response.text()
    return { code: response.status, status, headers: Object.fromEntries(response.headers), body: text }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return late
      ? { code: 504, status: 'timed out', headers: {}, body: '' }
      : { code: 502, status: 'failed to connect to host', headers: {}, body: '' }
  }
}
