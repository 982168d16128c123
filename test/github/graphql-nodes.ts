import { GraphQLError } from 'graphql'
import type { Call } from './answer.ts'
import { pullPage } from './bodies/pull.ts'
import { connection, type Window } from './graphql-parts.ts'
import { idOfNode, nodeId } from './ids.ts'
import { mustSee } from './permissions.ts'
import { isOutdated, repliesTo, threadsOf } from './review-state.ts'
import { isAtLeast, roleOf } from './roles.ts'
import { actorOf, appOfCall, covers, permissionsOf } from './tokens.ts'
import {
  fullName,
  type IssueComment,
  type Pull,
  type Repository,
  type ReviewComment,
  type World,
} from './world.ts'

// Things as GraphQL shows them, and how they are found by their node ids.

const allPulls = (world: World) => world.repositories.flatMap(({ pulls }) => pulls)

export function threadOf(world: World, id: string): ReviewComment | undefined {
  const wanted = idOfNode('PRRT', id)
  return allPulls(world)
    .flatMap(threadsOf)
    .find((one) => one.id === wanted)
}

export function reviewCommentOf(world: World, id: string): ReviewComment | undefined {
  const wanted = idOfNode('PRRC', id)
  return allPulls(world)
    .flatMap(({ reviewComments }) => reviewComments)
    .find((one) => one.id === wanted)
}

export function issueCommentOf(world: World, id: string): IssueComment | undefined {
  const wanted = idOfNode('IC', id)
  return world.repositories.flatMap(({ comments }) => comments).find((one) => one.id === wanted)
}

export function anyNode(call: Call, id: string) {
  const { world } = call
  const [thread, review, comment] = [
    threadOf(world, id),
    reviewCommentOf(world, id),
    issueCommentOf(world, id),
  ]
  const pull = allPulls(world).find((one) => nodeId('PR', one.id) === id)
  const repository = (thread ?? review ?? comment)?.pull.repository ?? pull?.repository
  if (!repository || !isSeen(call, repository)) return undefined
  if (thread) return threadNode(call, thread)
  if (review) return reviewCommentNode(call, review)
  if (comment) return issueCommentNode(call, comment)
  return pull && pullNode(call, pull)
}

export function repositoryNode(call: Call, repository: Repository) {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    nameWithOwner: fullName(repository),
    pullRequest: ({ number }: { number: number }) => {
      const pull = repository.pulls.find((one) => one.number === number)
      return pull
        ? pullNode(call, pull)
        : fail('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`)
    },
  }
}

function pullNode(call: Call, pull: Pull) {
  const comments = () => pull.repository.comments.filter((one) => one.pull === pull)
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    number: pull.number,
    title: pull.title,
    headRefOid: pull.head.sha,
    isDraft: pull.draft,
    reviewThreads: (window: Window) => connection(threadsOf(pull), window, (one) => threadNode(call, one)),
    comments: (window: Window) => connection(comments(), window, (one) => issueCommentNode(call, one)),
  }
}

export function threadNode(call: Call, first: ReviewComment) {
  const { resolvedBy, current, original } = first
  return {
    __typename: 'PullRequestReviewThread',
    id: nodeId('PRRT', first.id),
    isResolved: resolvedBy !== undefined,
    isOutdated: isOutdated(first),
    path: first.path,
    line: current?.line ?? null,
    originalLine: original.line,
    startLine: current?.start ?? null,
    diffSide: first.side,
    resolvedBy: resolvedBy?.type === 'User' ? actorNode(call, resolvedBy) : null,
    viewerCanResolve: mayResolve(call, first),
    comments: (window: Window) => connection(repliesTo(first), window, (one) => reviewCommentNode(call, one)),
  }
}

export function reviewCommentNode(call: Call, one: ReviewComment) {
  return {
    __typename: 'PullRequestReviewComment',
    id: nodeId('PRRC', one.id),
    fullDatabaseId: String(one.id),
    author: actorNode(call, one.author),
    body: one.body,
    path: one.path,
    line: one.current?.line ?? null,
    originalLine: one.original.line,
    outdated: isOutdated(one),
    isMinimized: one.minimized !== undefined,
    minimizedReason: one.minimized ?? null,
    url: `${pullPage(call.world, one.pull)}#discussion_r${one.id}`,
    createdAt: one.createdAt,
  }
}

export function issueCommentNode(call: Call, one: IssueComment) {
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', one.id),
    fullDatabaseId: String(one.id),
    author: actorNode(call, one.author),
    body: one.body,
    isMinimized: one.minimized !== undefined,
    minimizedReason: one.minimized ?? null,
    url: `${pullPage(call.world, one.pull)}#issuecomment-${one.id}`,
  }
}

/** In GraphQL a bot has no `[bot]` at its end. */
export function actorNode({ world }: Call, { login, type }: { login: string; type: string }) {
  const name = login.replace(/\[bot\]$/, '')
  return { __typename: type === 'Bot' ? 'Bot' : 'User', login: name, url: `${world.urls.web}/${name}` }
}

export function mayResolve(call: Call, { pull }: ReviewComment): boolean {
  if (call.caller.kind !== 'token') return false
  if (appOfCall(call)) {
    const granted = permissionsOf(call.caller.token)
    return covers(granted.contents, 'write') && covers(granted.pull_requests, 'write')
  }
  const person = actorOf(call)
  return person === pull.author || isAtLeast(roleOf(pull.repository, person), 'write')
}

export function isSeen(call: Call, repository: Repository): boolean {
  try {
    mustSee(call, repository)
    return true
  } catch {
    return false
  }
}

export function fail(type: string, message: string): never {
  throw new GraphQLError(message, { extensions: { type } })
}
