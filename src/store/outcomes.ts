import { isTaken } from './claims.ts'
import type { Database } from './database.ts'
import { type Held, jobsChannel } from './job.ts'

// How a run ends. Each counts only while nobody else has taken the job, and says whether it did; a lease that is over and that
// nobody has taken up is still the holder's.

const mine = `id = $1 AND worker = $2 AND claims = $3 AND state = 'running'`

/** Done: the job is gone. */
export async function finish(db: Database, { id, worker, claims }: Held): Promise<boolean> {
  const rows = await db.query(`DELETE FROM sluice.jobs WHERE ${mine} RETURNING id`, [id, worker, claims])
  return rows.length > 0
}

/** Failed and to be tried again. */
export function retry(
  db: Database,
  job: Held,
  { error, delayMs }: { readonly error: string; readonly delayMs: number },
): Promise<boolean> {
  return waitAgain(db, job, {
    text: `last_error = $1, run_at = clock_timestamp() + $2::double precision * interval '1 millisecond'`,
    values: [cut(error), delayMs],
  })
}

/** Has to wait, which is no failure: an attempt that a limit of GitHub ended is not counted. */
export function putOff(
  db: Database,
  job: Held,
  { error, delayMs }: { readonly error: string; readonly delayMs: number },
): Promise<boolean> {
  return waitAgain(db, job, {
    text: `attempts = attempts - 1, last_error = $1, run_at = clock_timestamp() + $2::double precision * interval '1 millisecond'`,
    values: [cut(error), delayMs],
  })
}

/** Given back as if it had not been taken; this time announced, where that is what it was taken for. */
export function release(
  db: Database,
  job: Held,
  { announced }: { readonly announced?: true } = {},
): Promise<boolean> {
  return waitAgain(db, job, {
    text: 'attempts = attempts - 1, announced = announced OR $1::boolean',
    values: [announced ?? false],
  })
}

/** Given up: the job stays to be looked at, and does not hold up its lane. */
export async function bury(db: Database, { id, worker, claims }: Held, error: string): Promise<boolean> {
  const rows = await db.query(
    `UPDATE sluice.jobs SET state = 'dead', last_error = $4, worker = NULL, lease_until = NULL, changed_at = now()
     WHERE ${mine} RETURNING id`,
    [id, worker, claims, cut(error)],
  )
  return rows.length > 0
}

interface Change {
  /** Assignments, their parameters counted from 1. */
  readonly text: string
  readonly values: readonly unknown[]
}

function waitAgain(db: Database, { id, worker, claims }: Held, change: Change): Promise<boolean> {
  return backToWaiting(db, { where: mine, values: [id, worker, claims] }, change)
}

/** Makes one job a waiting one again. Where a job with the same key waits already, one of the two stays: the one with the later payload. */
export async function backToWaiting(
  db: Database,
  job: { readonly where: string; readonly values: readonly unknown[] },
  change: Change,
): Promise<boolean> {
  for (let look = 0; ; look++) {
    try {
      return await db.transaction(async (inside) => {
        const [row] = await inside.query<Mergeable>(
          `SELECT id, lane, merge_key AS key FROM sluice.jobs WHERE ${job.where} FOR UPDATE`,
          job.values,
        )
        if (!row) return false
        if (!(await superseded(inside, row))) await wait(inside, row.id, change)
        await inside.notify(jobsChannel)
        return true
      })
    } catch (error) {
      // A job with the same key was added between the look and the change.
      if (!isTaken(error) || look === 4) throw error
    }
  }
}

interface Mergeable {
  readonly id: number
  readonly lane: string
  readonly key: string | null
}

/** Removes the job for the waiting one of its key, or that one for the job. */
async function superseded(db: Database, { id, lane, key }: Mergeable): Promise<boolean> {
  if (key === null) return false
  const [other] = await db.query<{ id: number; later: boolean }>(
    `SELECT other.id, coalesce(other.stamp >= job.stamp, true) AS later FROM sluice.jobs other, sluice.jobs job
     WHERE job.id = $1 AND other.lane = $2 AND other.merge_key = $3 AND other.state = 'waiting' FOR UPDATE OF other`,
    [id, lane, key],
  )
  if (!other) return false
  await db.query('DELETE FROM sluice.jobs WHERE id = $1', [other.later ? id : other.id])
  return other.later
}

async function wait(db: Database, id: number, { text, values }: Change): Promise<void> {
  await db.query(
    `UPDATE sluice.jobs SET state = 'waiting', worker = NULL, lease_until = NULL, changed_at = now(), ${text}
     WHERE id = $${values.length + 1}`,
    [...values, id],
  )
}

/** Errors quote what they met; a row keeps the beginning. */
function cut(error: string): string {
  return error.length > 4000 ? `${error.slice(0, 4000)}...` : error
}
