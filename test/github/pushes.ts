import { suiteFor } from './check-suites.ts'
import { branchTip, commits, git, isAncestor } from './git.ts'
import { closePull, headMoved, openPulls } from './pull-changes.ts'
import { removeEntry } from './queue-entries.ts'
import type { Account, Repository, World } from './world.ts'

interface RefChange {
  readonly branch: string
  readonly before: string | undefined
  readonly after: string | undefined
}

const none = '0'.repeat(40)

/**
 * What GitHub does once branches moved: pull requests follow their head, those whose commits are all in the base are
 * merged, those that lost a branch are closed, Apps are told, check suites are made.
 */
export function afterPush(
  world: World,
  repository: Repository,
  changes: readonly RefChange[],
  by: Account,
): void {
  repository.pushedAt = world.clock.iso()
  for (const change of changes) {
    world.hooks.emit({
      event: 'push',
      repository,
      sender: by,
      payload: () => pushPayload(world, repository, change, by),
    })
    const { branch, after } = change
    if (after === undefined) branchDeleted(world, repository, branch, by)
    else {
      requestSuites(world, repository, branch, after)
      for (const pull of openPulls(
        world,
        ({ head }) => head.repository === repository && head.ref === branch,
      )) {
        headMoved(world, pull, after, by)
        const queued = pull.repository.queue.find((one) => one.pull === pull)
        if (queued) removeEntry(world, queued, 'MANUAL')
      }
      baseMoved(world, repository, branch, by)
    }
  }
}

/** GitHub makes a suite for every App that writes checks; forks' pushes reach only the fork. */
function requestSuites(world: World, repository: Repository, branch: string, sha: string): void {
  for (const app of world.apps.filter((one) => one.permissions.checks === 'write'))
    suiteFor(world, { repository, app, sha, branch, asked: true })
}

function branchDeleted(world: World, repository: Repository, branch: string, by: Account): void {
  const lost = openPulls(
    world,
    ({ head, base }) =>
      (head.repository === repository && head.ref === branch) ||
      (base.repository === repository && base.ref === branch),
  )
  for (const pull of lost) closePull(world, pull, by)
}

function baseMoved(world: World, repository: Repository, branch: string, by: Account): void {
  const tip = branchTip(repository.directory, branch)
  for (const pull of openPulls(world, ({ base }) => base.repository === repository && base.ref === branch)) {
    if (tip !== undefined && isAncestor(repository.directory, pull.head.sha, tip)) {
      pull.merged = { by, at: world.clock.iso(), commit: tip }
      closePull(world, pull, by)
    }
  }
}

function pushPayload(world: World, repository: Repository, change: RefChange, by: Account): object {
  const { branch, before = none, after = none } = change
  const [isNew, isGone] = [before === none, after === none]
  const { directory } = repository
  const range = isNew ? ['-20', after] : ['-2048', `${before}..${after}`]
  const pushed = isGone ? [] : commits(directory, range).map((one) => commitBody(world, repository, one.sha))
  return {
    ref: `refs/heads/${branch}`,
    before,
    after,
    base_ref: null,
    created: isNew,
    deleted: isGone,
    forced: !isNew && !isGone && !isAncestor(directory, before, after),
    compare: `${world.urls.web}/${repository.owner.login}/${repository.name}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: pushed,
    head_commit: isGone ? null : commitBody(world, repository, after),
    pusher: { name: by.login, email: `${by.login}@users.noreply.github.com` },
  }
}

function commitBody(world: World, repository: Repository, sha: string): object {
  const { directory } = repository
  const [one] = commits(directory, ['-1', sha])
  const names = git(directory, [
    'diff-tree',
    '--root',
    '--no-commit-id',
    '-r',
    '--name-status',
    '--no-renames',
    '-z',
    sha,
  ])
  const words = names.split('\0')
  const touched = (letter: string) => words.filter((_, at) => at % 2 === 1 && words[at - 1] === letter)
  return {
    id: sha,
    tree_id: one?.tree ?? '',
    distinct: true,
    message: one?.message ?? '',
    timestamp: one?.committer.date ?? '',
    url: `${world.urls.web}/${repository.owner.login}/${repository.name}/commit/${sha}`,
    author: {
      name: one?.author.name ?? '',
      email: one?.author.email ?? null,
      username: one?.author.name ?? '',
    },
    committer: { name: one?.committer.name ?? '', email: one?.committer.email ?? null },
    added: touched('A'),
    removed: touched('D'),
    modified: touched('M'),
  }
}
