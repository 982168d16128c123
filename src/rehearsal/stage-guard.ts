import { Worker } from 'node:worker_threads'
import type { Order, Told } from './embedded/orders.ts'

// A stage: a process in which one thread runs somebody's SQL. That thread may be held up for ever, so this one watches it, and ends both.

const [megabytes = 0] = process.argv.slice(2).map(Number)
const heapMegabytes = 256

const thread = new Worker(new URL('./stage-thread.ts', import.meta.url), {
  argv: [String(megabytes)],
  // A deep stack, so that Postgres meets its own limit (max_stack_depth) before the engine, which would not survive it.
  resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, stackSizeMb: 32 },
})
let late: NodeJS.Timeout | undefined

process.on('message', (order: Order) => {
  late = setTimeout(() => stop(`it ran longer than ${order.seconds} seconds`), order.seconds * 1000)
  thread.postMessage(order)
})
thread.on('message', (told: Told) => {
  if ('stopped' in told) return stop(told.stopped)
  if (!('finished' in told)) clearTimeout(late)
  process.send?.(told)
})
thread.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') stop(tooMuch(heapMegabytes))
  else last({ bug: error.stack ?? error.message })
})
setInterval(() => {
  if (process.memoryUsage.rss() > megabytes * 1024 ** 2) stop(tooMuch(megabytes))
}, 50)

// Nobody is left to hear of it. An endless loop would outlive a mere exit.
process.on('disconnect', die)
// Whoever started this one ends it. A terminal, or systemd, tells every process of a group, and what runs here would look as if it had failed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const tooMuch = (most: number) => `it needed more than ${most} MB of memory`

function stop(reason: string): void {
  last({ stopped: reason })
}

function last(told: Told): void {
  if (process.send) process.send(told, die)
  else die()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
