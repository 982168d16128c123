import type { ChildProcess } from 'node:child_process'
import { availableParallelism, setPriority, totalmem } from 'node:os'
import type { Evaluation } from '../core/evaluation.ts'
import type { Proven } from '../pipeline/prove.ts'
import type { Prepared } from '../review/question.ts'
import { ask, Closing, endChild, heapMb, isAlive, type Made, startChild } from './child.ts'
import type { EvaluationInput, PreparationInput, TrialInput } from './evaluation-input.ts'
import type { Work } from './rehearsal-messages.ts'
import type { Rehearsing } from './rehearsals.ts'

export { Closing } from './child.ts'

type NotMade = Extract<Made, { ok: false }>
export type Evaluated = { readonly ok: true; readonly evaluation: Evaluation } | NotMade

/** What may be rehearsed for it is left out where nothing is. */
export type Evaluate = (input: EvaluationInput, rehearsing?: Rehearsing) => Promise<Evaluated>

/** What is done for a second opinion. */
export interface Aside {
  /** Makes the questions about a change that was evaluated. */
  prepare(input: PreparationInput): Promise<{ readonly ok: true; readonly prepared: Prepared } | NotMade>
  /** Tries what a model suggests. */
  prove(
    input: TrialInput,
    rehearsing?: Rehearsing,
  ): Promise<{ readonly ok: true; readonly proven: Proven } | NotMade>
}

/** Processes in which changes are evaluated, so that no pull request, however made, holds up the server or ends it. */
export interface Evaluator {
  /**
   * Has work done that ends in an evaluation, no more of it at once than there are processes: what it reads for it is large, and must not
   * wait in memory.
   */
  inTurn<T>(work: (evaluate: Evaluate, aside: Aside) => Promise<T>): Promise<T>
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
  /** Nobody waits for these: others go first where processors are few. */
  readonly isBehind?: boolean
}

/** As many as there are cores, four at most, and together with the others no more than three quarters of the memory. */
function usualChildren(reservedMb: number): number {
  // Without a limit of a container it is huge, or 0.
  const bytes = Math.min(totalmem(), process.constrainedMemory() || totalmem())
  const fitting = Math.floor(((0.75 * bytes) / 1024 ** 2 - reservedMb) / heapMb)
  return Math.max(1, Math.min(4, availableParallelism(), fitting))
}

export function openEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const { seconds = 120, idleSeconds = 60, megabytes = heapMb, reservedMb = 0, isBehind = false } = options
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
    if (isBehind && child.pid !== undefined) setPriority(child.pid, lowPriority)
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
  const make = async (wanted: Work, rehearsing?: Rehearsing): Promise<Made> => {
    if (isClosing) throw new Closing()
    const child = take()
    try {
      const made = await ask(child, wanted, { seconds, megabytes, ...(rehearsing && { rehearsing }) })
      if (isClosing) throw new Closing()
      return made
    } finally {
      if (isAlive(child) && !child.killed) giveBack(child)
    }
  }
  const evaluate: Evaluate = async (input, rehearsing) => {
    const made = await make({ evaluate: input }, rehearsing)
    return made.ok ? { ok: true, evaluation: JSON.parse(made.made) as Evaluation } : made
  }
  const aside: Aside = {
    async prepare(input) {
      const made = await make({ prepare: input })
      return made.ok ? { ok: true, prepared: JSON.parse(made.made) as Prepared } : made
    },
    async prove(input, rehearsing) {
      const made = await make({ prove: input }, rehearsing)
      return made.ok ? { ok: true, proven: JSON.parse(made.made) as Proven } : made
    },
  }
  return {
    async inTurn(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work(evaluate, aside)
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

/** As `nice` counts. */
const lowPriority = 10

/** A child with nothing to do, and what ends it. */
interface Idle {
  readonly child: ChildProcess
  readonly retirement: NodeJS.Timeout
}
