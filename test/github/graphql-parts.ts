import { GraphQLError } from 'graphql'
import { pullSummary } from './bodies/pull.ts'
import { reviewCommentBody } from './bodies/review.ts'
import { nodeId } from './ids.ts'
import { repliesTo } from './review-state.ts'
import type { Account, ReviewComment, World } from './world.ts'

export interface Window {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

/** A page of GraphQL: `first` or `last` must be given, and at most 100. */
export function connection<T>(
  all: readonly T[],
  { first, after, last, before }: Window,
  node: (item: T) => unknown,
) {
  const size = first ?? last
  if (size === undefined || size === null)
    throw argument('You must provide a `first` or `last` value to properly paginate the connection.')
  if (size > 100)
    throw argument(`Requesting ${size} records on the connection exceeds the \`first\` limit of 100 records.`)
  const start = after ? indexOf(after) + 1 : 0
  const end = before ? indexOf(before) : all.length
  const [from, to] = first ? [start, Math.min(end, start + size)] : [Math.max(start, end - size), end]
  return {
    totalCount: all.length,
    nodes: all.slice(from, to).map(node),
    pageInfo: {
      startCursor: from < to ? cursor(from) : null,
      endCursor: from < to ? cursor(to - 1) : null,
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
    },
  }
}

const cursor = (index: number) => Buffer.from(`cursor:${index}`).toString('base64')
const indexOf = (text: string) => Number(Buffer.from(text, 'base64').toString().replace('cursor:', ''))
const argument = (message: string) =>
  new GraphQLError(message, { extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' } })

/** `pull_request_review_thread`, resolved or unresolved. */
export function announceThread(world: World, first: ReviewComment, sender: Account): void {
  const { pull, resolvedBy } = first
  const comments = repliesTo(first).map((one) => reviewCommentBody(world, one))
  const payload = () => ({
    pull_request: pullSummary(world, pull),
    thread: { node_id: nodeId('PRRT', first.id), comments },
  })
  const action = resolvedBy ? 'resolved' : 'unresolved'
  world.hooks.emit({
    event: 'pull_request_review_thread',
    action,
    repository: pull.repository,
    sender,
    payload,
  })
}
