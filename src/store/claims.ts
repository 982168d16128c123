import type { Database } from './database.ts'
import type { Held, Job } from './job.ts'

export interface Lease {
  /** Unique among all workers. */
  readonly worker: string
  readonly leaseSeconds: number
}

/**
 * Takes the next job that can run: never one whose lane has a running one, always one whose lease is over. Installations take turns: the one
 * with the fewest running jobs first, then by priority, then the one that was served longest ago. Not for use inside a transaction.
 */
export async function claim(
  db: Database,
  { worker, leaseSeconds, kinds, counted, isAside = false }: Lease & Wanted,
): Promise<Job | undefined> {
  // Most looks find nothing, and to be told so costs a tenth of a claim.
  if ((await db.query(dueText, [kinds ?? null])).length === 0) return undefined
  const job = await taken(db, claimText, [worker, leaseSeconds, kinds ?? null, counted ?? null])
  // Not in the same statement: two workers would wait for each other, one for this row and one for the lane.
  if (job && !isAside) await db.query(turnText, [job.installation])
  return job
}

/** What a worker has room for; left out: every kind, and all that runs counts for whose turn it is. */
interface Wanted {
  readonly kinds?: readonly string[] | undefined
  /** Kinds whose running jobs say how busy an installation is: those that share slots. */
  readonly counted?: readonly string[]
  /** Of kinds with slots of their own: it is nobody's turn in the others. */
  readonly isAside?: boolean
}

/** Takes a waiting job of this kind that nobody has announced yet, for a moment: `release` it. */
export function claimUnannounced(
  db: Database,
  {
    worker,
    leaseSeconds,
    olderThanMs,
    kind,
  }: Lease & { readonly olderThanMs: number; readonly kind: string },
): Promise<Job | undefined> {
  return taken(db, unannouncedText, [worker, leaseSeconds, kind, olderThanMs])
}

/** Another worker may take a job of the same lane in the same moment. The index refuses one of them, and that one looks again. */
async function taken(db: Database, text: string, values: readonly unknown[]): Promise<Job | undefined> {
  for (let look = 0; look < 5; look++) {
    try {
      const [job] = await db.query<Job>(text, values)
      return job
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  return undefined
}

const uniqueViolation = '23505'

export function isTaken(error: unknown): boolean {
  return (error as { code?: string }).code === uniqueViolation
}

const laneIsFree = `NOT EXISTS (
    SELECT FROM sluice.jobs other WHERE other.lane = job.lane AND other.state = 'running' AND other.id <> job.id)`

/** Gives the jobs named by \`next\` to worker $1 for $2 seconds. */
const take = `UPDATE sluice.jobs job SET state = 'running', worker = $1, lease_until = now() + $2 * interval '1 second',
    attempts = attempts + 1, claims = claims + 1, changed_at = now()
  FROM next WHERE job.id = next.id
  RETURNING job.id, kind, lane, installation, payload, merge_key AS "mergeKey", stamp, delivery, priority, attempts, claims, worker, announced,
    created_at AS "createdAt"`

/**
 * Looks at the first few of every kind and installation, found by leaps over the index, so that ten thousand that wait cost no more than
 * ten. The first may be locked by another worker at this moment; therefore a few.
 */
const claimText = `WITH RECURSIVE groups AS (
  (SELECT kind, installation FROM sluice.jobs WHERE state = 'waiting' ORDER BY kind, installation LIMIT 1)
  UNION ALL
  SELECT later.kind, later.installation FROM groups CROSS JOIN LATERAL (
    SELECT kind, installation FROM sluice.jobs
    WHERE state = 'waiting' AND (kind, installation) > (groups.kind, groups.installation) ORDER BY kind, installation LIMIT 1
  ) later
), busy AS MATERIALIZED (
  SELECT installation, count(*) AS jobs FROM sluice.jobs
  WHERE state = 'running' AND lease_until > now() AND ($4::text[] IS NULL OR kind = ANY ($4::text[])) GROUP BY installation
), candidates AS (
  SELECT first.* FROM groups CROSS JOIN LATERAL (
    SELECT job.id, job.installation, job.priority, job.run_at FROM sluice.jobs job
    WHERE job.state = 'waiting' AND job.kind = groups.kind AND job.installation = groups.installation AND job.run_at <= now() AND ${laneIsFree}
    ORDER BY job.priority, job.run_at, job.id LIMIT 10
  ) first
  WHERE $3::text[] IS NULL OR groups.kind = ANY ($3::text[])
  UNION ALL
  SELECT id, installation, priority, run_at FROM sluice.jobs
  WHERE state = 'running' AND lease_until <= now() AND ($3::text[] IS NULL OR kind = ANY ($3::text[]))
), ranked AS MATERIALIZED (
  SELECT array_agg(id) AS ids FROM (
    SELECT id FROM candidates LEFT JOIN busy USING (installation) LEFT JOIN sluice.turns USING (installation)
    ORDER BY coalesce(busy.jobs, 0), priority, turns.taken_at NULLS FIRST, run_at, id LIMIT 10
  ) best
), next AS (
  SELECT job.id FROM sluice.jobs job
  WHERE job.id = ANY ((SELECT ids FROM ranked)::bigint[])
    AND CASE job.state WHEN 'waiting' THEN job.run_at <= now() WHEN 'running' THEN job.lease_until <= now() ELSE false END
  ORDER BY array_position((SELECT ids FROM ranked), job.id) LIMIT 1 FOR UPDATE SKIP LOCKED
) ${take}`

const dueText = `(SELECT 1 FROM sluice.jobs WHERE state = 'waiting' AND run_at <= now() AND ($1::text[] IS NULL OR kind = ANY ($1::text[])) LIMIT 1)
  UNION ALL (SELECT 1 FROM sluice.jobs WHERE state = 'running' AND lease_until <= now() AND ($1::text[] IS NULL OR kind = ANY ($1::text[])) LIMIT 1)`

const turnText = `INSERT INTO sluice.turns AS turn (installation, taken_at) VALUES ($1, now())
  ON CONFLICT (installation) DO UPDATE SET taken_at = greatest(turn.taken_at, excluded.taken_at)`

const unannouncedText = `WITH next AS (
  SELECT job.id FROM sluice.jobs job
  WHERE state = 'waiting' AND kind = $3 AND NOT announced AND changed_at <= now() - $4 * interval '1 millisecond' AND ${laneIsFree}
  ORDER BY job.changed_at, job.id
  LIMIT 1 FOR UPDATE OF job SKIP LOCKED
) ${take}`

/** Lengthens the leases of a worker, or of these jobs of it only. Gives the ids that it still holds. */
export async function extend(
  db: Database,
  { worker, leaseSeconds, jobs }: Lease & { readonly jobs?: readonly number[] | undefined },
): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `UPDATE sluice.jobs SET lease_until = clock_timestamp() + $2 * interval '1 second'
     WHERE worker = $1 AND state = 'running' AND ($3::bigint[] IS NULL OR id = ANY ($3::bigint[])) RETURNING id`,
    [worker, leaseSeconds, jobs ?? null],
  )
  return rows.map(({ id }) => id)
}

/** Whether the job is still this holder's: asked before anything is written that must not be written twice. */
export async function holds(db: Database, { id, worker, claims }: Held): Promise<boolean> {
  const rows = await db.query(
    `SELECT FROM sluice.jobs WHERE id = $1 AND worker = $2 AND claims = $3 AND state = 'running' AND lease_until > clock_timestamp()`,
    [id, worker, claims],
  )
  return rows.length > 0
}
