import type { RehearsedStep } from './rehearsal.ts'
import type { Seconds } from './reported-rehearsal.ts'
import type { Statistics } from './statistics.ts'

export interface StepEstimate {
  readonly runs?: Seconds
  readonly held?: Seconds
}

export function estimate(steps: readonly RehearsedStep[], _statistics: Statistics): readonly StepEstimate[] {
  return steps.map(() => ({}))
}
