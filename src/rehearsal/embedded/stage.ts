import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RehearsedFile } from '../../core/rehearsal.ts'
import { heardOf } from '../cut-short.ts'
import type { Order, Told } from './orders.ts'

/** A process in which a server runs, and that may be ended at any moment. */
export interface Stage {
  /** One at a time. Rejects only for a bug of ours. */
  perform(order: Order): Promise<Performed>
  isAlive(): boolean
  /** Resolves once it is gone. */
  end(): Promise<void>
}

export type Performed =
  | Exclude<Told, { finished: unknown } | { stopped: string } | { bug: string }>
  /** Why it was stopped, as a clause, and the files that were through by then. */
  | { readonly stopped: string; readonly through: readonly RehearsedFile[] }

/** Starts to load what it needs at once. It knows nothing of our environment, where secrets are. */
export function startStage(megabytes: number): Stage {
  const { NODE_COMPILE_CACHE } = process.env
  const child = fork(fileURLToPath(new URL('../stage-guard.ts', import.meta.url)), [String(megabytes)], {
    ...{ serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    execArgv,
    env: { ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) },
  })
  // Whoever waits for an answer hears of it; without a listener our process would end.
  child.on('error', () => undefined)
  rest(child)
  return {
    perform: (order) => perform(child, order, megabytes),
    isAlive: () => isAlive(child) && !child.killed,
    end: () => end(child),
  }
}

/** Without the optimising compiler: code that runs for a second is not worth its time, nor the 300 MB it takes for an engine of this size. */
const execArgv = ['--liftoff-only']

/** Its own clock is looked at first; this one is for a process that does not even get to look. */
const graceMs = 2000

async function perform(child: ChildProcess, order: Order, megabytes: number): Promise<Performed> {
  const { promise, resolve, reject } = Promise.withResolvers<Performed>()
  let through: readonly RehearsedFile[] = []
  const stop = (reason: string) => resolve({ stopped: reason, through })
  const heard = (told: Told) => {
    if ('finished' in told) through = heardOf(through, told.finished)
    else if ('bug' in told) reject(new Error(told.bug))
    else if ('stopped' in told) stop(told.stopped)
    else resolve(told)
  }
  const ended = (_: number | null, signal: NodeJS.Signals | null) => stop(endOf(signal, megabytes))
  const late = setTimeout(
    () => {
      stop(`it ran longer than ${order.seconds} seconds`)
      child.kill('SIGKILL')
    },
    order.seconds * 1000 + graceMs,
  )
  child.on('message', heard).on('exit', ended).on('error', reject)
  wake(child)
  // What cannot be sent has nobody to read it: its end is heard of, unless it was over before.
  if (isAlive(child)) child.send(order, () => undefined)
  else ended(child.exitCode, child.signalCode)
  try {
    return await promise
  } finally {
    clearTimeout(late)
    child.off('message', heard).off('exit', ended).off('error', reject)
    rest(child)
  }
}

const isAlive = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid !== undefined && exitCode === null && signalCode === null

async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  child.kill('SIGKILL')
  await gone
}

/** V8 aborts where there is no memory left. */
function endOf(signal: NodeJS.Signals | null, megabytes: number): string {
  if (signal === 'SIGABRT') return `it needed more than ${megabytes} MB of memory`
  return `its process was ended from outside${signal ? ` (${signal})` : ''}`
}

/** With nothing to do it keeps no process alive that is done otherwise. */
function rest(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
}

function wake(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}
