import { copiesRows, costOf, sum } from './estimate-model.ts'
import type { Name } from './name.ts'
import type { RehearsedStep } from './rehearsal.ts'
import type { Seconds } from './reported-rehearsal.ts'
import type { Statistics } from './statistics.ts'

/** How long a step takes on tables of production's size, and what it locks stays locked. */
export interface StepEstimate {
  readonly runs: Seconds
  /** From the step to the end of its transaction: its own time and that of all steps after it. */
  readonly held: Seconds
}

/**
 * Seconds for each step of a file, by the model of docs/rehearsal.md; undefined for a step that touches no table of known size. What cannot be
 * known leaves a range open above: tables without statistics, rows written of which the rehearsal cannot tell how many. Waiting for locks
 * is not in it.
 */
export function estimate(
  steps: readonly RehearsedStep[],
  statistics: Statistics,
): readonly (StepEstimate | undefined)[] {
  const filled = new Set<Name>()
  const costs = steps.map((step) => {
    const cost = costOf(step, { statistics, filled })
    for (const { table, existing } of copiesRows(step) ? step.rows : []) if (!existing) filled.add(table)
    return cost
  })
  const held = costs.slice()
  for (let i = steps.length - 2; i >= 0; i--) {
    const [own, next] = [costs[i], held[i + 1]]
    if (own && next && endsLater(steps, i)) held[i] = sum(own, next)
  }
  return steps.map((step, i) => {
    const [runs, until] = [costs[i], held[i]]
    return runs && until && touchesKnown(step, statistics) ? { runs, held: until } : undefined
  })
}

/** Whether a step's transaction goes on with the next one. */
function endsLater(steps: readonly RehearsedStep[], i: number): boolean {
  const transaction = steps[i]?.transaction
  return transaction !== undefined && transaction === steps[i + 1]?.transaction
}

function touchesKnown({ locks, work, rows }: RehearsedStep, statistics: Statistics): boolean {
  return [...locks, ...work, ...rows].some(
    ({ table, existing }) => existing && statistics[table] !== undefined,
  )
}
