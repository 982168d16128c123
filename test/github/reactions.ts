import {
  type Answer,
  type Call,
  commentOf,
  found,
  noContent,
  type Operations,
  repositoryOf,
} from './answer.ts'
import { reactionBody } from './bodies/comment.ts'
import { list } from './paging.ts'
import { actorOf } from './tokens.ts'
import type { Account, Reaction, World } from './world.ts'

// Nobody is told of a reaction: there is no webhook for it (facts, "Webhooks").

export const reactions: Operations = {
  'reactions/list-for-issue-comment': {
    needs: [{ pull_requests: 'read' }, { issues: 'read' }],
    handle: (call) => listReactions(call, commentOf(call).reactions),
  },
  'reactions/create-for-issue-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => createReaction(call, commentOf(call).reactions),
  },
  'reactions/delete-for-issue-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => {
      const { reactions: all } = commentOf(call)
      const id = Number(call.params.reaction_id)
      all.splice(all.indexOf(found(all.find((one) => one.id === id))), 1)
      return noContent
    },
  },
  'reactions/list-for-pull-request-review-comment': {
    needs: [{ pull_requests: 'read' }],
    handle: (call) => listReactions(call, reviewCommentReactions(call)),
  },
  'reactions/create-for-pull-request-review-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => createReaction(call, reviewCommentReactions(call)),
  },
}

function reviewCommentReactions(call: Call): Reaction[] {
  const id = Number(call.params.comment_id)
  const all = repositoryOf(call).pulls.flatMap(({ reviewComments }) => reviewComments)
  return found(all.find((one) => one.id === id)).reactions
}

function listReactions(call: Call, all: readonly Reaction[]): Answer {
  const content = call.query.get('content')
  const wanted = all.filter((one) => content === null || one.content === content)
  return list(call, wanted, (one) => reactionBody(call.world, one))
}

/** 201 the first time, 200 when it is there already. */
function createReaction(call: Call, all: Reaction[]): Answer {
  const { content } = call.body as { content: string }
  const user = actorOf(call)
  const known = all.find((one) => one.user === user && one.content === content)
  const reaction = known ?? react(call.world, all, user, content)
  return { status: known ? 200 : 201, body: reactionBody(call.world, reaction) }
}

export function react({ ids, clock }: World, all: Reaction[], user: Account, content: string): Reaction {
  const reaction = { id: ids.next('reaction'), user, content, createdAt: clock.iso() }
  all.push(reaction)
  return reaction
}
