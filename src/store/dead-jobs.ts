import type { Database } from './database.ts'
import type { Job } from './job.ts'
import { backToWaiting } from './outcomes.ts'

export interface DeadJob
  extends Pick<Job, 'id' | 'kind' | 'lane' | 'installation' | 'payload' | 'attempts' | 'createdAt'> {
  readonly diedAt: Date
  readonly lastError: string
}

/** Those that were given up last come first. */
export function deadJobs(db: Database, limit: number): Promise<DeadJob[]> {
  return db.query<DeadJob>(
    `SELECT id, kind, lane, installation, payload, attempts, created_at AS "createdAt", changed_at AS "diedAt",
       coalesce(last_error, '') AS "lastError"
     FROM sluice.jobs WHERE state = 'dead' ORDER BY changed_at DESC, id DESC LIMIT $1`,
    [limit],
  )
}

/** Lets a dead job run again with all its attempts. False when there is no such dead job. */
export function replay(db: Database, id: number): Promise<boolean> {
  return backToWaiting(
    db,
    { where: `id = $1 AND state = 'dead'`, values: [id] },
    { text: 'attempts = 0, run_at = now(), announced = false', values: [] },
  )
}

/** Gives how many there were. */
export async function replayAll(db: Database): Promise<number> {
  const dead = await db.query<{ id: number }>(`SELECT id FROM sluice.jobs WHERE state = 'dead' ORDER BY id`)
  let replayed = 0
  for (const { id } of dead) if (await replay(db, id)) replayed++
  return replayed
}

/** False when there is no such dead job. */
export async function discard(db: Database, id: number): Promise<boolean> {
  const rows = await db.query(`DELETE FROM sluice.jobs WHERE id = $1 AND state = 'dead' RETURNING id`, [id])
  return rows.length > 0
}
