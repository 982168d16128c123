import type { TerraformDocument } from './document.ts'
import { type PlanCost, planCost } from './terraform/cost.ts'
import { declarationOf } from './terraform/declared.ts'
import { holdsData } from './terraform/holdings.ts'
import { type Move, missingMoves } from './terraform/moves.ts'
import type { MatchedPlan, PlanAction, PlannedResource } from './terraform/plan.ts'
import { isTagOnly, plannedDifferences } from './terraform/planned-difference.ts'
import { placeAt } from './terraform/read.ts'
import { pathText, valueText } from './terraform/value.ts'
import { type Place, shortened } from './text.ts'

/** What one plan does, as the report shows it. */
export interface ReportedPlan {
  readonly name: string
  /** Directory of the configuration it was made of. */
  readonly root: string
  readonly form: 'json' | 'text'
  readonly terraformVersion?: string
  readonly complete: boolean
  readonly errored: boolean
  /** Not all of its text could be read. */
  readonly unread?: boolean
  readonly counts: Readonly<Record<PlanOutcome, number>>
  /** What happens to resources, what holds data first, then by gravity and address; changes of tags alone are only counted. */
  readonly resources: readonly ReportedResource[]
  /** Resources beyond those listed. */
  readonly more: number
  readonly tagsOnly: number
  readonly outputs: readonly { readonly name: string; readonly outcome: PlanOutcome }[]
  /** What the changed resources cost; left out where none of them has a price. */
  readonly cost?: PlanCost
  /** What changed outside Terraform, by resource. */
  readonly drift: readonly ReportedDrift[]
  /** Resources that changed outside Terraform beyond those listed. */
  readonly moreDrift: number
  /** Objects that only go by another address, and would be destroyed and created: each needs a `moved` block. */
  readonly moves: readonly Move[]
  readonly moreMoves: number
}

export const planOutcomes = [
  'destroyed',
  'replaced',
  'forgotten',
  'updated',
  'moved',
  'imported',
  'created',
] as const
/** What becomes of a resource; `replaced` whichever comes first, `moved` and `imported` where nothing else happens. */
export type PlanOutcome = (typeof planOutcomes)[number]

export interface ReportedResource {
  readonly address: string
  readonly outcome: PlanOutcome
  readonly holdsData: boolean
  readonly previousAddress?: string
  readonly importing: boolean
  /** Why, as the plan says: `replace_because_cannot_update`. */
  readonly reason?: string
  readonly differences: readonly ReportedDifference[]
  readonly place?: Place
  /** `base` where the place is only there. */
  readonly side?: 'base'
}

export interface ReportedDifference {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly forces: boolean
}

export interface ReportedDrift {
  readonly address: string
  /** Somebody deleted it. */
  readonly gone: boolean
  readonly differences: readonly Omit<ReportedDifference, 'forces'>[]
}

/** Most that a report lists; beyond that they are counted. */
const mostResources = 200
const mostDifferences = 20
const mostMoves = 100
const longestValue = 120

export function reportPlans(documents: readonly TerraformDocument[]): readonly ReportedPlan[] {
  return documents.flatMap((document) => document.plans.map((plan) => reportPlan(plan, document)))
}

