import type { Database } from './database.ts'
import { deleteWhere } from './delete-where.ts'

/** What was spent, and how findings were taken, can be looked up so long. */
const figuresDays = 365

/** Empties the texts of calls that are older than so many days, and deletes figures that are older than a year. Gives how many rows are gone. */
export async function cleanModel(db: Database, { days }: { readonly days: number }): Promise<number> {
  await emptyTexts(db, days)
  const values = [Math.max(days, figuresDays)]
  let deleted = await deleteWhere(db, { table: 'model_holds', condition: 'until < now()', values: [] })
  for (const [table, time] of figures)
    deleted += await deleteWhere(db, { table, condition: `${time} < ${before}`, values })
  return deleted
}

const figures = [
  ['model_calls', 'at'],
  ['model_feedback', 'said_at'],
] as const

const before = `now() - $1 * interval '1 day'`

async function emptyTexts(db: Database, days: number): Promise<void> {
  for (;;) {
    const rows = await db.query(
      `UPDATE sluice.model_calls SET request = NULL, answer = NULL WHERE id = ANY (ARRAY (
         SELECT id FROM sluice.model_calls WHERE at < ${before} AND request IS NOT NULL ORDER BY at LIMIT ${batch} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
      [days],
    )
    if (rows.length < batch) return
  }
}

const batch = 500
