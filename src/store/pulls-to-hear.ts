import type { Database } from './database.ts'
import type { KnownRepository } from './repositories.ts'

interface PullToHear {
  readonly repository: KnownRepository
  readonly pull: { readonly number: number; readonly author: string }
}

/** Pull requests with comments whose reactions are feedback, while they are open and for a day after. */
export async function pullsToHear(db: Database): Promise<PullToHear[]> {
  const rows = await db.query<KnownRepository & { number: number; author: string }>(
    `SELECT repositories.id, owner, repositories.name, installation, number, author
     FROM sluice.pulls JOIN sluice.repositories ON repositories.id = pulls.repository
     WHERE (state = 'open' OR updated_at > now() - interval '1 day') AND EXISTS (SELECT FROM sluice.model_comments told
       WHERE told.repository = pulls.repository AND told.subject = 'pull/' || pulls.number)
     ORDER BY repositories.id, number`,
  )
  return rows.map(({ number, author, ...repository }) => ({ repository, pull: { number, author } }))
}
