import type { Policy } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Statistics } from '../core/statistics.ts'
import type { PlanFile } from '../pipeline/terraform.ts'

/** What one evaluation reads; crosses into another process as a structured clone. */
export interface EvaluationInput {
  readonly snapshot: Snapshot
  readonly policy: Policy
  readonly statistics: Statistics
  readonly notes: readonly string[]
  /** What workflows made of this commit. They hold secrets in clear: nothing but the evaluation may see them. */
  readonly plans?: readonly PlanFile[]
}
