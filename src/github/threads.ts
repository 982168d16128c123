import type { Client } from './app-client.ts'
import { kindOf } from './errors.ts'
import type { Repo } from './pull.ts'

export interface Settling {
  readonly number: number
  /** Fingerprints of the findings that are still there. */
  readonly open: ReadonlySet<string>
  readonly ownLogin: string
  readonly fingerprintIn: (body: string) => string | undefined
}

/**
 * Settles our threads whose finding is gone: resolved where we may, which takes Contents: write, else hidden as resolved. What is
 * settled already, and what others began, is left alone. Answers how many.
 */
export async function settleThreads(client: Client, repo: Repo, wanted: Settling): Promise<number> {
  let settled = 0
  for (const thread of await threads(client, repo, wanted.number)) {
    if (isSettled(thread) || !isOurs(thread, wanted.ownLogin)) continue
    const fingerprint = wanted.fingerprintIn(thread.first?.body ?? '')
    if (fingerprint === undefined || wanted.open.has(fingerprint)) continue
    if (await settle(client, thread)) settled += 1
  }
  return settled
}

interface Thread {
  readonly id: string
  readonly isResolved: boolean
  readonly viewerCanResolve: boolean
  readonly first: ReviewComment | undefined
}

interface ReviewComment {
  readonly id: string
  readonly body: string
  readonly isMinimized: boolean
  readonly author: { readonly __typename: string; readonly login: string } | null
}

const isSettled = ({ isResolved, first }: Thread) => isResolved || first?.isMinimized === true

/** GraphQL names a bot without `[bot]`, and a person may have that name. */
function isOurs({ first }: Thread, ownLogin: string): boolean {
  const author = first?.author
  if (!author) return false
  return author.__typename === 'Bot' ? `${author.login}[bot]` === ownLogin : author.login === ownLogin
}

async function settle(client: Client, { id, viewerCanResolve, first }: Thread): Promise<boolean> {
  if (!first) return false
  try {
    if (viewerCanResolve) await client.graphql(resolving, { id })
    else await client.graphql(minimizing, { id: first.id })
    return true
  } catch (error) {
    // Somebody deleted it a moment ago.
    if (kindOf(error).kind === 'gone') return false
    throw error
  }
}

async function threads(client: Client, { owner, name }: Repo, number: number): Promise<Thread[]> {
  const found: Thread[] = []
  let after: string | null = null
  do {
    const answer: Answer = await client.graphql<Answer>(listing, { owner, repo: name, number, after })
    const page = answer.repository?.pullRequest?.reviewThreads
    for (const node of page?.nodes ?? []) {
      const { comments, ...thread } = node
      found.push({ ...thread, first: comments.nodes[0] })
    }
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
  return found
}

interface Answer {
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly nodes: readonly (Omit<Thread, 'first'> & {
          readonly comments: { readonly nodes: readonly ReviewComment[] }
        })[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      }
    } | null
  } | null
}

const listing = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        nodes {
          id isResolved viewerCanResolve
          comments(first: 1) { nodes { id body isMinimized author { __typename login } } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

const resolving = `mutation ($id: ID!) {
  resolveReviewThread(input: { threadId: $id }) { thread { isResolved } }
}`

const minimizing = `mutation ($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: RESOLVED }) { minimizedComment { isMinimized } }
}`