function reportPlan(plan: MatchedPlan, document: TerraformDocument): ReportedPlan {
  const active = plan.resources.filter(({ deposed }) => deposed === undefined)
  const acting = active.flatMap((planned) => {
    const outcome = outcomeOf(planned)
    return outcome ? [{ planned, outcome }] : []
  })
  const told = acting.filter(({ planned }) => !isTagOnly(planned))
  const sorted = told.toSorted(
    (one, other) => rank(one) - rank(other) || compareText(one.planned.address, other.planned.address),
  )
  const { name, form, complete, errored, unread, terraformVersion } = plan
  const cost = planCost(plan, document.costs)
  const drift = plan.drift.flatMap(driftOf)
  const moves = missingMoves(plan, document)
  const count = (outcome: PlanOutcome) => acting.filter((one) => one.outcome === outcome).length
  return {
    ...{ name, root: document.root, form, complete, errored },
    ...(unread && { unread }),
    ...(terraformVersion !== undefined && { terraformVersion }),
    counts: Object.fromEntries(
      planOutcomes.map((outcome) => [outcome, count(outcome)]),
    ) as ReportedPlan['counts'],
    resources: sorted.slice(0, mostResources).map((one) => resourceOf(one, document)),
    more: Math.max(0, sorted.length - mostResources),
    tagsOnly: acting.length - told.length,
    outputs: plan.outputs.flatMap((output) => {
      const outcome = outcomes[output.action]
      return outcome ? [{ name: output.name, outcome }] : []
    }),
    ...(cost && { cost }),
    drift: drift.slice(0, mostResources),
    moreDrift: Math.max(0, drift.length - mostResources),
    moves: moves.slice(0, mostMoves),
    moreMoves: Math.max(0, moves.length - mostMoves),
  }
}

interface Acting {
  readonly planned: PlannedResource
  readonly outcome: PlanOutcome
}

const outcomes: Readonly<Partial<Record<PlanAction, PlanOutcome>>> = {
  create: 'created',
  update: 'updated',
  delete: 'destroyed',
  replace: 'replaced',
  'create-then-delete': 'replaced',
  forget: 'forgotten',
  'create-then-forget': 'forgotten',
}

/** What becomes of a resource; undefined of one to which nothing happens, and of what is only read. */
export function outcomeOf({
  mode,
  action,
  previousAddress,
  importing,
}: PlannedResource): PlanOutcome | undefined {
  if (mode === 'data') return undefined
  const outcome = outcomes[action]
  if (outcome) return outcome
  if (previousAddress !== undefined) return 'moved'
  return importing ? 'imported' : undefined
}

const isStore = ({ type, before, after }: PlannedResource) => holdsData(type, before ?? after)

/** What only comes, or goes by another address, stands last. */
function rank({ planned, outcome }: Acting): number {
  const gravity = planOutcomes.indexOf(outcome)
  const isHarmless = gravity >= planOutcomes.indexOf('moved')
  return gravity + (isStore(planned) ? 0 : planOutcomes.length) + (isHarmless ? 100 : 0)
}

function resourceOf({ planned, outcome }: Acting, document: TerraformDocument): ReportedResource {
  const now = declarationOf(document, planned)
  const declared = now ?? (document.before && declarationOf(document.before, planned))
  const differences = withoutDifferences.has(outcome) ? [] : plannedDifferences(planned)
  const [first] = differences.toSorted((one, other) => Number(other.forces) - Number(one.forces))
  return {
    address: planned.address,
    outcome,
    holdsData: isStore(planned),
    ...(planned.previousAddress !== undefined && { previousAddress: planned.previousAddress }),
    importing: planned.importing,
    ...(planned.reason !== undefined && { reason: planned.reason }),
    differences: differences.slice(0, mostDifferences).map(differenceOf),
    ...(declared && { place: placeAt(declared, first?.path ?? []) }),
    ...(declared && !now && { side: 'base' as const }),
  }
}

/** All of it comes or goes. */
const withoutDifferences: ReadonlySet<PlanOutcome> = new Set(['created', 'destroyed', 'forgotten'])

function differenceOf({ path, before, after, forces }: ReturnType<typeof plannedDifferences>[number]) {
  const text = (value: typeof before) => shortened(valueText(value), longestValue)
  return { path: pathText(path), before: text(before), after: text(after), forces }
}

/** What somebody changed of a resource; none where only the provider computed anew. */
function driftOf(planned: PlannedResource): ReportedDrift[] {
  const gone = planned.action === 'delete'
  if (planned.mode === 'data' || planned.deposed !== undefined) return []
  const differences = gone ? [] : plannedDifferences(planned).slice(0, mostDifferences)
  if (!gone && differences.length === 0) return []
  return [
    {
      address: planned.address,
      gone,
      differences: differences.map((one) => {
        const { forces: _, ...difference } = differenceOf(one)
        return difference
      }),
    },
  ]
}

const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
