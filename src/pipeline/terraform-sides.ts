import type { TerraformDocument } from '../core/document.ts'
import { basePath, type FileChange, headPath } from '../core/snapshot.ts'
import type { CodeFile, Configuration } from '../core/terraform/configuration.ts'
import type { CostReport } from '../core/terraform/cost.ts'
import { differences } from '../core/terraform/earlier.ts'
import type { MatchedPlan, Plan } from '../core/terraform/plan.ts'
import { outputReaders } from '../core/terraform/remote-state.ts'
import { mismatches, strangers } from '../terraform/plan/match.ts'
import { overlaid } from '../terraform/plan/overlay.ts'
import type { TerraformTree } from '../terraform/reading.ts'

/** Terraform as it was read of both trees. */
export interface Trees {
  readonly base: TerraformTree
  readonly head: TerraformTree
}

/** One configuration on both sides; one that head does not have any more is empty there. */
export interface Side {
  readonly base: Configuration | undefined
  readonly head: Configuration
}

/** The configurations of either tree, each with itself on the other side, in whatever folder it stands there. */
export function paired({ base, head }: Trees, changes: readonly FileChange[]): readonly Side[] {
  const key = ({ root, variables = '' }: Configuration) => JSON.stringify([root, variables])
  const before = new Map(base.configurations.map((configuration) => [key(configuration), configuration]))
  const sides = head.configurations.map((configuration): Side => {
    const own = before.get(key(configuration))
    before.delete(key(configuration))
    // One whose file of values is new was there before without it.
    return {
      base: own ?? base.configurations.find(({ root }) => root === configuration.root),
      head: configuration,
    }
  })
  const lost = [...before.values()].filter(
    ({ root }) => !head.configurations.some((configuration) => configuration.root === root),
  )
  const fresh = sides.filter((side) => side.base === undefined)
  const renamed = new Map<Configuration, Configuration>()
  for (const { head: now } of fresh) {
    const then = lost.find((each) => !renamed.has(each) && isRenamed(each, now, changes))
    if (then) renamed.set(then, now)
  }
  const earlier = new Map([...renamed].map(([then, now]) => [now, then]))
  const unread = fresh.flatMap(({ head: now }) => now.problems.filter(({ hides }) => hides))
  return [
    ...sides.map((side) => ({ ...side, base: side.base ?? earlier.get(side.head) })),
    ...lost
      .filter((configuration) => !renamed.has(configuration))
      .map((configuration) => ({ base: configuration, head: emptied(configuration, unread) })),
  ]
}

/** Whether a root module only got another folder: by most of the files that make something, or by what they make. */
function isRenamed(then: Configuration, now: Configuration, changes: readonly FileChange[]): boolean {
  if (then.variables !== now.variables) return false
  const made = then.resources.filter(({ mode }) => mode === 'managed')
  const makes = [...new Set(made.map(({ header }) => header.path))]
  const went = new Map(changes.map((change) => [basePath(change), headPath(change)]))
  const own = makes.filter((path) => directoryOf(path) === then.root)
  const here = own.filter((path) => directoryOf(went.get(path) ?? path) === now.root)
  if (here.length * 2 > own.length) return true
  const others = now.resources.filter(({ mode }) => mode === 'managed').length
  return (
    made.length > 0 && others <= made.length * 2 && made.every(({ address }) => now.byAddress.has(address))
  )
}

const directoryOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** What is gone may stand in code of a new root module that was not read. */
function emptied(
  { root, paths, variables }: Configuration,
  problems: Configuration['problems'],
): Configuration {
  const nothing = { resources: [], modules: [], providers: [], inputs: [], outputs: [], refactorings: [] }
  return {
    ...{ root, paths, ...nothing, settings: [], problems, byAddress: new Map(), references: new Map() },
    ...(variables !== undefined && { variables }),
  }
}

/** A plan with what proves that it was made of other code. */
export function matched(plan: Plan, side: Side, problem: string | undefined): MatchedPlan {
  return {
    ...plan,
    mismatches: [
      ...(problem ? [{ text: problem }] : []),
      ...mismatches(plan, side.head),
      ...strangers(plan, side),
    ],
  }
}

export interface Around {
  readonly plans: readonly MatchedPlan[]
  readonly trees: Trees
  readonly changed: readonly string[]
  readonly costs?: CostReport
}

/** What rules see of a configuration, on both sides: values that code leaves open are taken from the plan. */
export function documentsOf({ base, head }: Side, { plans, trees, changed, costs }: Around) {
  const [plan] = plans
  const before = base && plan ? overlaid(base, plan, 'before') : base
  const after = plan ? overlaid(head, plan, 'after') : head
  const document = (configuration: Configuration, { files }: TerraformTree): TerraformDocument => ({
    ...configuration,
    language: 'terraform',
    path: configuration.root,
    text: '',
    plans: [],
    readers: [],
    files: configuration.paths.flatMap((path): CodeFile[] => {
      const file = files.get(path)
      return file ? [file] : []
    }),
    changed,
  })
  const readers = outputReaders([head, ...(base ? [base] : [])], trees.head.configurations)
  const now = {
    ...document(after, trees.head),
    ...(before && { before }),
    plans,
    readers,
    schemas: { before: trees.base.schemas ?? [], after: trees.head.schemas ?? [] },
    ...(costs && { costs }),
  }
  const moved = differences(now).pairs.filter(
    ({ was, is }) =>
      was.declared !== is.declared || directoryOf(was.header.path) !== directoryOf(is.header.path),
  )
  const later = new Map(moved.map(({ was, is }) => [was.declared, is]))
  return { base: before && { ...document(before, trees.base), later }, head: now }
}
