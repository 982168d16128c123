import type { Database } from './database.ts'

export interface Delivery {
  /** GitHub's id; a delivery sent again has the same. */
  readonly guid: string
  readonly event: string
  readonly action?: string | null | undefined
  readonly installation?: number | null | undefined
}

/** Whether this delivery is new. What it says is not kept. */
export async function recordDelivery(
  db: Database,
  { guid, event, action, installation }: Delivery,
): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO sluice.deliveries (guid, event, action, installation) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING guid`,
    [guid, event, action ?? null, installation ?? null],
  )
  return rows.length > 0
}

export async function isKnownDelivery(db: Database, guid: string): Promise<boolean> {
  const rows = await db.query('SELECT guid FROM sluice.deliveries WHERE guid = $1', [guid])
  return rows.length > 0
}
