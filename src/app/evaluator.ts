import type { ChildProcess } from 'node:child_process'
import { availableParallelism, totalmem } from 'node:os'
import { ask, Closing, type Evaluated, endChild, heapMb, isAlive, startChild } from './child.ts'
import type { EvaluationInput } from './evaluation-input.ts'
import type { Rehearsing } from './rehearsals.ts'

export { Closing, type Evaluated } from './child.ts'

/** What may be rehearsed for it is left out where nothing is. */
export type Evaluate = (input: EvaluationInput, rehearsing?: Rehearsing) => Promise<Evaluated>

/** Processes in which changes are evaluated, so that no pull request, however made, holds up the server or ends it. */
export interface Evaluator {
  /**
   * Has work done that ends in an evaluation, no more of it at once than there are processes: what it reads for it is large, and must not
   * wait in memory.
   */
  inTurn<T>(work: (evaluate: Evaluate) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface EvaluatorOptions {
  /** Seconds until an evaluation is stopped. */
  readonly seconds?: number
  readonly children?: number
  /** Seconds after which a process with nothing to do ends, and gives its memory back. */
  readonly idleSeconds?: number
  /** Of heap, for one evaluation. */
  readonly megabytes?: number
  /** Left to others of our processes. */
  readonly reservedMb?: number
}

/** As many as there are cores, four at most, and together with the others no more than three quarters of the memory. */
function usualChildren(reservedMb: number): number {
  // Without a limit of a container it is huge, or 0.
  const bytes = Math.min(totalmem(), process.constrainedMemory() || totalmem())
  const fitting = Math.floor(((0.75 * bytes) / 1024 ** 2 - reservedMb) / heapMb)
  return Math.max(1, Math.min(4, availableParallelism(), fitting))
}

export function openEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const { seconds = 120, idleSeconds = 60, megabytes = heapMb, reservedMb = 0 } = options
  const { children = usualChildren(reservedMb) } = options
  const idle: Idle[] = []
  const all = new Set<ChildProcess>()
  const waiting: (() => void)[] = []
  let free = children
  let isClosing = false

  const take = (): ChildProcess => {
    const known = idle.pop()
    if (known) clearTimeout(known.retirement)
    if (known && isAlive(known.child)) return known.child
    const child = startChild(megabytes)
    all.add(child)
    child.once('exit', () => all.delete(child))
    return child
  }
  const giveBack = (child: ChildProcess) => {
    const rest: Idle = { child, retirement: setTimeout(() => retire(rest), idleSeconds * 1000).unref() }
    idle.push(rest)
  }
  const retire = (rest: Idle) => {
    idle.splice(idle.indexOf(rest), 1)
    void endChild(rest.child)
  }
  const evaluate: Evaluate = async (input, rehearsing) => {
    if (isClosing) throw new Closing()
    const child = take()
    try {
      const evaluated = await ask(child, input, { seconds, megabytes, ...(rehearsing && { rehearsing }) })
      if (isClosing) throw new Closing()
      return evaluated
    } finally {
      if (isAlive(child) && !child.killed) giveBack(child)
    }
  }
  return {
    async inTurn(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work(evaluate)
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free += 1
      }
    },
    async close() {
      isClosing = true
      await Promise.all([...all].map(endChild))
    },
  }
}

/** A child with nothing to do, and what ends it. */
interface Idle {
  readonly child: ChildProcess
  readonly retirement: NodeJS.Timeout
}
