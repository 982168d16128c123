import { type Answer, type Call, type Operations, ok, pullOf, Refusal, repositoryOf } from './answer.ts'
import { bodyOf, fileBody } from './bodies/commit.ts'
import { pullBody, pullSummary } from './bodies/pull.ts'
import { branchTip, commits } from './git.ts'
import { mergePull } from './merge.ts'
import { list } from './paging.ts'
import { announce, closePull, publishHead } from './pull-changes.ts'
import { mergeBaseOf, pullDiff } from './pull-diff.ts'
import { actorOf } from './tokens.ts'
import type { Account, Pull, World } from './world.ts'

// Limits from facts/github.md, "Reading a PR".
const limits = { listedFiles: 3000, diffFiles: 300, diffLines: 20_000, commits: 250 }

export const pulls: Operations = {
  'pulls/list': { needs: [{ pull_requests: 'read' }], handle: listPulls },
  'pulls/get': { needs: [{ pull_requests: 'read' }], handle: getPull },
  'pulls/update': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => {
      const pull = pullOf(call)
      editPull(call.world, pull, actorOf(call), call.body as Edit)
      return ok(pullBody(call.world, pull))
    },
  },
  'pulls/list-files': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => {
      const pull = pullOf(call)
      const files = pullDiff(pull).files.slice(0, limits.listedFiles)
      return list(call, files, (file) => fileBody(call.world, pull.repository, pull.head.sha, file))
    },
  },
  'pulls/list-commits': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => {
      const { repository, head, ...pull } = pullOf(call)
      const range = `${mergeBaseOf({ repository, head, ...pull })}..${head.sha}`
      const listed = commits(repository.directory, [range]).slice(0, limits.commits)
      return list(call, listed, (commit) => bodyOf(call.world, repository, commit))
    },
  },
  'pulls/merge': {
    needs: [{ contents: 'write' }],
    handle: (call) => {
      const { sha, merge_method: method } = (call.body ?? {}) as {
        sha?: string
        merge_method?: 'merge' | 'squash'
      }
      const pull = pullOf(call)
      if (sha !== undefined && sha !== pull.head.sha)
        throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
      const commit = mergePull(call.world, pull, actorOf(call), method)
      return ok({ sha: commit, merged: true, message: 'Pull Request successfully merged' })
    },
  },
}

function listPulls(call: Call): Answer {
  const { query, world } = call
  const state = query.get('state') ?? 'open'
  const [base, head] = [query.get('base'), query.get('head')]
  const wanted = repositoryOf(call).pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (base === null || pull.base.ref === base) &&
      (head === null || `${pull.head.repository.owner.login}:${pull.head.ref}` === head),
  )
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const ordered = wanted.toSorted((a, b) => a[key].localeCompare(b[key]) || a.number - b.number)
  const newestFirst = (query.get('direction') ?? (query.has('sort') ? 'asc' : 'desc')) === 'desc'
  return list(call, newestFirst ? ordered.reverse() : ordered, (pull) => pullSummary(world, pull))
}

/** The diff media type answers 406 above 300 files or 20,000 lines. */
function getPull(call: Call): Answer {
  const pull = pullOf(call)
  if (!/[.+](diff|patch)/.test(call.accept)) return ok(pullBody(call.world, pull))
  const { files, lines, text } = pullDiff(pull)
  if (files.length > limits.diffFiles) throw tooLarge(`files (${limits.diffFiles})`)
  if (lines > limits.diffLines) throw tooLarge(`lines (${limits.diffLines})`)
  return {
    status: 200,
    body: Buffer.from(text),
    headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' },
  }
}

function tooLarge(what: string): Refusal {
  const advice = "Consider using 'List pull requests files' API or locally cloning the repository instead."
  const errors = [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }]
  return new Refusal(406, `Sorry, the diff exceeded the maximum number of ${what}. ${advice}`, errors)
}

export interface Edit {
  readonly title?: string
  readonly body?: string | null
  readonly state?: 'open' | 'closed'
  readonly base?: string
}

/** One `edited` event says what changed, with what was there before; closing and opening are events of their own. */
export function editPull(world: World, pull: Pull, by: Account, { title, body, state, base }: Edit): void {
  const changes: Record<string, unknown> = {}
  if (title !== undefined && title !== pull.title) changes.title = { from: pull.title }
  if (body !== undefined && body !== pull.body) changes.body = { from: pull.body ?? '' }
  if (base !== undefined && base !== pull.base.ref) {
    const tip = branchTip(pull.repository.directory, base)
    if (tip === undefined)
      throw new Refusal(422, 'Validation Failed', [
        {
          resource: 'PullRequest',
          field: 'base',
          code: 'invalid',
          message: `Proposed base branch '${base}' was not found`,
        },
      ])
    changes.base = { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } }
    pull.base.ref = base
    pull.base.sha = tip
  }
  pull.title = title ?? pull.title
  if (body !== undefined) pull.body = body
  if (Object.keys(changes).length > 0) announce(world, pull, 'edited', by, { changes })
  if (state === 'closed' && pull.state === 'open') closePull(world, pull, by)
  if (state === 'open' && pull.state === 'closed') reopenPull(world, pull, by)
}

/** What was pushed meanwhile is found on reopening. */
function reopenPull(world: World, pull: Pull, by: Account): void {
  const tip = branchTip(pull.head.repository.directory, pull.head.ref)
  if (pull.merged || pull.head.repository.deleted || tip === undefined)
    throw new Refusal(422, 'Validation Failed', [
      {
        resource: 'PullRequest',
        code: 'invalid',
        field: 'state',
        message: 'state cannot be changed. The branch has been deleted.',
      },
    ])
  pull.state = 'open'
  pull.closedAt = null
  pull.head.sha = tip
  publishHead(pull)
  announce(world, pull, 'reopened', by)
}
