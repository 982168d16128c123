import type { Policy } from '../core/policy.ts'
import { type Tree, textAt } from '../core/snapshot.ts'
import { parseStatistics, type Statistics } from '../core/statistics.ts'

export interface TableSizes {
  readonly statistics: Statistics
  /** Of files that the policy names and that could not be used, one sentence each. */
  readonly notes: readonly string[]
}

/** The table sizes that a policy names, as the same commit holds them. Without a file a table has its usual weight: that is said, and nothing fails. */
export function tableSizes(policy: Pick<Policy, 'databases'>, tree: Tree): TableSizes {
  const paths = new Set(policy.databases.flatMap(({ statistics }) => statistics ?? []))
  const read = [...paths].map((path) => ({ path, found: sizesAt(tree, path) }))
  return {
    statistics: Object.assign(
      Object.create(null),
      ...read.map(({ found }) => ('problem' in found ? {} : found)),
    ),
    notes: read.flatMap(({ path, found }) =>
      'problem' in found ? [`Table sizes are not known from ${path}: ${String(found.problem)}.`] : [],
    ),
  }
}

function sizesAt(tree: Tree, path: string): Statistics | { readonly problem: string } {
  const text = textAt(tree, path)
  if (text !== undefined) return parseStatistics(text)
  if (!tree.paths.includes(path)) return { problem: 'the base branch has no such file' }
  return { problem: 'it is not a text file in `.github/` that ends in .json' }
}
