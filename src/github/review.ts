import type { Client } from './app-client.ts'
import { longestComment } from './cut.ts'
import { hashOf } from './hash.ts'
import type { Ledger } from './ledger.ts'
import { at, type Repo } from './pull.ts'
import { hasStatus } from './request-error.ts'

export interface Suggestion {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  /** Its last line names the fingerprint, as `fingerprintIn` reads it. */
  readonly body: string
  readonly fingerprint: string
}

export type LineRanges = Readonly<
  Record<string, readonly { readonly startLine: number; readonly endLine: number }[]>
>

export interface ReviewWanted {
  readonly number: number
  readonly head: string
  readonly suggestions: readonly Suggestion[]
  /** Lines of head that stand in the pull request's diff, by path. */
  readonly hunks: LineRanges
  readonly key: string
  readonly ledger: Ledger
  readonly ownLogin: string
  /** The fingerprint that one of our own comments bears. */
  readonly fingerprintIn: (body: string) => string | undefined
}

export interface ReviewOutcome {
  readonly posted: number
  /** Fingerprints of suggestions that no line of the diff can hold; they are told elsewhere. */
  readonly outside: readonly string[]
}

/**
 * At most one review for a head, with a comment for every suggestion that is not on the pull request yet. GitHub takes all of its comments or none: those
 * beyond one hunk are left out, and when it refuses the rest all the same there is no review, as all of it stands in the comment too.
 */
export async function postReview(client: Client, repo: Repo, wanted: ReviewWanted): Promise<ReviewOutcome> {
  const { suggestions, hunks, key, ledger } = wanted
  const placed = suggestions.filter((one) => isPlaced(one, hunks))
  const outside = suggestions.filter((one) => !placed.includes(one)).map(({ fingerprint }) => fingerprint)
  const known = await ledger.recall(key)
  if (known?.state === 'written' || placed.length === 0) return { posted: 0, outside }
  const earlier = known ? await search(client, repo, wanted) : undefined
  if (earlier !== undefined) {
    await ledger.record(key, { id: earlier, hash: '' })
    return { posted: placed.length, outside }
  }
  const there = await fingerprints(client, repo, wanted)
  const fresh = placed.filter(({ fingerprint }) => !there.has(fingerprint))
  if (fresh.length === 0) return { posted: 0, outside }
  const isPosted = await post(client, repo, { ...wanted, suggestions: fresh })
  if (isPosted) return { posted: fresh.length, outside }
  return { posted: 0, outside: [...outside, ...fresh.map(({ fingerprint }) => fingerprint)] }
}

function isPlaced({ path, startLine, endLine, body }: Suggestion, hunks: LineRanges): boolean {
  const ranges = Object.hasOwn(hunks, path) ? (hunks[path] ?? []) : []
  const isInside = ranges.some((one) => one.startLine <= startLine && endLine <= one.endLine)
  return isInside && startLine <= endLine && body.length <= longestComment
}

const markerOf = (head: string) => `<!-- sluice:review ${head} -->`

/** The review that an earlier attempt made and did not hear of. */
async function search(
  client: Client,
  repo: Repo,
  { number, head, ownLogin }: ReviewWanted,
): Promise<number | undefined> {
  const question = { ...at(repo), pull_number: number, per_page: 100 }
  const all = await client.paginate(client.rest.pulls.listReviews, question)
  return all.find(({ user, body }) => user?.login === ownLogin && body.startsWith(markerOf(head)))?.id
}

async function fingerprints(
  client: Client,
  repo: Repo,
  { number, ownLogin, fingerprintIn }: ReviewWanted,
): Promise<ReadonlySet<string | undefined>> {
  const question = { ...at(repo), pull_number: number, per_page: 100 }
  const all = await client.paginate(client.rest.pulls.listReviewComments, question)
  // The types promise an author; a deleted account has none.
  const own = all.filter(({ user }: { user: { login: string } | null }) => user?.login === ownLogin)
  return new Set(own.map(({ body }) => fingerprintIn(body)))
}

async function post(client: Client, repo: Repo, wanted: ReviewWanted): Promise<boolean> {
  const { number, head, suggestions, key, ledger } = wanted
  const body = `${markerOf(head)}\nSluice offers ${suggestions.length === 1 ? 'a fix' : `${suggestions.length} fixes`} to commit.`
  await ledger.intend(key)
  try {
    const { data } = await client.rest.pulls.createReview({
      ...at(repo),
      pull_number: number,
      commit_id: head,
      event: 'COMMENT',
      body,
      comments: suggestions.map(anchored),
    })
    await ledger.record(key, { id: data.id, hash: hashOf(body) })
    return true
  } catch (error) {
    if (!hasStatus(error, 422)) throw error
    await ledger.forget(key)
    client.log.warn(
      `GitHub refused a review of ${repo.owner}/${repo.name}#${number}; its comments are left out.`,
    )
    return false
  }
}

function anchored({ path, startLine, endLine, body }: Suggestion) {
  const start = startLine < endLine ? { start_line: startLine, start_side: 'RIGHT' } : {}
  return { path, body, line: endLine, side: 'RIGHT', ...start }
}
