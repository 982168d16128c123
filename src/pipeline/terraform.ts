import type { TerraformDocument, Unparsed } from '../core/document.ts'
import type { FileCoverage } from '../core/report.ts'
import { basePath, type FileChange, headPath, type Snapshot, type Tree } from '../core/snapshot.ts'
import type { CodeFile, Configuration } from '../core/terraform/configuration.ts'
import { differences } from '../core/terraform/earlier.ts'
import type { MatchedPlan, Plan } from '../core/terraform/plan.ts'
import { LineMap, startOfFile } from '../core/text.ts'
import { matchPlan, mismatches } from '../terraform/plan/match.ts'
import { overlaid } from '../terraform/plan/overlay.ts'
import type { ReadFailure, TerraformReader, TerraformTree } from '../terraform/reading.ts'
import { isTerraform, wantedForTerraform } from '../terraform/wanted.ts'

/** A plan as the user gave it, or why it cannot be read. */
export type PlanFile = { readonly name: string } & ({ readonly text: string } | { readonly refused: string })

/** The Terraform of a change: code on both sides, and the plans that belong to it. */
export interface TerraformModel {
  readonly base: readonly TerraformDocument[]
  readonly head: readonly TerraformDocument[]
  readonly coverage: readonly FileCoverage[]
  /** What of it was not read, on both sides. */
  readonly unread: { readonly before: readonly Unparsed[]; readonly after: readonly Unparsed[] }
  readonly assumptions: readonly string[]
}

export const noTerraform: TerraformModel = {
  base: [],
  head: [],
  coverage: [],
  unread: { before: [], after: [] },
  assumptions: [],
}

export interface TerraformInput {
  readonly snapshot: Snapshot
  readonly plans: readonly PlanFile[]
  readonly reader: TerraformReader
}

/** Reads the configurations that the change has a part in, and every plan that was given. */
export async function readTerraform(input: TerraformInput): Promise<TerraformModel> {
  const { snapshot, plans, reader } = input
  const changed = snapshot.changed.filter(isOfTerraform)
  if (changed.length === 0 && plans.length === 0) return noTerraform
  const [base, head] = [textsOf(snapshot.base), textsOf(snapshot.head)]
  // A plan may be of any configuration.
  const asked = plans.length > 0 ? [...base.keys(), ...head.keys()] : snapshot.changed.flatMap(pathsOf)
  const trees = await reader.read({ base, head, changed: new Set(asked) })
  const read = await readPlans(plans, reader)
  return modelled(input, trees, read)
}

interface ReadPlans {
  readonly plans: readonly Plan[]
  readonly refused: readonly FileCoverage[]
}

async function readPlans(files: readonly PlanFile[], reader: TerraformReader): Promise<ReadPlans> {
  const plans: Plan[] = []
  const refused: FileCoverage[] = []
  for (const file of files) {
    const reading =
      'refused' in file ? { ok: false as const, reason: file.refused } : await reader.readPlan(file)
    if (reading.ok) plans.push(reading.plan)
    else refused.push(planCoverage(file.name, 'not-evaluated', reading.reason))
  }
  return { plans, refused }
}

interface Trees {
  readonly base: TerraformTree
  readonly head: TerraformTree
}

function modelled({ snapshot }: TerraformInput, trees: Trees, { plans, refused }: ReadPlans): TerraformModel {
  const sides = paired(trees)
  const matches = plans.map((plan) => ({ plan, match: matchOf(plan, sides) }))
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
    return documentsOf(side, { plans: own, trees, changed })
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
        trees.head,
        pairs.map(({ head }) => head),
      ),
      ...refused,
      ...strays,
      ...used,
    ],
    unread: unreadOf(snapshot, trees, [...refused, ...strays]),
    assumptions: assumptionsOf(pairs.map(({ head }) => head)),
  }
}

/** One configuration on both sides; one that head does not have any more is empty there. */
interface Side {
  readonly base: Configuration | undefined
  readonly head: Configuration
}

function paired({ base, head }: Trees): readonly Side[] {
  const key = ({ root, variables = '' }: Configuration) => JSON.stringify([root, variables])
  const before = new Map(base.configurations.map((configuration) => [key(configuration), configuration]))
  const sides = head.configurations.map((configuration): Side => {
    const own = before.get(key(configuration))
    before.delete(key(configuration))
    return { base: own, head: configuration }
  })
  const lost = [...before.values()].filter(
    ({ root }) => !head.configurations.some((configuration) => configuration.root === root),
  )
  return [...sides, ...lost.map((configuration) => ({ base: configuration, head: emptied(configuration) }))]
}

function emptied({ root, paths, variables }: Configuration): Configuration {
  const nothing = { resources: [], modules: [], providers: [], inputs: [], outputs: [], refactorings: [] }
  return {
    ...{ root, paths, ...nothing, settings: [], problems: [], byAddress: new Map() },
    ...(variables !== undefined && { variables }),
  }
}

interface Match {
  readonly index?: number
  /** Why none fits, or why it is doubtful, as a sentence. */
  readonly problem?: string
}

/** Where only one configuration can be meant, a plan is held against it even when nothing of it fits: that is told, not passed over. */
function matchOf(plan: Plan, sides: readonly Side[]): Match {
  const found = matchPlan(
    plan,
    sides.map(({ base, head }) => ({ ...(base && { base }), head })),
  )
  if (found.index !== undefined || sides.length !== 1) return found
  return { index: 0, ...(found.problem && { problem: found.problem }) }
}

