import { Refusal } from './answer.ts'
import { land, refusalToMerge } from './merge.ts'
import { missingChecks, verdictsFor } from './protection.ts'
import { announce } from './pull-changes.ts'
import { addEntry, discard, removeEntry } from './queue-entries.ts'
import type { Account, Protection, Pull, Repository, World } from './world.ts'

/** "Merge when ready": into the queue, if the pull request by itself may be merged. */
export function enqueue(world: World, pull: Pull, by: Account): void {
  const { repository, base } = pull
  if (!repository.protections.get(base.ref)?.mergeQueue)
    throw new Refusal(422, `There is no merge queue for ${base.ref}.`)
  const why = refusalToMerge(pull)
  if (why !== undefined) throw new Refusal(405, why)
  announce(world, pull, 'enqueued', by)
  if (!addEntry(world, pull, by)) throw new Refusal(405, 'Pull Request is not mergeable')
  advanceQueue(world, repository)
}

export function dequeue(world: World, pull: Pull): void {
  const entry = pull.repository.queue.find((one) => one.pull === pull)
  if (entry) removeEntry(world, entry, 'MANUAL')
}

/** After every verdict: the first entry is merged once its checks pass, and thrown out once one fails. */
export function advanceQueue(world: World, repository: Repository): void {
  for (let entry = repository.queue[0]; entry; entry = repository.queue[0]) {
    const protection = repository.protections.get(entry.pull.base.ref)
    const missing = protection ? missingChecks(repository, protection, entry.headSha) : []
    if (missing.length === 0) {
      const { pull, headSha, by } = entry
      discard(world, entry, 'merged')
      announce(world, pull, 'dequeued', by, { reason: 'MERGE' })
      land(world, pull, headSha, by)
    } else if (protection && hasFailed(repository, protection, entry.headSha)) {
      removeEntry(world, entry, 'CI_FAILURE')
    } else return
  }
}

const waiting = ['pending', 'success', 'neutral', 'skipped']

function hasFailed(repository: Repository, { checks }: Protection, sha: string): boolean {
  return checks.some(({ context, appId }) =>
    verdictsFor(repository, sha, context, appId).some((verdict) => !waiting.includes(verdict)),
  )
}
