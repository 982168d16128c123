import {
  type Answer,
  type Call,
  created,
  found,
  noContent,
  type Operations,
  ok,
  pullOf,
  Refusal,
  repositoryOf,
} from './answer.ts'
import { pullSummary } from './bodies/pull.ts'
import { reviewCommentBody } from './bodies/review.ts'
import { textOf } from './comments.ts'
import { list } from './paging.ts'
import { type Anchored, anchor, type Draft } from './review-anchors.ts'
import { actorOf, appOfCall } from './tokens.ts'
import type { Account, App, Pull, Review, ReviewComment, World } from './world.ts'

export const reviewComments: Operations = {
  'pulls/list-review-comments': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => list(call, pullOf(call).reviewComments, (one) => reviewCommentBody(call.world, one)),
  },
  'pulls/get-review-comment': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => ok(reviewCommentBody(call.world, reviewCommentOf(call))),
  },
  'pulls/create-review-comment': { needs: [{ pull_requests: 'write' }], creates: true, handle: createOne },
  'pulls/create-reply-for-review-comment': {
    needs: [{ pull_requests: 'write' }],
    creates: true,
    handle: reply,
  },
  'pulls/update-review-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => {
      const comment = mine(call, reviewCommentOf(call))
      const changes = { body: { from: comment.body } }
      comment.body = textOf(call, 'PullRequestReviewComment')
      comment.updatedAt = call.world.clock.iso()
      announce(call.world, comment, 'edited', actorOf(call), { changes })
      return ok(reviewCommentBody(call.world, comment))
    },
  },
  'pulls/delete-review-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => {
      const comment = mine(call, reviewCommentOf(call))
      const { reviewComments: all } = comment.pull
      all.splice(all.indexOf(comment), 1)
      announce(call.world, comment, 'deleted', actorOf(call))
      return noContent
    },
  },
}

function reviewCommentOf(call: Call): ReviewComment {
  const id = Number(call.params.comment_id)
  const all = repositoryOf(call).pulls.flatMap((pull) => pull.reviewComments)
  return found(all.find((one) => one.id === id))
}

/** An App with the permission changes anybody's comments, people only their own. */
function mine(call: Call, comment: ReviewComment): ReviewComment {
  if (!appOfCall(call) && comment.author !== actorOf(call))
    throw new Refusal(403, 'Must have admin rights to Repository.')
  return comment
}

/** A single comment is a review of its own. */
function createOne(call: Call): Answer {
  const pull = pullOf(call)
  const draft = call.body as Draft & { commit_id: string }
  const anchored = anchor(pull, draft.commit_id, draft)
  const review = bareReview(call, pull, draft.commit_id)
  return created(reviewCommentBody(call.world, addReviewComment(call.world, review, writer(call), anchored)))
}

function reply(call: Call): Answer {
  const to = reviewCommentOf(call)
  const first = to.inReplyTo ?? to
  const comment = addReply(call.world, first, writer(call), textOf(call, 'PullRequestReviewComment'))
  return created(reviewCommentBody(call.world, comment))
}

const writer = (call: Call) => {
  const app = appOfCall(call)
  return { author: actorOf(call), ...(app && { app }) }
}

function bareReview(call: Call, pull: Pull, commit: string): Review {
  const { ids, clock } = call.world
  const review: Review = {
    id: ids.next('review'),
    pull,
    author: actorOf(call),
    body: '',
    state: 'COMMENTED',
    commit,
    submittedAt: clock.iso(),
  }
  pull.reviews.push(review)
  return review
}

export function addReply(
  world: World,
  first: ReviewComment,
  by: { author: Account; app?: App },
  body: string,
): ReviewComment {
  const { id: _, resolvedBy: __, minimized: ___, app: ____, ...place } = first
  const now = world.clock.iso()
  const said = { body, createdAt: now, updatedAt: now, reactions: [], inReplyTo: first, ...by }
  const comment: ReviewComment = { ...place, ...said, id: world.ids.next('reviewComment') }
  return publish(world, comment, by.author)
}

export function addReviewComment(
  world: World,
  review: Review,
  by: { author: Account; app?: App },
  { span, hunk, commit, ...draft }: Anchored,
): ReviewComment {
  const now = world.clock.iso()
  const comment: ReviewComment = {
    ...draft,
    ...by,
    id: world.ids.next('reviewComment'),
    review,
    pull: review.pull,
    hunk,
    original: span,
    originalCommit: commit,
    current: span,
    commit,
    createdAt: now,
    updatedAt: now,
    reactions: [],
  }
  return publish(world, comment, by.author)
}

function publish(world: World, comment: ReviewComment, by: Account): ReviewComment {
  comment.pull.reviewComments.push(comment)
  announce(world, comment, 'created', by)
  return comment
}

function announce(
  world: World,
  comment: ReviewComment,
  action: string,
  sender: Account,
  more: object = {},
): void {
  const { pull } = comment
  const payload = () => ({
    comment: reviewCommentBody(world, comment),
    pull_request: pullSummary(world, pull),
    ...more,
  })
  world.hooks.emit({
    event: 'pull_request_review_comment',
    action,
    repository: pull.repository,
    sender,
    payload,
  })
}
