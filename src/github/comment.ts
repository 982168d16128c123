import { marker } from '../render/markdown.ts'
import type { Client } from './app-client.ts'
import { cutComment } from './cut.ts'
import { hashOf } from './hash.ts'
import type { Ledger } from './ledger.ts'
import { at, type Repo } from './pull.ts'
import { hasStatus } from './request-error.ts'

export interface CommentWanted {
  readonly number: number
  /** Begins with the marker; empty when there is nothing to say. */
  readonly body: string
  readonly key: string
  readonly ledger: Ledger
  /** `sluice[bot]`; a marker in a comment of anybody else is somebody's text. */
  readonly ownLogin: string
}

export type CommentOutcome = 'created' | 'updated' | 'unchanged' | 'none'

/**
 * Makes the one comment of a pull request say this, by changing it in place. One that somebody deleted is made anew; with nothing left to
 * say it says so, as deleting it would hide that anything was said.
 */
export async function putComment(client: Client, repo: Repo, wanted: CommentWanted): Promise<CommentOutcome> {
  const found = await existing(client, repo, wanted)
  if (!found && wanted.body === '') return 'none'
  const body = wanted.body === '' ? nothingLeft : cutComment(wanted.body)
  if (!found) return create(client, repo, { ...wanted, body })
  if (found.body !== body) await client.rest.issues.updateComment({ ...at(repo), comment_id: found.id, body })
  await wanted.ledger.record(wanted.key, { id: found.id, hash: hashOf(body) })
  return found.body === body ? 'unchanged' : 'updated'
}

const nothingLeft = `${marker} -->\n### ✓ Sluice: nothing is left to look at`

interface Found {
  readonly id: number
  readonly body: string
}

/** By its id where we know it, else by marker and author: an earlier attempt may have made it and not heard so. */
async function existing(client: Client, repo: Repo, wanted: CommentWanted): Promise<Found | undefined> {
  const { key, ledger } = wanted
  const known = await ledger.recall(key)
  if (known?.state !== 'written' || known.id === undefined) return search(client, repo, wanted)
  try {
    const { data } = await client.rest.issues.getComment({ ...at(repo), comment_id: known.id })
    return { id: data.id, body: data.body ?? '' }
  } catch (error) {
    if (!hasStatus(error, 404, 410)) throw error
    await ledger.forget(key)
    return undefined
  }
}

async function search(client: Client, repo: Repo, wanted: CommentWanted): Promise<Found | undefined> {
  const question = { ...at(repo), issue_number: wanted.number, per_page: 100 }
  for await (const { data } of client.paginate.iterator(client.rest.issues.listComments, question)) {
    const own = data.find(({ user, body }) => user?.login === wanted.ownLogin && body?.startsWith(marker))
    if (own) return { id: own.id, body: own.body ?? '' }
  }
  return undefined
}

async function create(client: Client, repo: Repo, wanted: CommentWanted): Promise<'created'> {
  const { number, body, key, ledger } = wanted
  await ledger.intend(key)
  const { data } = await client.rest.issues.createComment({ ...at(repo), issue_number: number, body })
  await ledger.record(key, { id: data.id, hash: hashOf(body) })
  return 'created'
}
