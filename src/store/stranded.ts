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

/** What asked for checks of merge queues' commits that were left behind in the same way. */
export async function strandedGroups(
  db: Database,
  { olderThanSeconds }: { readonly olderThanSeconds: number },
): Promise<unknown[]> {
  const found = await db.query<{ task: unknown }>(
    `SELECT task FROM sluice.check_runs run
     WHERE run.status <> 'completed' AND run.task IS NOT NULL AND run.created_at < now() - $1 * interval '1 second'
       AND NOT EXISTS (SELECT FROM sluice.jobs WHERE jobs.state <> 'dead'
         AND jobs.lane = 'group/' || run.repository || '/' || run.head)
     ORDER BY run.ordinal`,
    [olderThanSeconds],
  )
  return found.map(({ task }) => task)
}
