import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Evaluation } from '../core/evaluation.ts'
import type { EvaluationInput } from './evaluation-input.ts'

export type Evaluated =
  | { readonly ok: true; readonly evaluation: Evaluation }
  /** The change is such that it cannot be evaluated within bounds, as a sentence. Trying again will not help. */
  | { readonly ok: false; readonly reason: string }

/** The evaluator was closed: what it was at work on says nothing about the change. */
export class Closing extends Error {
  constructor() {
    super('Sluice is stopping; the evaluation is done again once it runs.')
  }
}

/** Threads in which changes are evaluated, so that no pull request, however made, holds up the server or its leases. */
export interface Evaluator {
  evaluate(input: EvaluationInput): Promise<Evaluated>
  close(): Promise<void>
}

interface EvaluatorOptions {
  /** Seconds until an evaluation is stopped. */
  readonly seconds?: number
  readonly threads?: number
  /** Seconds after which a thread with nothing to do ends, and gives its memory back. */
  readonly idleSeconds?: number
}

const heapMb = 1024

export function openEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const { seconds = 120, threads = Math.min(4, availableParallelism()), idleSeconds = 60 } = options
  const idle: Thread[] = []
  const all = new Set<Thread>()
  const waiting: ((thread: Thread) => void)[] = []
  let isClosing = false

  const end = async (thread: Thread) => {
    clearTimeout(thread.retirement)
    all.delete(thread)
    const at = idle.indexOf(thread)
    if (at >= 0) idle.splice(at, 1)
    await thread.worker.terminate()
  }
  const take = (): Promise<Thread> | Thread => {
    const free = idle.pop()
    if (free) {
      clearTimeout(free.retirement)
      return free
    }
    if (all.size < threads) return start()
    return new Promise((resolve) => waiting.push(resolve))
  }
  const start = (): Thread => {
    const thread = { worker: new Worker(new URL('./evaluator-thread.ts', import.meta.url), limits) }
    // Whoever waits for an answer hears of it; without a listener the process would end.
    thread.worker.on('error', () => undefined)
    thread.worker.unref()
    all.add(thread)
    return thread
  }
  const giveBack = (thread: Thread) => {
    const next = waiting.shift()
    if (next) return next(all.has(thread) ? thread : start())
    if (!all.has(thread)) return
    idle.push(thread)
    thread.retirement = setTimeout(() => void end(thread), idleSeconds * 1000).unref()
  }
  return {
    async evaluate(input) {
      const thread = await take()
      const answer = await ask(thread.worker, input, seconds)
      if (isClosing) throw new Closing()
      if (answer.broken) await end(thread)
      giveBack(thread)
      if (answer.bug) throw new Error(answer.bug)
      return answer.evaluated
    },
    async close() {
      isClosing = true
      await Promise.all([...all].map(end))
    },
  }
}

interface Thread {
  readonly worker: Worker
  retirement?: NodeJS.Timeout
}

const limits = { resourceLimits: { maxOldGenerationSizeMb: heapMb } }

interface Answer {
  readonly evaluated: Evaluated
  /** The thread can not be used again. */
  readonly broken: boolean
  /** Stack of what the evaluation threw. */
  readonly bug?: string
}

function ask(worker: Worker, input: EvaluationInput, seconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    const answer = (given: Answer) => {
      clearTimeout(timer)
      worker.off('message', heard).off('error', failed).off('exit', ended)
      worker.unref()
      resolve(given)
    }
    const broken = (reason: string) => answer({ evaluated: { ok: false, reason }, broken: true })
    const heard = (message: { evaluation: Evaluation } | { bug: string }) =>
      'bug' in message
        ? answer({ evaluated: { ok: false, reason: message.bug }, broken: false, bug: message.bug })
        : answer({ evaluated: { ok: true, evaluation: message.evaluation }, broken: false })
    const failed = (error: Error) =>
      broken(`The evaluation needed more than ${heapMb} MB of memory, or crashed: ${error.message}.`)
    const ended = () => broken('The evaluation ended before it answered.')
    const timer = setTimeout(
      () => broken(`The evaluation took longer than ${seconds} seconds and was stopped.`),
      seconds * 1000,
    )
    worker.on('message', heard).on('error', failed).on('exit', ended)
    worker.ref()
    worker.postMessage(input)
  })
}
