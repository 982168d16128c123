import type { PullFacts } from '../core/pull.ts'
import type { Database } from './database.ts'
import { pullOf } from './pulls.ts'
import type { KnownRepository } from './repositories.ts'

export interface StrandedPull {
  readonly repository: KnownRepository
  /** As it was seen last. */
  readonly pull: PullFacts
  /** Why the run that was begun last is wanted. */
  readonly request: string
}

interface Wanted {
  readonly olderThanSeconds: number
  /** Whose runs: the gate's (`pull`, the usual), or the second opinion's. */
  readonly of?: 'pull' | 'opinion'
}

/**
 * Pull requests whose check run was begun so long ago, is not complete, and has no job left that could complete it: none waits or runs in
 * their lane `pull/<repository>/<number>`, or `opinion/<repository>/<number>`.
 */
export async function strandedPulls(
  db: Database,
  { olderThanSeconds, of = 'pull' }: Wanted,
): Promise<StrandedPull[]> {
  const found = await db.query<KnownRepository & { number: number; head: string; request: string }>(
    `SELECT DISTINCT ON (run.repository, run.subject) repositories.id, owner, repositories.name, installation,
       split_part(run.subject, '/', 2)::integer AS number, run.head, run.request
     FROM sluice.check_runs run JOIN sluice.repositories ON repositories.id = run.repository
     WHERE run.status <> 'completed' AND run.subject LIKE $2 || '/%' AND run.created_at < now() - $1 * interval '1 second'
       AND NOT EXISTS (SELECT FROM sluice.jobs WHERE jobs.state <> 'dead'
         AND jobs.lane = $2 || '/' || run.repository || '/' || split_part(run.subject, '/', 2))
     ORDER BY run.repository, run.subject, run.ordinal DESC`,
    [olderThanSeconds, of],
  )
  const stranded: StrandedPull[] = []
  for (const { number, head, request, ...repository } of found) {
    const pull = await pullOf(db, repository.id, number)
    if (pull) stranded.push({ repository, pull, request: head === pull.head ? request : 'head' })
  }
  return stranded
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
