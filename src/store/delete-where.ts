import type { Database } from './database.ts'

/** Rows of a table of ours, called `old` in the condition. */
interface Deletion {
  readonly table: string
  readonly condition: string
  readonly values: readonly unknown[]
}

/** A few rows at a time, so that nobody waits for it. Gives how many rows. */
export async function deleteWhere(db: Database, { table, condition, values }: Deletion): Promise<number> {
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

const batch = 1000
