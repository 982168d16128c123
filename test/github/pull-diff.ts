import { type Diff, diffOf } from './diff.ts'
import { branchTip, mergeBase, mergeCommit, updateRef } from './git.ts'
import type { Pull, World } from './world.ts'

export const baseTip = ({ repository, base }: Pull) => branchTip(repository.directory, base.ref) ?? base.sha

export const mergeBaseOf = (pull: Pull) =>
  mergeBase(pull.repository.directory, baseTip(pull), pull.head.sha) ?? baseTip(pull)

/** The diff of a pull request is from the merge base to the head ("three dots"). */
export const pullDiff = (pull: Pull): Diff =>
  diffOf(pull.repository.directory, mergeBaseOf(pull), pull.head.sha)

/** Null while the background job that tries the merge runs: it starts when somebody asks, and is done when asked again. */
export function mergeable(world: World, pull: Pull): boolean | null {
  const { repository, head, number } = pull
  const of = `${baseTip(pull)} ${head.sha}`
  if (pull.mergeability?.of === of) return pull.mergeability.mergeable
  const message = `Merge ${head.sha} into ${baseTip(pull)}`
  const commits = [baseTip(pull), head.sha] as const
  const commit = mergeCommit(repository.directory, commits, message, { date: world.clock.iso() }) ?? null
  if (commit) updateRef(repository.directory, `refs/pull/${number}/merge`, commit)
  pull.mergeability = { of, mergeable: commit !== null, commit }
  return null
}
