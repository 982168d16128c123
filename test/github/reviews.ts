import { type Answer, type Call, found, type Operations, ok, pullOf, Refusal } from './answer.ts'
import { pullBody } from './bodies/pull.ts'
import { reviewBody, reviewCommentBody } from './bodies/review.ts'
import { refuseLong } from './comments.ts'
import { list } from './paging.ts'
import { actorRole } from './permissions.ts'
import { type Anchored, anchor, type Draft } from './review-anchors.ts'
import { addReviewComment } from './review-comments.ts'
import { isAtLeast } from './roles.ts'
import { actorOf, appOfCall } from './tokens.ts'
import type { Account, App, Pull, Review, World } from './world.ts'

export const reviews: Operations = {
  'pulls/list-reviews': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => list(call, pullOf(call).reviews, (one) => reviewBody(call.world, one)),
  },
  'pulls/get-review': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => ok(reviewBody(call.world, reviewOf(call))),
  },
  'pulls/create-review': { needs: [{ pull_requests: 'write' }], creates: true, handle: createReview },
  'pulls/dismiss-review': { needs: [{ pull_requests: 'write' }], handle: dismiss },
  'pulls/list-comments-for-review': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => {
      const review = reviewOf(call)
      const of = review.pull.reviewComments.filter((one) => one.review === review)
      return list(call, of, (one) => {
        const {
          start_line: _,
          line: __,
          side: ___,
          start_side: ____,
          ...body
        } = reviewCommentBody(call.world, one)
        return body
      })
    },
  },
}

function reviewOf(call: Call): Review {
  const id = Number(call.params.review_id)
  return found(pullOf(call).reviews.find((one) => one.id === id))
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

export interface NewReview {
  readonly event?: keyof typeof states
  readonly body?: string
  readonly commit_id?: string
  readonly comments?: readonly Draft[]
}

function createReview(call: Call): Answer {
  const app = appOfCall(call)
  const by = { author: actorOf(call), ...(app && { app }) }
  return ok(reviewBody(call.world, addReview(call.world, pullOf(call), by, call.body as NewReview)))
}

/** All or nothing: one comment off the diff and there is no review at all (facts, "Writing comments"). */
export function addReview(
  world: World,
  pull: Pull,
  by: { author: Account; app?: App },
  { event, body = '', commit_id: commit = pull.head.sha, comments = [] }: NewReview,
): Review {
  if (event === undefined) throw new Refusal(422, 'Pending reviews are not simulated: give an event.')
  if (by.author === pull.author && event !== 'COMMENT') {
    const what = event === 'APPROVE' ? 'approve' : 'request changes on'
    throw new Refusal(422, 'Unprocessable Entity', [`Can not ${what} your own pull request`])
  }
  refuseLong(body, 'PullRequestReview')
  if (body === '' && comments.length === 0 && event !== 'APPROVE')
    throw new Refusal(422, 'Unprocessable Entity', [`Body is required for ${event}`])
  const anchored = comments.map((draft) => anchor(pull, commit, draft))
  const now = world.clock.iso()
  const review: Review = {
    id: world.ids.next('review'),
    pull,
    author: by.author,
    body,
    state: states[event],
    commit,
    submittedAt: now,
  }
  pull.reviews.push(review)
  for (const one of anchored as Anchored[]) addReviewComment(world, review, by, one)
  announce(world, review, 'submitted', by.author)
  return review
}

function dismiss(call: Call): Answer {
  const review = reviewOf(call)
  const isPerson = appOfCall(call) === undefined
  if (isPerson && !isAtLeast(actorRole(call, review.pull.repository), 'write'))
    throw new Refusal(403, 'Must have write access to this repository.')
  if (review.state === 'COMMENTED') throw new Refusal(422, 'Can not dismiss a commented pull request review')
  dismissReview(call.world, review, actorOf(call))
  return ok(reviewBody(call.world, review))
}

export function dismissReview(world: World, review: Review, by: Account): void {
  review.state = 'DISMISSED'
  announce(world, review, 'dismissed', by)
}

function announce(world: World, review: Review, action: string, sender: Account): void {
  const { pull } = review
  const payload = () => ({
    review: reviewBody(world, review, 'webhook'),
    pull_request: pullBody(world, pull),
  })
  world.hooks.emit({ event: 'pull_request_review', action, repository: pull.repository, sender, payload })
}
