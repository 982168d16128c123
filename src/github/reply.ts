import type { Client } from './app-client.ts'
import { cutComment } from './cut.ts'
import { hashOf } from './hash.ts'
import type { Ledger } from './ledger.ts'
import { at, type Repo } from './pull.ts'

export interface Reply {
  readonly number: number
  /** The comment that is answered. */
  readonly commentId: number
  readonly body: string
  readonly key: string
  readonly ledger: Ledger
  readonly ownLogin: string
}

/** Answers a comment once, however often it is called. */
export async function reply(client: Client, repo: Repo, wanted: Reply): Promise<void> {
  const { number, commentId, key, ledger } = wanted
  const known = await ledger.recall(key)
  if (known?.state === 'written') return
  const marker = `<!-- sluice:reply ${commentId} -->`
  const found = known ? await search(client, repo, { ...wanted, marker }) : undefined
  await ledger.intend(key)
  const body = cutComment(`${marker}\n${wanted.body}`)
  const id = found ?? (await create(client, repo, { number, body }))
  await ledger.record(key, { id, hash: hashOf(body) })
}

/** A mark on somebody's comment; the same one twice is one. */
export async function react(
  client: Client,
  repo: Repo,
  commentId: number,
  content: '+1' | '-1' | 'eyes' | 'confused',
): Promise<void> {
  await client.rest.reactions.createForIssueComment({ ...at(repo), comment_id: commentId, content })
}

async function search(
  client: Client,
  repo: Repo,
  { number, ownLogin, marker }: Reply & { readonly marker: string },
): Promise<number | undefined> {
  const question = { ...at(repo), issue_number: number, per_page: 100 }
  const all = await client.paginate(client.rest.issues.listComments, question)
  return all.find(({ user, body }) => user?.login === ownLogin && body?.startsWith(marker))?.id
}

async function create(
  client: Client,
  repo: Repo,
  { number, body }: Pick<Reply, 'number' | 'body'>,
): Promise<number> {
  const { data } = await client.rest.issues.createComment({ ...at(repo), issue_number: number, body })
  return data.id
}
