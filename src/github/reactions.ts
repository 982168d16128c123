import type { Client } from './app-client.ts'
import { at, type Repo } from './pull.ts'
import { hasStatus } from './request-error.ts'

/** A thumb of a person. */
export interface Thumb {
  readonly content: '+1' | '-1'
  readonly login: string
}

/** Thumbs to a comment of the conversation, of people alone; none where the comment is gone. */
export async function thumbsTo(client: Client, repo: Repo, comment: number): Promise<Thumb[]> {
  const question = { ...at(repo), comment_id: comment, per_page: 100 }
  try {
    const all = await client.paginate(client.rest.reactions.listForIssueComment, question)
    return all.flatMap(({ content, user }) => {
      const isThumb = content === '+1' || content === '-1'
      return isThumb && user && user.type !== 'Bot' ? [{ content, login: user.login }] : []
    })
  } catch (error) {
    if (hasStatus(error, 404, 410)) return []
    throw error
  }
}
