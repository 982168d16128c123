import type { Database } from './database.ts'
import type { SeenPull } from './pulls.ts'

/** Open pull requests where a waiver counted on the day `from` and does not on the day `to`, as its last day is over. */
export async function pullsPastWaivers(
  db: Database,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<SeenPull[]> {
  const rows = await db.query<Omit<SeenPull, 'updatedAt'> & { readonly updatedAt: Date }>(
    `SELECT pull.repository, number, head, base_ref AS "baseRef", state, draft, author, updated_at AS "updatedAt",
       installation, owner, name
     FROM sluice.pulls pull JOIN sluice.repositories ON repositories.id = pull.repository
     WHERE state = 'open' AND EXISTS (SELECT FROM sluice.waivers waiver
       WHERE waiver.repository = pull.repository AND (scope = 'repository' OR waiver.number = pull.number)
         AND ended_at IS NULL AND until >= $1 AND until < $2)
     ORDER BY pull.repository, number`,
    [from, to],
  )
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}
