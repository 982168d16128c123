import type { Proven, Wish } from '../../pipeline/prove.ts'
import type { EvaluationInput } from '../evaluation-input.ts'
import type { TaskContext } from '../task-context.ts'

interface Trying {
  readonly change: EvaluationInput
  /** Names the opinion that it is for. */
  readonly opinion: string
}

/** Tries suggestions in a process that knows no key. What workflows made of the change is not made again for them, and left out. */
export function trialsOf(
  { asking, evaluator, log }: TaskContext,
  { change, opinion }: Trying,
): (wish: Wish) => Promise<Proven> {
  const without: EvaluationInput = { ...change, plans: [] }
  const place = asking?.evaluator ?? evaluator
  return async (wish) => {
    const input = { change: without, opinion, wish }
    const made = await place.inTurn((_, { prove }) => prove(input, asking?.rehearsals?.rehearsing(log)))
    const proven = made.ok ? made.proven : { refused: made.reason }
    if ('refused' in proven) log.info({ reason: proven.refused }, 'a suggestion was not accepted')
    return proven
  }
}
