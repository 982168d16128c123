import { simpleCommitBody } from './bodies/commit.ts'
import { suiteFor } from './check-suites.ts'
import { branchTip, git, mergeCommit, updateRef } from './git.ts'
import { announce } from './pull-changes.ts'
import type { Account, Pull, QueueEntry, Repository, World } from './world.ts'

// Each entry is a temporary merge commit of a pull request on all entries before it, on a branch of its own. Apps are asked
// to check that commit, not the head of the pull request.

export function addEntry(world: World, pull: Pull, by: Account): QueueEntry | undefined {
  const { repository, base, number } = pull
  const before = repository.queue.filter((one) => one.pull.base.ref === base.ref).at(-1)
  const baseSha = before?.headSha ?? branchTip(repository.directory, base.ref) ?? base.sha
  const message = `Merge pull request #${number} from ${pull.head.repository.owner.login}/${pull.head.ref}\n\n${pull.title}`
  const commits = [baseSha, pull.head.sha] as const
  const headSha = mergeCommit(repository.directory, commits, message, { date: world.clock.iso() })
  if (headSha === undefined) return undefined
  const branch = `gh-readonly-queue/${base.ref}/pr-${number}-${baseSha}`
  updateRef(repository.directory, `refs/heads/${branch}`, headSha)
  const entry = { pull, by, ref: `refs/heads/${branch}`, baseSha, headSha }
  repository.queue.push(entry)
  for (const app of world.apps.filter((one) => one.permissions.checks === 'write'))
    suiteFor(world, { repository, app, sha: headSha, branch, asked: true })
  tell(world, repository, entry, 'checks_requested')
  return entry
}

/** Those behind were built on it: they are taken out and built again. */
export function removeEntry(world: World, entry: QueueEntry, reason: Reason): void {
  const { repository } = entry.pull
  const behind = repository.queue.slice(repository.queue.indexOf(entry) + 1)
  for (const one of [...behind.toReversed(), entry]) {
    discard(world, one, one === entry ? destroyed[reason] : 'invalidated')
    if (one === entry) announce(world, one.pull, 'dequeued', one.by, { reason })
  }
  for (const { pull, by } of behind) addEntry(world, pull, by)
}

/** The group is over: its branch goes and Apps hear why. */
export function discard(world: World, entry: QueueEntry, reason: string): void {
  const { repository } = entry.pull
  repository.queue.splice(repository.queue.indexOf(entry), 1)
  tell(world, repository, entry, 'destroyed', { reason })
  git(repository.directory, ['update-ref', '-d', entry.ref])
}

type Reason = 'MANUAL' | 'CI_FAILURE' | 'MERGE_CONFLICT' | 'MERGE'
const destroyed = {
  MANUAL: 'dequeued',
  CI_FAILURE: 'dequeued',
  MERGE_CONFLICT: 'invalidated',
  MERGE: 'merged',
}

function tell(
  world: World,
  repository: Repository,
  entry: QueueEntry,
  action: string,
  more: object = {},
): void {
  const group = () => ({
    head_sha: entry.headSha,
    head_ref: entry.ref,
    base_sha: entry.baseSha,
    base_ref: `refs/heads/${entry.pull.base.ref}`,
    head_commit: simpleCommitBody(repository, entry.headSha),
  })
  const payload = () => ({ merge_group: group(), ...more })
  world.hooks.emit({ event: 'merge_group', action, repository, sender: entry.by, payload })
}
