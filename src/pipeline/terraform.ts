import type { TerraformDocument } from '../core/document.ts'
import type { FileCoverage } from '../core/report.ts'
import type { Snapshot, Tree } from '../core/snapshot.ts'
import type { CostReport } from '../core/terraform/cost.ts'
import type { Plan } from '../core/terraform/plan.ts'
import { readInfracost } from '../terraform/plan/infracost.ts'
import type { TerraformFiles, TerraformReader } from '../terraform/reading.ts'
import { isTerraform, mayBeTakenIn } from '../terraform/wanted.ts'
import { matchOf, type PlanPlace } from './plan-place.ts'
import {
  assumptionsOf,
  filesCoverage,
  pathsOf,
  planCoverage,
  planCoverageOf,
  touchesTerraform,
  type Unread,
  unreadOf,
} from './terraform-coverage.ts'
import { withJson } from './terraform-json.ts'
import { documentsOf, matched, paired, type Trees } from './terraform-sides.ts'

/** A plan as the user gave it, or why it cannot be read. */
export type PlanFile = PlanPlace & {
  readonly name: string
  /** A person asked about it: that it cannot be judged is a failure, and not the policy's to judge. */
  readonly isNamed?: true
} & ({ readonly text: string } | { readonly refused: string })

/** The Terraform of a change: code on both sides, and the plans that belong to it. */
export interface TerraformModel {
  readonly base: readonly TerraformDocument[]
  readonly head: readonly TerraformDocument[]
  readonly coverage: readonly FileCoverage[]
  /** What of it was not read, on both sides. */
  readonly unread: Unread
  readonly assumptions: readonly string[]
  /** Plans that a person asked about and that could not be judged, a sentence each. */
  readonly failures: readonly string[]
}

export const noTerraform: TerraformModel = {
  base: [],
  head: [],
  coverage: [],
  unread: { before: [], after: [] },
  assumptions: [],
  failures: [],
}

export interface TerraformInput {
  readonly snapshot: Snapshot
  /** Left out: none was given, and nobody else says so. */
  readonly plans?: readonly PlanFile[]
  /** A report of Infracost on these plans. */
  readonly costs?: PlanFile
  readonly reader: TerraformReader
}

/** Reads the configurations that the change has a part in, and every plan that was given. */
export async function readTerraform(input: TerraformInput): Promise<TerraformModel> {
  const { snapshot, plans = [], reader } = input
  if (!touchesTerraform(snapshot) && plans.length === 0) return noTerraform
  const [base, head] = [textsOf(snapshot.base), textsOf(snapshot.head)]
  // A plan may be of any configuration.
  const asked = plans.length > 0 ? [...base.keys(), ...head.keys()] : snapshot.changed.flatMap(pathsOf)
  const code = await reader.read({ base, head, changed: new Set(asked) })
  const touched = new Set(snapshot.changed.flatMap(pathsOf))
  const trees = {
    base: withJson(code.base, snapshot.base, touched),
    head: withJson(code.head, snapshot.head, touched),
  }
  const read = await readPlans(plans, reader)
  return modelled(input, trees, { ...read, ...costsIn(input) })
}

interface ReadPlans {
  readonly plans: readonly { readonly plan: Plan; readonly place: PlanPlace }[]
  readonly refused: readonly FileCoverage[]
}

interface ReadCosts {
  readonly costs?: CostReport
  readonly uncosted?: FileCoverage
}

function costsIn({ costs }: TerraformInput): ReadCosts {
  if (!costs) return {}
  const reading =
    'refused' in costs ? { ok: false as const, reason: costs.refused } : readInfracost(costs.text)
  if (reading.ok) return { costs: reading.report }
  const { reason } = reading
  return { uncosted: { path: costs.name, language: 'infracost', status: 'not-evaluated', reason } }
}

async function readPlans(files: readonly PlanFile[], reader: TerraformReader): Promise<ReadPlans> {
  const plans: { plan: Plan; place: PlanPlace }[] = []
  const refused: FileCoverage[] = []
  for (const file of files) {
    const reading =
      'refused' in file ? { ok: false as const, reason: file.refused } : await reader.readPlan(file)
    if (reading.ok) plans.push({ plan: reading.plan, place: file })
    else refused.push(planCoverage(file.name, 'not-evaluated', reading.reason))
  }
  return { plans, refused }
}

function modelled(
  { snapshot, plans: given }: TerraformInput,
  trees: Trees,
  read: ReadPlans & ReadCosts,
): TerraformModel {
  const { plans, costs } = read
  const refused = [...read.refused, ...(read.uncosted ? [read.uncosted] : [])]
  const sides = paired(trees, snapshot.changed)
  const matches = plans.map(({ plan, place }) => ({ plan, match: matchOf(plan, place, sides) }))
  const touched = new Set(snapshot.changed.flatMap(pathsOf))
  const chosen = sides.filter(
    (side, i) =>
      [side.base, side.head].some((each) => each?.paths.some((path) => touched.has(path))) ||
      matches.some(({ match }) => match.index === i),
  )
  const changed = snapshot.changed.map(({ path }) => path)
  const pairs = chosen.map((side) => {
    const own = matches.flatMap(({ plan, match }) =>
      match.index !== undefined && sides[match.index] === side ? [matched(plan, side, match.problem)] : [],
    )
    return documentsOf(side, { plans: own, trees, changed, ...(costs && { costs }) })
  })
  const strays = matches.flatMap(({ plan: { name }, match: { index, problem } }) =>
    index === undefined ? [planCoverage(name, 'not-evaluated', problem ?? 'it fits no configuration')] : [],
  )
  const used = matches.flatMap(({ plan, match: { index } }) =>
    index === undefined ? [] : [planCoverageOf(plan)],
  )
  return {
    base: pairs.flatMap(({ base }) => (base ? [base] : [])),
    head: pairs.map(({ head }) => head),
    coverage: [
      ...filesCoverage(
        snapshot,
        trees,
        pairs.map(({ head }) => head),
      ),
      ...refused,
      ...strays,
      ...used,
    ],
    unread: unreadOf(snapshot, trees, [...refused, ...strays]),
    assumptions: assumptionsOf(
      pairs.map(({ head }) => head),
      { isPlanMissing: given === undefined },
    ),
    failures: notJudged(given, [...refused, ...strays]),
  }
}

function notJudged(given: readonly PlanFile[] = [], unread: readonly FileCoverage[]): string[] {
  const named = new Set(given.filter(({ isNamed }) => isNamed).map(({ name }) => name))
  return unread
    .filter(({ path }) => named.has(path))
    .map(({ path, reason = '' }) => `The plan ${path} was not judged: ${reason.replace(/\.$/, '')}.`)
}

function textsOf({ files }: Tree): TerraformFiles {
  const wanted = [...files].filter(([path]) => isTerraform(path) || mayBeTakenIn(path))
  return new Map(wanted.map(([path, content]) => [path, content.kind === 'text' ? content.text : null]))
}
