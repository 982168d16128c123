import type { Plan, PlannedResource } from './plan.ts'
import { monthlyCost, pricesAsOf } from './prices.ts'
import { isMap, type Value } from './value.ts'

/** What a file of Infracost says of one resource, per month in its currency; undefined where it could not tell. */
export interface ResourceCost {
  /** As plans write it. */
  readonly address: string
  readonly before: number | undefined
  readonly after: number | undefined
}

/** A file of costs, read. */
export interface CostReport {
  readonly currency: string
  readonly resources: readonly ResourceCost[]
  readonly before: number | undefined
  readonly after: number | undefined
}

/** What the resources that a plan changes cost in a month, before and after. */
export interface PlanCost {
  /** `estimate` is our own table of list prices: of sizes, not of use. */
  readonly source: 'infracost' | 'estimate'
  /** Of an estimate: the year of its prices. */
  readonly asOf?: string
  readonly currency: string
  readonly before: number
  readonly after: number
  /** Resources whose cost changes, the largest difference first. */
  readonly resources: readonly (ResourceCost & { readonly before: number; readonly after: number })[]
  /** Changed resources without a price: what they cost is in no sum. */
  readonly unpriced: readonly string[]
}

/**
 * What a plan changes in cost: as the file of costs says, and where it says nothing of it, by the table. Undefined where no changed
 * resource has a price.
 */
export function planCost(plan: Plan, report?: CostReport): PlanCost | undefined {
  const changed = plan.resources.filter(isOfCost)
  const reported = report && new Map(report.resources.map((one) => [one.address, one]))
  const told = changed.flatMap(({ address }) => reported?.get(address) ?? [])
  if (report && told.some(isPriced)) return summed(told, { source: 'infracost', currency: report.currency })
  const estimated = changed.map(estimate)
  if (!estimated.some(isPriced)) return undefined
  return summed(estimated, { source: 'estimate', asOf: pricesAsOf, currency: 'USD' })
}

function summed(
  costs: readonly ResourceCost[],
  from: Pick<PlanCost, 'source' | 'asOf' | 'currency'>,
): PlanCost {
  const priced = costs.filter(isPriced)
  return {
    ...from,
    before: total(priced.map(({ before }) => before)),
    after: total(priced.map(({ after }) => after)),
    resources: priced.filter(({ before, after }) => before !== after).toSorted(byDifference),
    unpriced: costs.filter((cost) => !isPriced(cost)).map(({ address }) => address),
  }
}

const acting: ReadonlySet<PlannedResource['action']> = new Set([
  'create',
  'update',
  'delete',
  'replace',
  'create-then-delete',
])

const isOfCost = ({ mode, action, deposed }: PlannedResource) =>
  mode === 'managed' && deposed === undefined && acting.has(action)

function estimate({ address, type, before, after }: PlannedResource): ResourceCost {
  return { address, before: costIn(type, before), after: costIn(type, after) }
}

const costIn = (type: string, value: Value) =>
  value === null ? 0 : isMap(value) ? monthlyCost(type, value) : undefined

type Priced = PlanCost['resources'][number]

const isPriced = (cost: ResourceCost): cost is Priced => cost.before !== undefined && cost.after !== undefined

const cents = (amount: number) => Math.round(amount * 100) / 100

const total = (amounts: readonly number[]) => cents(amounts.reduce((sum, amount) => sum + amount, 0))

function byDifference(one: Priced, other: Priced): number {
  const size = ({ before, after }: Priced) => Math.abs(after - before)
  return size(other) - size(one) || (one.address < other.address ? -1 : 1)
}
