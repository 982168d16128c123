import type { Database } from './database.ts'
import type { Job } from './jobs.ts'

export interface WaitingJob
  extends Pick<Job, 'id' | 'kind' | 'lane' | 'installation' | 'payload' | 'attempts' | 'createdAt'> {
  /** When it may run. */
  readonly runAt: Date
  /** Of an attempt that failed; empty before the first. */
  readonly lastError: string
}

/** Those that have waited longest come first. */
export function waitingJobs(db: Database, limit: number): Promise<WaitingJob[]> {
  return db.query<WaitingJob>(
    `SELECT id, kind, lane, installation, payload, attempts, created_at AS "createdAt", run_at AS "runAt",
       coalesce(last_error, '') AS "lastError"
     FROM sluice.jobs WHERE state = 'waiting' ORDER BY created_at, id LIMIT $1`,
    [limit],
  )
}
