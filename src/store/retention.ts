import type { Database } from './database.ts'
import { deleteWhere } from './delete-where.ts'
import { cleanModel } from './model-retention.ts'

/** GitHub can be asked to deliver again what is up to three days old. */
const fewestDeliveryDays = 4

/**
 * Deletes what is older than so many days and of no use any more: deliveries, dead jobs, and what is kept of pull requests that were closed
 * then. The audit log, waivers and dismissals stay, and for a year what was spent on a model. A few rows at a time, so that nobody waits
 * for it. Gives how many rows.
 */
export async function clean(db: Database, { days }: { readonly days: number }): Promise<number> {
  const deliveries = [Math.max(days, fewestDeliveryDays)]
  let deleted = await deleteWhere(db, {
    table: 'deliveries',
    condition: `received_at < ${before}`,
    values: deliveries,
  })
  for (const [table, condition] of old) deleted += await deleteWhere(db, { table, condition, values: [days] })
  deleted += await cleanModel(db, { days })
  // A server does so by itself; the embedded one has nobody to do it, and its queue would only grow.
  if (db.kind === 'embedded') await db.query('VACUUM (ANALYZE)')
  return deleted
}

const before = `now() - $1 * interval '1 day'`

/** A pull request that was closed, and was last heard of, before then. Open ones keep all: what is published there must be found again. */
const closed = (repository: string, number: string) => `EXISTS (SELECT FROM sluice.pulls
  WHERE pulls.repository::text = ${repository} AND pulls.number::text = ${number} AND pulls.state = 'closed' AND pulls.updated_at < ${before})`

const ofClosed = `(subject LIKE 'group/%' OR ${closed('old.repository::text', `split_part(old.subject, '/', 2)`)})`

const old: readonly [table: string, condition: string][] = [
  ['jobs', `state = 'dead' AND changed_at < ${before}`],
  ['check_runs', `status = 'completed' AND created_at < ${before} AND ${ofClosed}`],
  ['evaluations', `saved_at < ${before} AND ${ofClosed}`],
  ['opinions', `saved_at < ${before} AND ${ofClosed}`],
  ['model_findings', `changed_at < ${before} AND ${ofClosed}`],
  ['model_comments', `written_at < ${before} AND ${ofClosed}`],
  [
    'writes',
    `changed_at < ${before} AND CASE WHEN key ~ '^[a-z]+/[0-9]+/[0-9]+'
       THEN ${closed(`split_part(key, '/', 2)`, `split_part(key, '/', 3)`)} ELSE key NOT LIKE 'organisation-policy/%' END`,
  ],
]
