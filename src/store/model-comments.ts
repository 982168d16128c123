import type { Database } from './database.ts'
import type { Evaluated } from './evaluations.ts'

/** A comment of ours whose reactions are feedback. */
export interface ModelComment extends Omit<Evaluated, 'head'> {
  /** GitHub's id. */
  readonly comment: number
  /** The finding it is about; left out: the whole opinion. */
  readonly fingerprint?: string | undefined
}

/** From now on its reactions are asked for. A comment is about what it was written for first. */
export async function rememberModelComment(
  db: Database,
  { repository, subject, comment, fingerprint }: ModelComment,
): Promise<void> {
  await db.query(
    `INSERT INTO sluice.model_comments (repository, comment, subject, fingerprint) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [repository, comment, subject, fingerprint ?? ''],
  )
}

/** Those of a pull request, oldest first. */
export async function modelComments(
  db: Database,
  { repository, subject }: Omit<Evaluated, 'head'>,
): Promise<ModelComment[]> {
  const rows = await db.query<{ comment: number; fingerprint: string }>(
    `SELECT comment, fingerprint FROM sluice.model_comments WHERE repository = $1 AND subject = $2 ORDER BY written_at, comment`,
    [repository, subject],
  )
  return rows.map(({ comment, fingerprint }) => ({
    ...{ repository, subject, comment },
    ...(fingerprint !== '' && { fingerprint }),
  }))
}