function matched(plan: Plan, { head }: Side, problem: string | undefined): MatchedPlan {
  return { ...plan, mismatches: [...(problem ? [{ text: problem }] : []), ...mismatches(plan, head)] }
}

interface Around {
  readonly plans: readonly MatchedPlan[]
  readonly trees: Trees
  readonly changed: readonly string[]
}

function documentsOf({ base, head }: Side, { plans, trees, changed }: Around) {
  const [plan] = plans
  const before = base && plan ? overlaid(base, plan, 'before') : base
  const after = plan ? overlaid(head, plan, 'after') : head
  const document = (configuration: Configuration, { files }: TerraformTree): TerraformDocument => ({
    ...configuration,
    language: 'terraform',
    path: configuration.root,
    text: '',
    plans: [],
    files: configuration.paths.flatMap((path): CodeFile[] => {
      const file = files.get(path)
      return file ? [file] : []
    }),
    changed,
  })
  const now = { ...document(after, trees.head), ...(before && { before }), plans }
  const moved = differences(now).pairs.filter(({ was, is }) => was.declared !== is.declared)
  const laterNames = new Map(moved.map(({ was, is }) => [was.declared, is.declared]))
  return { base: before && { ...document(before, trees.base), laterNames }, head: now }
}

function isOfTerraform(change: FileChange): boolean {
  return pathsOf(change).some(isTerraform)
}

const pathsOf = (change: FileChange) =>
  [basePath(change), headPath(change)].filter((path) => path !== undefined)

function textsOf({ files }: Tree): ReadonlyMap<string, string> {
  return new Map(
    [...files].flatMap(([path, content]): [string, string][] =>
      content.kind === 'text' && wantedForTerraform(path) ? [[path, content.text]] : [],
    ),
  )
}

function filesCoverage(
  snapshot: Snapshot,
  { failures }: TerraformTree,
  documents: readonly TerraformDocument[],
): FileCoverage[] {
  const taken = new Set(documents.flatMap(({ paths }) => paths))
  const problems = documents.flatMap((document) => document.problems)
  return snapshot.changed.filter(isOfTerraform).map((change): FileCoverage => {
    const { path } = change
    const named = { path, language: 'terraform' }
    const content = headPath(change) === undefined ? undefined : snapshot.head.files.get(path)
    const failure = failures.get(path)
    if (content?.kind === 'unread') return { ...named, status: 'not-evaluated', reason: content.detail }
    if (failure) return { ...named, status: 'not-evaluated', reason: failure.reason }
    if (content && !taken.has(path))
      return { ...named, status: 'not-evaluated', reason: 'no configuration takes it' }
    const problem = problems.find(({ place }) => place.path === path)
    return problem ? { ...named, status: 'partly', reason: problem.text } : { ...named, status: 'evaluated' }
  })
}

function planCoverage(path: string, status: FileCoverage['status'], reason: string): FileCoverage {
  return { path, language: 'terraform plan', status, reason }
}

function planCoverageOf({ name, form, notes: [note] }: Plan): FileCoverage {
  if (form === 'text')
    return planCoverage(
      name,
      'partly',
      note ??
        'the text of a plan leaves out types and hidden values; give the JSON of `terraform show -json`',
    )
  return note
    ? planCoverage(name, 'partly', note)
    : { path: name, language: 'terraform plan', status: 'evaluated' }
}

/** Files that were not read as a whole, of the change on both sides, and plans. */
function unreadOf(
  { changed, head }: Snapshot,
  trees: Trees,
  plans: readonly FileCoverage[],
): TerraformModel['unread'] {
  const part = (failures: ReadonlyMap<string, ReadFailure>, path: string | undefined): Unparsed[] => {
    const failure = path === undefined ? undefined : failures.get(path)
    return path !== undefined && failure ? [{ path, ...failure }] : []
  }
  const refused = changed.flatMap(({ path }) => {
    const content = isTerraform(path) ? head.files.get(path) : undefined
    return content?.kind === 'unread' ? [{ path, range: startOfFile, reason: content.detail }] : []
  })
  const asUnread = plans.map(({ path, reason = '' }) => ({ path, range: startOfFile, reason }))
  return {
    before: changed.flatMap((change) => part(trees.base.failures, basePath(change))),
    after: [
      ...changed.flatMap((change) => part(trees.head.failures, headPath(change))),
      ...refused,
      ...asUnread,
    ],
  }
}

/** What was taken for granted, with the number of what it concerns. */
function assumptionsOf(documents: readonly TerraformDocument[]): string[] {
  return documents.flatMap((document) => {
    const { root, variables, resources, modules, problems, files } = document
    const remote = modules.filter(({ directory }) => directory === undefined)
    const texts = new Map(files.map(({ path, text }) => [path, new LineMap(text)]))
    const by = variables === undefined ? '' : ` with ${variables}`
    const outside =
      remote.length === 0
        ? ''
        : `; ${remote.length} modules from elsewhere are not read: ${remote
            .slice(0, 3)
            .map(({ address }) => address)
            .join(', ')}`
    return [
      `terraform configuration in ${root || '.'}${by} (${resources.length} resources${outside})`,
      ...problems.slice(0, 5).map(({ place, text }) => {
        const line = texts.get(place.path)?.position(place.range.start).line
        return `${place.path}${line === undefined ? '' : `:${line}`}: ${text}`
      }),
    ]
  })
}
