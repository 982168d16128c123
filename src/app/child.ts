import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Countdown, countdown } from './countdown.ts'
import type { Answer, FromChild, ToChild, Wish, Work } from './rehearsal-messages.ts'
import type { Rehearsing } from './rehearsals.ts'

export type Made =
  /** JSON of what the work is for. */
  | { readonly ok: true; readonly made: string }
  /** The change is such that it cannot be evaluated within bounds, as a sentence. Trying again will not help. */
  | { readonly ok: false; readonly reason: string }

/** The evaluation was ended by whoever ends us: that says nothing about the change. */
export class Closing extends Error {
  constructor() {
    super('Sluice is stopping; the evaluation is done again once it runs.')
  }
}

/** Megabytes of heap one evaluation may use. */
export const heapMb = 1024

/**
 * A process of its own, which keeps none alive: when V8 runs out of memory it ends the process, and limits of a thread do not hold while it
 * reads a message. It knows nothing of our environment, where secrets are.
 */
export function startChild(megabytes: number): ChildProcess {
  const { NODE_COMPILE_CACHE } = process.env
  const child = fork(fileURLToPath(new URL('./evaluator-child.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${megabytes}`],
    env: { ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // Whoever waits for an answer hears of it; without a listener our process would end.
  child.on('error', () => undefined)
  child.unref()
  child.channel?.unref()
  return child
}

export const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null

/** Resolves once it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || !isAlive(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  child.kill('SIGKILL')
  await gone
}

interface Bounds {
  readonly seconds: number
  readonly megabytes: number
  /** Left out: nothing is rehearsed. */
  readonly rehearsing?: Rehearsing
}

/** One work. Where the child died of it, or is still at it, `isAlive` or the reason tells; it is of no more use then. */
export function ask(child: ChildProcess, work: Work, bounds: Bounds): Promise<Made> {
  const { promise, resolve, reject } = Promise.withResolvers<Made>()
  const over = new AbortController()
  const clock = countdown(bounds.seconds, () => {
    child.kill('SIGKILL')
    resolve({
      ok: false,
      reason: `The evaluation took longer than ${bounds.seconds} seconds and was stopped.`,
    })
  })
  const heard = (message: FromChild) => {
    if ('rehearse' in message)
      rehearseFor(child, message, { ...bounds, clock, over: over.signal }).catch(reject)
    else if ('bug' in message) reject(new Error(message.bug))
    else resolve(meaningOf(message))
  }
  const ended = (_: number | null, signal: NodeJS.Signals | null) => {
    if (signal && fromOutside.includes(signal)) reject(new Closing())
    else resolve({ ok: false, reason: endOf(signal, bounds) })
  }
  child.on('message', heard).on('exit', ended).on('error', reject)
  const { rehearsing } = bounds
  tell(child, { ...work, ...(rehearsing && { rehearses: rehearsing.kind }) })
  return promise.finally(() => {
    clock.stop()
    over.abort()
    child.off('message', heard).off('exit', ended).off('error', reject)
  })
}

/** What cannot be sent has nobody to read it: its end is heard of. */
function tell(child: ChildProcess, message: ToChild): void {
  child.send(message, () => undefined)
}

interface Asking extends Bounds {
  readonly clock: Countdown
  /** The evaluation is over, however it ended. */
  readonly over: AbortSignal
}

/** A rehearsal waits for its turn and has limits of its own: meanwhile the clock of the evaluation stands still. */
async function rehearseFor(child: ChildProcess, { rehearse, as }: Wish, asking: Asking): Promise<void> {
  const { rehearsing, clock, over } = asking
  clock.pause()
  const rehearsal = await rehearsing?.rehearse(rehearse, over)
  if (over.aborted || rehearsal === undefined) return
  clock.goOn()
  tell(child, { rehearsal, of: as })
}

const fromOutside: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

function meaningOf(answer: Exclude<Answer, { bug: string }>): Made {
  if ('made' in answer) return { ok: true, made: answer.made }
  const mebibytes = Math.ceil(answer.tooLong / 1024 ** 2)
  return {
    ok: false,
    reason: `There is too much to say about this change: its findings take ${mebibytes} MiB, and at most 32 are kept.`,
  }
}

function endOf(signal: NodeJS.Signals | null, { megabytes }: Bounds): string {
  if (signal === 'SIGKILL')
    return 'The evaluation was killed by the system, as happens when a machine runs out of memory.'
  return `The evaluation needed more than ${megabytes} MB of memory, or crashed${signal ? ` (${signal})` : ''}.`
}
