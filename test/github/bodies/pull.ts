import { commits } from '../git.ts'
import { nodeId } from '../ids.ts'
import { mergeable, mergeBaseOf, pullDiff } from '../pull-diff.ts'
import { isAtLeast, roleOf } from '../roles.ts'
import type { Account, Pull, Repository, Side, World } from '../world.ts'
import { accountBody } from './account.ts'
import { pageUrl, repositoryBody, repositoryUrl } from './repository.ts'

export const pullUrl = (world: World, { repository, number }: Pull) =>
  `${repositoryUrl(world, repository)}/pulls/${number}`

export const pullPage = (world: World, { repository, number }: Pull) =>
  `${pageUrl(world, repository)}/pull/${number}`

/** As lists give it: without what takes a look into git. */
export function pullSummary(world: World, pull: Pull) {
  const url = pullUrl(world, pull)
  const page = pullPage(world, pull)
  const issue = `${repositoryUrl(world, pull.repository)}/issues/${pull.number}`
  const statuses = `${repositoryUrl(world, pull.repository)}/statuses/${pull.head.sha}`
  const links = {
    self: url,
    html: page,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryUrl(world, pull.repository)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  }
  const at = { created_at: pull.createdAt, updated_at: pull.updatedAt, closed_at: pull.closedAt }
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: accountBody(world, pull.author),
    body: pull.body,
    ...at,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? pull.mergeability?.commit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pull.draft,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: statuses,
    head: sideBody(world, pull.head),
    base: sideBody(world, pull.base),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: association(pull.repository, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  }
}

export function pullBody(world: World, pull: Pull) {
  const canMerge = pull.state === 'open' ? mergeable(world, pull) : null
  const { files } = pullDiff(pull)
  const sum = (count: 'additions' | 'deletions') => files.reduce((total, file) => total + file[count], 0)
  const range = `${mergeBaseOf(pull)}..${pull.head.sha}`
  return {
    ...pullSummary(world, pull),
    merged: pull.merged !== undefined,
    mergeable: canMerge,
    rebaseable: canMerge,
    mergeable_state: stateOf(pull, canMerge),
    merged_by: pull.merged ? accountBody(world, pull.merged.by) : null,
    comments: pull.repository.comments.filter((one) => one.pull === pull).length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: pull.head.repository !== pull.repository,
    commits: commits(pull.repository.directory, [range]).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  }
}

function stateOf({ draft }: Pull, canMerge: boolean | null): string {
  if (canMerge === null) return 'unknown'
  if (!canMerge) return 'dirty'
  return draft ? 'draft' : 'clean'
}

/** A fork that was deleted is null. */
function sideBody(world: World, { repository, ref, sha }: Side) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: accountBody(world, repository.owner),
    repo: repository.deleted ? null : repositoryBody(world, repository),
  }
}

/** In checks and workflow runs. Empty for pull requests from forks (facts, "Checks API"). */
export function pullsWithHead(world: World, repository: Repository, sha: string) {
  const side = (one: Side) => ({
    ref: one.ref,
    sha: one.sha,
    repo: { id: one.repository.id, url: repositoryUrl(world, one.repository), name: one.repository.name },
  })
  return repository.pulls
    .filter(({ state, head }) => state === 'open' && head.sha === sha && head.repository === repository)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: pullUrl(world, pull),
      head: side(pull.head),
      base: side(pull.base),
    }))
}

export function association(repository: Repository, person: Account): string {
  if (repository.owner === person) return 'OWNER'
  if (repository.owner.members.has(person)) return 'MEMBER'
  if (repository.roles.has(person) || isAtLeast(roleOf(repository, person), 'write')) return 'COLLABORATOR'
  return repository.pulls.some((pull) => pull.merged && pull.author === person) ? 'CONTRIBUTOR' : 'NONE'
}
