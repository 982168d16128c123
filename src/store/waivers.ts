import type { Dismissal, Waiver } from '../core/waiver.ts'
import type { Database } from './database.ts'

export interface GrantedWaiver extends Waiver {
  readonly ruleId: string
  readonly subject: string
  /** Where it counts: on its pull request, or wherever the finding appears in the repository. */
  readonly scope: 'pull' | 'repository'
}

/** A finding on a pull request. */
interface About {
  readonly repository: number
  readonly number: number
  readonly fingerprint: string
}

/** Grants a waiver in place of the one that was in force for the same finding and scope. The same one twice is one. */
export async function grantWaiver(db: Database, waiver: GrantedWaiver & About): Promise<void> {
  const { repository, number, scope, fingerprint, ruleId, subject, by, reason, until, head = null } = waiver
  await db.transaction(async (inside) => {
    // Two grants at once: the second waits here and sees the first.
    await inside.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `waiver ${repository} ${fingerprint}`,
    ])
    const [same] = await inside.query(
      `SELECT id FROM sluice.waivers WHERE ${inForce} AND scope = $4 AND granted_by = $5 AND reason = $6 AND until = $7
         AND head IS NOT DISTINCT FROM $8`,
      [repository, fingerprint, number, scope, by, reason, until, head],
    )
    if (same) return
    await inside.query(
      `UPDATE sluice.waivers SET ended_at = now(), ended_by = $5 WHERE ${inForce} AND scope = $4`,
      [repository, fingerprint, number, scope, by],
    )
    await inside.query(
      `INSERT INTO sluice.waivers (repository, number, scope, fingerprint, rule_id, subject, granted_by, reason, until, head)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [repository, number, scope, fingerprint, ruleId, subject, by, reason, until, head],
    )
  })
}

/** Waivers of finding $2 that nobody ended and that count on pull request $3 of repository $1. */
const inForce = `repository = $1 AND fingerprint = $2 AND ended_at IS NULL AND (scope = 'repository' OR number = $3)`

/** Ends what lets this finding pass here, a waiver for the whole repository included. False when there was none. */
export async function endWaiver(
  db: Database,
  { repository, number, fingerprint, by }: About & { readonly by: string },
): Promise<boolean> {
  const ended = await db.query(
    `UPDATE sluice.waivers SET ended_at = now(), ended_by = $4 WHERE ${inForce} RETURNING id`,
    [repository, fingerprint, number, by],
  )
  return ended.length > 0
}

/** All that nobody ended, in the order they were granted. Whether their last day is over is for the one who decides: `until` is in them. */
export async function waiversFor(db: Database, repository: number, number: number): Promise<GrantedWaiver[]> {
  const rows = await db.query<Omit<GrantedWaiver, 'head'> & { head: string | null }>(
    `SELECT fingerprint, granted_by AS by, reason, until, rule_id AS "ruleId", subject, scope, head FROM sluice.waivers
     WHERE repository = $1 AND ended_at IS NULL AND (scope = 'repository' OR number = $2) ORDER BY id`,
    [repository, number],
  )
  return rows.map(({ head, ...waiver }) => (head === null ? waiver : { ...waiver, head }))
}

/** The first to dismiss a finding stays the one who did. */
export async function dismiss(
  db: Database,
  { repository, number, fingerprint, ruleId, by, reason }: Dismissal & About & { readonly ruleId: string },
): Promise<void> {
  await db.query(
    `INSERT INTO sluice.dismissals (repository, number, fingerprint, rule_id, dismissed_by, reason)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (repository, number, fingerprint) DO NOTHING`,
    [repository, number, fingerprint, ruleId, by, reason],
  )
}

export function dismissalsFor(db: Database, repository: number, number: number): Promise<Dismissal[]> {
  return db.query<Dismissal>(
    `SELECT fingerprint, dismissed_by AS by, reason FROM sluice.dismissals
     WHERE repository = $1 AND number = $2 ORDER BY id`,
    [repository, number],
  )
}
