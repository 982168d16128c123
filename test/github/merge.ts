import { Refusal } from './answer.ts'
import { branchTip, isAncestor, mergeCommit, updateRef } from './git.ts'
import { approvalsOf, missingChecks } from './protection.ts'
import { closePull } from './pull-changes.ts'
import { baseTip } from './pull-diff.ts'
import { afterPush } from './pushes.ts'
import { isAtLeast, roleOf } from './roles.ts'
import type { Account, Pull, World } from './world.ts'

/** The merge button: refuses with what is missing, else merges and answers the commit. */
export function mergePull(
  world: World,
  pull: Pull,
  by: Account,
  method: 'merge' | 'squash' = 'merge',
): string {
  const { repository, base } = pull
  if (repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.')
  if (by.type !== 'Bot' && !isAtLeast(roleOf(repository, by), 'write'))
    throw new Refusal(403, 'Must have write access to this repository.')
  const why = refusalToMerge(pull)
  if (why !== undefined) throw new Refusal(405, why)
  if (repository.protections.get(base.ref)?.mergeQueue)
    throw new Refusal(
      405,
      'Repository rule violations found\n\nChanges must be made through the merge queue\n\n',
    )
  const before = baseTip(pull)
  const title = `Merge pull request #${pull.number} from ${pull.head.repository.owner.login}/${pull.head.ref}`
  const commits = [before, pull.head.sha] as const
  const options = { date: world.clock.iso(), squash: method === 'squash' }
  const commit = mergeCommit(repository.directory, commits, `${title}\n\n${pull.title}`, options)
  if (commit === undefined) throw new Refusal(405, 'Pull Request is not mergeable')
  land(world, pull, commit, by)
  return commit
}

/** Why the button is grey; undefined when it is green. The same is asked before a pull request enters the queue. */
export function refusalToMerge(pull: Pull): string | undefined {
  const { repository, base, head } = pull
  if (pull.state === 'closed' || pull.draft)
    return pull.draft ? 'Pull Request is still a draft' : 'Pull Request is not mergeable'
  const protection = repository.protections.get(base.ref)
  if (!protection) return undefined
  const { approvals, strict } = protection
  if (approvals > approvalsOf(pull))
    return `At least ${approvals} approving review is required by reviewers with write access.`
  if (strict && !isAncestor(repository.directory, baseTip(pull), head.sha))
    return 'Head branch is out of date. Review and try the merge again.'
  return missingChecks(repository, protection, head.sha)[0]
}

/** Puts the base at the merge commit and tells everybody. */
export function land(world: World, pull: Pull, commit: string, by: Account): void {
  const { repository, base } = pull
  const before = branchTip(repository.directory, base.ref)
  updateRef(repository.directory, `refs/heads/${base.ref}`, commit)
  pull.merged = { by, at: world.clock.iso(), commit }
  closePull(world, pull, by)
  afterPush(world, repository, [{ branch: base.ref, before, after: commit }], by)
}
