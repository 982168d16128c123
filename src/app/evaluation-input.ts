import type { Policy } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Statistics } from '../core/statistics.ts'

/** What one evaluation reads; crosses into another process as a structured clone. */
export interface EvaluationInput {
  readonly snapshot: Snapshot
  readonly policy: Policy
  readonly statistics: Statistics
  readonly notes: readonly string[]
}
