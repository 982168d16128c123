import type { ExposedSecret, Plan, PlannedResource } from '../../core/terraform/plan.ts'
import type { Masks } from './marked-value.ts'
import type { Secrets } from './secrets.ts'

/**
 * A plan in which what is marked as sensitive is masked, and what nobody marked still stands in clear. It never leaves this room;
 * `concealed` makes a plan of it.
 */
export interface Draft {
  readonly plan: Omit<Plan, 'exposed'>
  /** What the state holds and the plan does not list: data sources. */
  readonly inState: readonly Pick<PlannedResource, 'address' | 'before'>[]
  /** What was marked before and is not marked any more. */
  readonly unmarked: readonly ExposedSecret[]
  /** What the marks make known. */
  readonly secrets: Secrets
  readonly masks: Masks
}
