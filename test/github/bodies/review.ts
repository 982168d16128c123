import { nodeId } from '../ids.ts'
import { isOutdated } from '../review-state.ts'
import type { Review, ReviewComment, World } from '../world.ts'
import { accountBody } from './account.ts'
import { reactionRollup } from './comment.ts'
import { association, pullPage, pullUrl } from './pull.ts'
import { repositoryUrl } from './repository.ts'

/** The API shouts the state, webhooks say it in lower case. */
export function reviewBody(world: World, review: Review, to: 'api' | 'webhook' = 'api') {
  const { pull, id } = review
  const page = `${pullPage(world, pull)}#pullrequestreview-${id}`
  return {
    id,
    node_id: nodeId('PRR', id),
    user: accountBody(world, review.author),
    body: review.body,
    state: to === 'api' ? review.state : review.state.toLowerCase(),
    html_url: page,
    pull_request_url: pullUrl(world, pull),
    _links: { html: { href: page }, pull_request: { href: pullUrl(world, pull) } },
    submitted_at: review.submittedAt,
    commit_id: review.commit,
    author_association: association(pull.repository, review.author),
    ...(to === 'webhook' && { updated_at: review.submittedAt }),
  }
}

export function reviewCommentBody(world: World, one: ReviewComment) {
  const { pull, id, current, original } = one
  const url = `${repositoryUrl(world, pull.repository)}/pulls/comments/${id}`
  const page = `${pullPage(world, pull)}#discussion_r${id}`
  return {
    url,
    pull_request_review_id: one.review.id,
    id,
    node_id: nodeId('PRRC', id),
    diff_hunk: one.hunk,
    path: one.path,
    commit_id: one.commit,
    original_commit_id: one.originalCommit,
    user: accountBody(world, one.author),
    body: one.body,
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    html_url: page,
    pull_request_url: pullUrl(world, pull),
    author_association: association(pull.repository, one.author),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pullUrl(world, pull) } },
    reactions: reactionRollup(url, one.reactions),
    start_line: current?.start ?? null,
    original_start_line: original.start,
    start_side: original.start === null ? null : one.side,
    line: current?.line ?? null,
    original_line: original.line,
    side: one.side,
    position: isOutdated(one) ? null : 1,
    original_position: 1,
    subject_type: one.subject,
    ...(one.inReplyTo && { in_reply_to_id: one.inReplyTo.id }),
  }
}
