import type { LocatedPlan } from '../core/report.ts'
import type { PlanCost } from '../core/terraform/cost.ts'
import type { ReportJson } from './schema.ts'

type PlanJson = ReportJson['plans'][number]

/** One plan in the published shape; keys always in the same order. */
export function planJson(plan: LocatedPlan): PlanJson {
  return {
    name: plan.name,
    root: plan.root,
    form: plan.form,
    ...(plan.terraformVersion !== undefined && { terraformVersion: plan.terraformVersion }),
    complete: plan.complete,
    errored: plan.errored,
    counts: { ...plan.counts },
    resources: plan.resources.map(resourceJson),
    more: plan.more,
    tagsOnly: plan.tagsOnly,
    outputs: plan.outputs.map(({ name, outcome }) => ({ name, outcome })),
    drift: plan.drift.map(({ address, gone, differences }) => ({
      address,
      gone,
      differences: differences.map(({ path, before, after }) => ({ path, before, after })),
    })),
    moreDrift: plan.moreDrift,
    moves: plan.moves.map(({ from, to }) => ({ from, to })),
    moreMoves: plan.moreMoves,
    ...(plan.cost && { cost: costJson(plan.cost) }),
  }
}

function costJson({
  source,
  asOf,
  currency,
  before,
  after,
  resources,
  unpriced,
}: PlanCost): NonNullable<PlanJson['cost']> {
  return {
    source,
    ...(asOf !== undefined && { asOf }),
    currency,
    before,
    after,
    resources: resources.map((one) => ({ address: one.address, before: one.before, after: one.after })),
    unpriced: [...unpriced],
  }
}

function resourceJson(resource: LocatedPlan['resources'][number]): PlanJson['resources'][number] {
  const { address, outcome, holdsData, previousAddress, importing, reason, place, lines } = resource
  return {
    address,
    outcome,
    holdsData,
    importing,
    ...(previousAddress !== undefined && { previousAddress }),
    ...(reason !== undefined && { reason }),
    differences: resource.differences.map(({ path, before, after, forces }) => ({
      path,
      before,
      after,
      forces,
    })),
    ...(place && lines && { path: place.path, line: lines.startLine }),
  }
}
