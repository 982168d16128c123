import {
  type Answer,
  type Call,
  commentOf,
  created,
  invalid,
  noContent,
  type Operations,
  ok,
  pullOf,
  Refusal,
} from './answer.ts'
import { commentBody, issueBody } from './bodies/comment.ts'
import { list } from './paging.ts'
import { actorRole } from './permissions.ts'
import { isAtLeast } from './roles.ts'
import { actorOf, appOfCall } from './tokens.ts'
import type { Account, App, IssueComment, Pull, World } from './world.ts'

// The conversation of a pull request. An App needs Pull requests: write for it; Issues: write alone is refused, against
// the documentation (github/rest-api-description#6994). There are no other issues here.

export const comments: Operations = {
  'issues/list-comments': {
    needs: [{ pull_requests: 'read' }, { issues: 'read' }],
    handle: (call) => {
      const pull = pullOf(call, 'issue_number')
      const since = call.query.get('since') ?? ''
      const all = pull.repository.comments.filter((one) => one.pull === pull && one.updatedAt >= since)
      return list(call, all, (one) => commentBody(call.world, one))
    },
  },
  'issues/get-comment': {
    needs: [{ pull_requests: 'read' }, { issues: 'read' }],
    handle: (call) => ok(commentBody(call.world, commentOf(call))),
  },
  'issues/create-comment': { needs: [{ pull_requests: 'write' }], creates: true, handle: createComment },
  'issues/update-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => {
      const comment = mayChange(call, commentOf(call))
      changeComment(call.world, comment, textOf(call), actorOf(call))
      return ok(commentBody(call.world, comment))
    },
  },
  'issues/delete-comment': {
    needs: [{ pull_requests: 'write' }],
    handle: (call) => {
      const comment = mayChange(call, commentOf(call))
      const { comments: all } = comment.pull.repository
      all.splice(all.indexOf(comment), 1)
      announce(call.world, comment, 'deleted', actorOf(call))
      return noContent
    },
  },
}

const longest = 65_536

/** The text of a comment or review; longer than 65,536 characters is refused, and so is an empty comment. */
export function textOf({ body }: Call, resource = 'IssueComment'): string {
  const text = (body as { body?: string }).body ?? ''
  if (text.trim() === '') throw invalid(resource, 'body', 'body cannot be blank')
  return refuseLong(text, resource)
}

export function refuseLong(text: string, resource: string): string {
  if ([...text].length > longest)
    throw invalid(resource, 'body', `body is too long (maximum is ${longest} characters)`)
  return text
}

function createComment(call: Call): Answer {
  const pull = pullOf(call, 'issue_number')
  const app = appOfCall(call)
  const comment = addComment(call.world, pull, {
    author: actorOf(call),
    body: textOf(call),
    ...(app && { app }),
  })
  return created(commentBody(call.world, comment))
}

export function addComment(
  world: World,
  pull: Pull,
  said: { author: Account; body: string; app?: App },
): IssueComment {
  const now = world.clock.iso()
  const comment = {
    id: world.ids.next('comment'),
    pull,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    ...said,
  }
  pull.repository.comments.push(comment)
  announce(world, comment, 'created', said.author)
  return comment
}

export function changeComment(world: World, comment: IssueComment, body: string, by: Account): void {
  const changes = { body: { from: comment.body } }
  comment.body = body
  comment.updatedAt = world.clock.iso()
  announce(world, comment, 'edited', by, { changes })
}

/** Its author, or somebody who can write here; an App with the permission changes anybody's. */
function mayChange(call: Call, comment: IssueComment): IssueComment {
  const isAllowed =
    appOfCall(call) !== undefined ||
    comment.author === actorOf(call) ||
    isAtLeast(actorRole(call, comment.pull.repository), 'write')
  if (!isAllowed) throw new Refusal(403, 'Must have admin rights to Repository.')
  return comment
}

function announce(
  world: World,
  comment: IssueComment,
  action: string,
  sender: Account,
  more: object = {},
): void {
  const { pull } = comment
  const payload = () => ({ issue: issueBody(world, pull), comment: commentBody(world, comment), ...more })
  world.hooks.emit({ event: 'issue_comment', action, repository: pull.repository, sender, payload })
}
