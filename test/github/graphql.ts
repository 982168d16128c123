import { graphql } from 'graphql'
import { type Call, forbidden, Refusal } from './answer.ts'
import {
  actorNode,
  anyNode,
  fail,
  isSeen,
  issueCommentNode,
  issueCommentOf,
  mayResolve,
  repositoryNode,
  reviewCommentNode,
  reviewCommentOf,
  threadNode,
  threadOf,
} from './graphql-nodes.ts'
import { announceThread } from './graphql-parts.ts'
import { schema } from './graphql-schema.ts'
import { isAtLeast, roleOf } from './roles.ts'
import { actorOf, appOfCall, covers, permissionsOf } from './tokens.ts'
import { findRepository, type IssueComment } from './world.ts'

// What exists only in GraphQL: review threads, and folding comments away.

interface Query {
  readonly query?: string
  readonly variables?: Record<string, unknown> | null
  readonly operationName?: string | null
}

export const isMutation = ({ query = '' }: Query) => /^\s*mutation\b/m.test(query)

/** Errors come with status 200, as `{ data, errors: [{ type, path, message }] }`. */
export async function answerGraphql(call: Call): Promise<unknown> {
  if (call.caller.kind !== 'token') throw new Refusal(401, 'This endpoint requires you to be authenticated.')
  const { query = '', variables, operationName } = call.body as Query
  const { data, errors } = await graphql({
    schema,
    source: query,
    rootValue: rootOf(call),
    variableValues: variables ?? {},
    ...(operationName && { operationName }),
  })
  const told = errors?.map(({ message, path, locations, extensions }) => ({
    ...(extensions.type !== undefined && { type: extensions.type }),
    ...(path && { path }),
    locations,
    message,
  }))
  return { ...(data !== undefined && { data }), ...(told && { errors: told }) }
}

function rootOf(call: Call) {
  const { world } = call
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = findRepository(world, `${owner}/${name}`)
      return repository && isSeen(call, repository)
        ? repositoryNode(call, repository)
        : fail('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
    },
    node: ({ id }: { id: string }) => anyNode(call, id) ?? unresolved(id),
    viewer: () => actorNode(call, actorOf(call)),
    resolveReviewThread: ({ input }: { input: { threadId: string } }) => resolve(call, input.threadId, true),
    unresolveReviewThread: ({ input }: { input: { threadId: string } }) =>
      resolve(call, input.threadId, false),
    minimizeComment: ({ input }: { input: { subjectId: string; classifier: string } }) => ({
      minimizedComment: minimize(call, input.subjectId, input.classifier.toLowerCase()),
    }),
    unminimizeComment: ({ input }: { input: { subjectId: string } }) => ({
      unminimizedComment: minimize(call, input.subjectId, undefined),
    }),
  }
}

/**
 * An App needs Contents: write, although nothing of the contents is written; Pull requests: write is not enough
 * (github/gh-aw#35726, mergewatch/mergewatch.ai#545, github community discussion 44650). A person needs write access or is
 * the author of the pull request.
 */
function resolve(call: Call, id: string, isResolved: boolean) {
  const thread = threadOf(call.world, id)
  if (!thread || !isSeen(call, thread.pull.repository)) return unresolved(id)
  if (!mayResolve(call, thread)) return fail('FORBIDDEN', forbidden().message)
  if (isResolved) thread.resolvedBy = actorOf(call)
  else delete thread.resolvedBy
  announceThread(call.world, thread, actorOf(call))
  return { thread: threadNode(call, thread) }
}

function minimize(call: Call, id: string, classifier: string | undefined) {
  const onCode = reviewCommentOf(call.world, id)
  const comment = onCode ?? issueCommentOf(call.world, id)
  if (!comment || !isSeen(call, comment.pull.repository)) return unresolved(id)
  const { repository } = comment.pull
  const allowed =
    call.caller.kind === 'token' && appOfCall(call)
      ? covers(permissionsOf(call.caller.token).pull_requests, 'write')
      : isAtLeast(roleOf(repository, actorOf(call)), 'write')
  if (!allowed) return fail('FORBIDDEN', forbidden().message)
  if (classifier === undefined) delete comment.minimized
  else comment.minimized = classifier
  return onCode ? reviewCommentNode(call, onCode) : issueCommentNode(call, comment as IssueComment)
}

const unresolved = (id: string) =>
  fail('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
