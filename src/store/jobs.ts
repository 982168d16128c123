import type { Database } from './database.ts'
import { jsonText } from './driver.ts'
import { jobsChannel } from './job.ts'

export { claim, claimUnannounced, extend, holds } from './claims.ts'
export { type DeadJob, deadJobs, discard, replay, replayAll } from './dead-jobs.ts'
export { type Job, jobsChannel } from './job.ts'
export { bury, finish, putOff, release, retry } from './outcomes.ts'

export interface NewJob {
  readonly kind: string
  /** Jobs of one lane run one after the other. */
  readonly lane: string
  readonly installation: number
  readonly payload: unknown
  /** Waiting jobs of one lane and this key are one. Left out: never merged. */
  readonly mergeKey?: string | undefined
  /** ISO 8601: of two payloads that are merged the one with the later stamp stays; of equal ones the one that came last. */
  readonly stamp?: string | undefined
  readonly delayMs?: number | undefined
  /** GUID of the webhook that asked for it, for those who read logs; of merged jobs the last one's. */
  readonly delivery?: string | null | undefined
  /** The smaller runs earlier; 0 when left out. */
  readonly priority?: number | undefined
}

/** Adds a job, or renews the waiting one it merges with. Counts when the caller's transaction is committed, and wakes the workers then. */
export async function enqueue(db: Database, job: NewJob): Promise<void> {
  await db.query(enqueueText, [
    job.kind,
    job.lane,
    job.installation,
    jsonText(job.payload),
    job.mergeKey ?? null,
    stampOf(job),
    job.priority ?? 0,
    job.delayMs ?? 0,
    job.delivery ?? null,
  ])
}

function stampOf({ stamp }: NewJob): string | null {
  if (stamp === undefined) return null
  if (Number.isNaN(Date.parse(stamp)))
    throw new Error(`The stamp "${stamp}" of a job is not a time as ISO 8601 writes it.`)
  return stamp
}

/** A renewed job is as good as new: its attempts, its error and its announcement were the old payload's. It never waits longer for it. */
const enqueueText = `WITH put AS (
  INSERT INTO sluice.jobs AS old (kind, lane, installation, payload, merge_key, stamp, priority, run_at, delivery)
  VALUES ($1, $2, $3, $4::jsonb, $5, $6::timestamptz, $7, now() + $8::double precision * interval '1 millisecond', $9)
  ON CONFLICT (lane, merge_key) WHERE state = 'waiting' AND merge_key IS NOT NULL DO UPDATE SET
    kind = excluded.kind, installation = excluded.installation, payload = excluded.payload, stamp = excluded.stamp,
    priority = least(old.priority, excluded.priority), run_at = least(old.run_at, excluded.run_at),
    delivery = coalesce(excluded.delivery, old.delivery),
    attempts = 0, announced = false, last_error = NULL, changed_at = now()
  WHERE old.stamp IS NULL OR excluded.stamp IS NULL OR excluded.stamp >= old.stamp
  RETURNING id
)
SELECT pg_notify('${jobsChannel}', '') FROM put`

export interface JobCounts {
  readonly waiting: number
  readonly running: number
  readonly dead: number
  /** How long the first of those that could run by now has been able to. */
  readonly oldestWaitingSeconds: number
}

export async function jobCounts(db: Database): Promise<JobCounts> {
  const [counts] = await db.query<JobCounts>(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
            count(*) FILTER (WHERE state = 'running') AS running,
            count(*) FILTER (WHERE state = 'dead') AS dead,
            greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(run_at) FILTER (WHERE state = 'waiting')), 0))::double precision
              AS "oldestWaitingSeconds"
     FROM sluice.jobs`,
  )
  return counts ?? { waiting: 0, running: 0, dead: 0, oldestWaitingSeconds: 0 }
}

/** Takes away what waits, or is dead, for an installation or some of its repositories. Gives how many. */
export async function dropJobs(
  db: Database,
  {
    installation,
    repositories,
  }: { readonly installation: number; readonly repositories?: readonly number[] | undefined },
): Promise<number> {
  const rows = await db.query(
    `DELETE FROM sluice.jobs WHERE installation = $1 AND state <> 'running'
       AND ($2::text[] IS NULL OR payload #>> '{repository,id}' = ANY ($2::text[])) RETURNING id`,
    [installation, repositories?.map(String) ?? null],
  )
  return rows.length
}
