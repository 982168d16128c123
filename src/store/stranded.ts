import type { Database } from './database.ts'
import type { KnownRepository } from './repositories.ts'

/**
 * Repositories with a pull request whose check run was begun so long ago, is not complete, and has no job left that could complete it: none
 * waits or runs in its lane `pull/<repository>/<number>`.
 */
export function strandedPulls(
  db: Database,
  { olderThanSeconds }: { readonly olderThanSeconds: number },
): Promise<KnownRepository[]> {
  return db.query<KnownRepository>(
    `SELECT DISTINCT repositories.id, owner, repositories.name, installation
     FROM sluice.check_runs run JOIN sluice.repositories ON repositories.id = run.repository
     WHERE run.status <> 'completed' AND run.subject LIKE 'pull/%' AND run.created_at < now() - $1 * interval '1 second'
       AND NOT EXISTS (SELECT FROM sluice.jobs WHERE jobs.state <> 'dead'
         AND jobs.lane = 'pull/' || run.repository || '/' || substr(run.subject, 6))
     ORDER BY repositories.id`,
    [olderThanSeconds],
  )
}
