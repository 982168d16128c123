import type { Database } from './database.ts'

/** GitHub can be asked to deliver again what is up to three days old. */
const fewestDeliveryDays = 4
const batch = 1000

/**
 * Deletes what is older than so many days and of no use any more: deliveries, dead jobs, and what is kept of pull requests that were closed
 * then. The audit log, waivers and dismissals stay. A few rows at a time, so that nobody waits for it. Gives how many rows.
 */
export async function clean(db: Database, { days }: { readonly days: number }): Promise<number> {
  const deliveries = [Math.max(days, fewestDeliveryDays)]
  let deleted = await deleteWhere(db, {
    table: 'deliveries',
    condition: `received_at < ${before}`,
    values: deliveries,
  })
  for (const [table, condition] of old) deleted += await deleteWhere(db, { table, condition, values: [days] })
  // A server does so by itself; the embedded one has nobody to do it, and its queue would only grow.
  if (db.kind === 'embedded') await db.query('VACUUM (ANALYZE)')
  return deleted
}

const before = `now() - $1 * interval '1 day'`

/** A pull request that was closed, and was last heard of, before then. Open ones keep all: what is published there must be found again. */
const closed = (repository: string, number: string) => `EXISTS (SELECT FROM sluice.pulls
  WHERE pulls.repository::text = ${repository} AND pulls.number::text = ${number} AND pulls.state = 'closed' AND pulls.updated_at < ${before})`

const ofClosed = `(subject LIKE 'group/%' OR ${closed('old.repository::text', `substr(old.subject, 6)`)})`

const old: readonly [table: string, condition: string][] = [
  ['jobs', `state = 'dead' AND changed_at < ${before}`],
  ['check_runs', `status = 'completed' AND created_at < ${before} AND ${ofClosed}`],
  ['evaluations', `saved_at < ${before} AND ${ofClosed}`],
  [
    'writes',
    `changed_at < ${before} AND CASE WHEN key ~ '^[a-z]+/[0-9]+/[0-9]+'
       THEN ${closed(`split_part(key, '/', 2)`, `split_part(key, '/', 3)`)} ELSE key NOT LIKE 'organisation-policy/%' END`,
  ],
]

interface Deletion {
  readonly table: string
  readonly condition: string
  readonly values: readonly unknown[]
}

async function deleteWhere(db: Database, { table, condition, values }: Deletion): Promise<number> {
  for (let deleted = 0; ; ) {
    const rows = await db.query(
      `DELETE FROM sluice.${table} WHERE ctid = ANY (ARRAY (
         SELECT old.ctid FROM sluice.${table} old WHERE ${condition} LIMIT ${batch} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
      values,
    )
    deleted += rows.length
    if (rows.length < batch) return deleted
  }
}
