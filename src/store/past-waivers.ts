import type { Database } from './database.ts'
import type { SeenPull } from './pulls.ts'

/**
 * Open pull requests where a waiver counted on the day `from` and does not on the day `to`: its last day is over, the one that was asked
 * for or the last that the policy of the stored evaluation lets it have.
 */
export async function pullsPastWaivers(
  db: Database,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<SeenPull[]> {
  const rows = await db.query<Omit<SeenPull, 'updatedAt'> & { readonly updatedAt: Date }>(
    `SELECT pull.repository, number, head, base_ref AS "baseRef", state, draft, author, updated_at AS "updatedAt",
       installation, owner, name
     FROM sluice.pulls pull JOIN sluice.repositories ON repositories.id = pull.repository
     WHERE state = 'open' AND EXISTS (SELECT FROM sluice.waivers waiver LEFT JOIN sluice.evaluations known
         ON known.repository = pull.repository AND known.subject = 'pull/' || pull.number AND known.head = pull.head
       CROSS JOIN LATERAL (SELECT least(until, to_char(granted_at AT TIME ZONE 'UTC'
         + (known.evaluation #>> '{policy,waivers,maxDays}')::integer * interval '1 day', 'YYYY-MM-DD')) AS day) last
       WHERE waiver.repository = pull.repository AND (scope = 'repository' OR waiver.number = pull.number)
         AND waiver.base_ref = pull.base_ref AND ended_at IS NULL AND last.day >= $1 AND last.day < $2)
     ORDER BY pull.repository, number`,
    [from, to],
  )
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}
