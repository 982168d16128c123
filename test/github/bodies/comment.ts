import { nodeId } from '../ids.ts'
import type { IssueComment, Pull, Reaction, World } from '../world.ts'
import { accountBody } from './account.ts'
import { appBody } from './app.ts'
import { association, pullPage, pullUrl } from './pull.ts'
import { repositoryUrl } from './repository.ts'

export function commentBody(world: World, comment: IssueComment) {
  const { id, pull, author, app, body, createdAt, updatedAt, reactions } = comment
  const api = repositoryUrl(world, pull.repository)
  const url = `${api}/issues/comments/${id}`
  return {
    url,
    html_url: `${pullPage(world, pull)}#issuecomment-${id}`,
    issue_url: `${api}/issues/${pull.number}`,
    id,
    node_id: nodeId('IC', id),
    user: accountBody(world, author),
    created_at: createdAt,
    updated_at: updatedAt,
    body,
    author_association: association(pull.repository, author),
    reactions: reactionRollup(url, reactions),
    performed_via_github_app: app ? appBody(world, app) : null,
  }
}

const contents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'eyes', 'rocket']

export function reactionRollup(url: string, reactions: readonly Reaction[]) {
  const counts = contents.map((content) => [
    content,
    reactions.filter((one) => one.content === content).length,
  ])
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) }
}

export function reactionBody(world: World, { id, user, content, createdAt }: Reaction) {
  return { id, node_id: nodeId('REA', id), user: accountBody(world, user), content, created_at: createdAt }
}

/** A pull request as the issue it also is. */
export function issueBody(world: World, pull: Pull) {
  const url = `${repositoryUrl(world, pull.repository)}/issues/${pull.number}`
  const page = pullPage(world, pull)
  return {
    url,
    repository_url: repositoryUrl(world, pull.repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: page,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number: pull.number,
    title: pull.title,
    user: accountBody(world, pull.author),
    labels: [],
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.repository.comments.filter((one) => one.pull === pull).length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: association(pull.repository, pull.author),
    active_lock_reason: null,
    draft: pull.draft,
    body: pull.body,
    reactions: reactionRollup(url, []),
    performed_via_github_app: null,
    state_reason: null,
    pull_request: {
      url: pullUrl(world, pull),
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: pull.merged?.at ?? null,
    },
  }
}
