import type { Policy } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Statistics } from '../core/statistics.ts'
import type { Wish } from '../pipeline/prove.ts'
import type { PlanFile } from '../pipeline/terraform.ts'
import type { Memory } from '../review/journal.ts'

/** What one evaluation reads; crosses into another process as a structured clone. */
export interface EvaluationInput {
  readonly snapshot: Snapshot
  readonly policy: Policy
  readonly statistics: Statistics
  readonly notes: readonly string[]
  /** What workflows made of this commit. They hold secrets in clear: nothing but the evaluation may see them. */
  readonly plans?: readonly PlanFile[]
}

/** What the questions about a change are made of. */
export interface PreparationInput {
  readonly change: EvaluationInput
  /** An Evaluation, as JSON: what the gate came to. */
  readonly evaluation: string
  readonly memory: Memory
}

/** Something a model suggests for a change, to be tried. */
export interface TrialInput {
  readonly change: EvaluationInput
  /** Of one opinion: the change itself is evaluated once for all that is tried in it. */
  readonly opinion: string
  readonly wish: Wish
}
