import { pullBody } from './bodies/pull.ts'
import { reviewBody } from './bodies/review.ts'
import { git, updateRef } from './git.ts'
import { baseTip } from './pull-diff.ts'
import { reanchor } from './review-threads.ts'
import type { Account, Pull, World } from './world.ts'

// What happens to a pull request: its references in git, its state, and who is told.

export function openPulls(world: World, wanted: (pull: Pull) => boolean): Pull[] {
  return world.repositories.flatMap(({ pulls }) =>
    pulls.filter((pull) => pull.state === 'open' && wanted(pull)),
  )
}

export function announce(world: World, pull: Pull, action: string, by: Account, more: object = {}): void {
  pull.updatedAt = world.clock.iso()
  const { repository, number } = pull
  const payload = () => ({ number, pull_request: pullBody(world, pull), ...more })
  world.hooks.emit({ event: 'pull_request', action, repository, sender: by, payload })
}

/** Brings the head's commits into the base's repository as `refs/pull/N/head`, whoever's repository they are in. */
export function publishHead({ repository, head, number }: Pull): void {
  const ref = `refs/pull/${number}/head`
  if (head.repository === repository) updateRef(repository.directory, ref, head.sha)
  else
    git(repository.directory, [
      'fetch',
      '--quiet',
      head.repository.directory,
      `+refs/heads/${head.ref}:${ref}`,
    ])
}

export function headMoved(world: World, pull: Pull, after: string, by: Account): void {
  const before = pull.head.sha
  pull.head.sha = after
  publishHead(pull)
  pull.base.sha = baseTip(pull)
  reanchor(pull)
  announce(world, pull, 'synchronize', by, { before, after })
  dismissStale(world, pull, by)
}

/** "Dismiss stale pull request approvals when new commits are pushed", where the branch is protected so. */
function dismissStale(world: World, pull: Pull, by: Account): void {
  if (!pull.repository.protections.get(pull.base.ref)?.dismissStale) return
  for (const review of pull.reviews.filter(({ state }) => state === 'APPROVED')) {
    review.state = 'DISMISSED'
    const payload = () => ({
      review: reviewBody(world, review, 'webhook'),
      pull_request: pullBody(world, pull),
    })
    const { repository } = pull
    world.hooks.emit({ event: 'pull_request_review', action: 'dismissed', repository, sender: by, payload })
  }
}

export function closePull(world: World, pull: Pull, by: Account): void {
  pull.state = 'closed'
  pull.closedAt = world.clock.iso()
  announce(world, pull, 'closed', by)
}
