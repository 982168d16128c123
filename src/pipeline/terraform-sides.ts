import type { TerraformDocument } from '../core/document.ts'
import type { CodeFile, Configuration } from '../core/terraform/configuration.ts'
import type { CostReport } from '../core/terraform/cost.ts'
import { differences } from '../core/terraform/earlier.ts'
import type { MatchedPlan, Plan } from '../core/terraform/plan.ts'
import { outputReaders } from '../core/terraform/remote-state.ts'
import { matchPlan, mismatches } from '../terraform/plan/match.ts'
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

/** The configurations of either tree, each with itself on the other side. */
export function paired({ base, head }: Trees): readonly Side[] {
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
  return [...sides, ...lost.map((configuration) => ({ base: configuration, head: emptied(configuration) }))]
}

function emptied({ root, paths, variables }: Configuration): Configuration {
  const nothing = { resources: [], modules: [], providers: [], inputs: [], outputs: [], refactorings: [] }
  return {
    ...{ root, paths, ...nothing, settings: [], problems: [], byAddress: new Map(), references: new Map() },
    ...(variables !== undefined && { variables }),
  }
}

export interface Match {
  readonly index?: number
  /** Why none fits, or why it is doubtful, as a sentence. */
  readonly problem?: string
}

/**
 * The configuration a plan was made of. Where only one can be meant, a plan is held against it even when nothing of it fits: that is told, not passed
 * over.
 */
export function matchOf(plan: Plan, sides: readonly Side[]): Match {
  const found = matchPlan(
    plan,
    sides.map(({ base, head }) => ({ ...(base && { base }), head })),
  )
  if (found.index !== undefined || sides.length !== 1) return found
  return { index: 0, ...(found.problem && { problem: found.problem }) }
}

/** A plan with what proves that it was made of other code. */
export function matched(plan: Plan, { head }: Side, problem: string | undefined): MatchedPlan {
  return { ...plan, mismatches: [...(problem ? [{ text: problem }] : []), ...mismatches(plan, head)] }
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
    ...(costs && { costs }),
  }
  const moved = differences(now).pairs.filter(({ was, is }) => was.declared !== is.declared)
  const later = new Map(moved.map(({ was, is }) => [was.declared, is]))
  return { base: before && { ...document(before, trees.base), later }, head: now }
}
