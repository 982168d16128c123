import type { Dismissal, Waiver } from '../core/waiver.ts'
import type { Database } from './database.ts'

export interface GrantedWaiver extends Waiver {
  readonly ruleId: string
  readonly subject: string
  /** Where it counts: on its pull request, or wherever the finding appears in the repository. */
  readonly scope: 'pull' | 'repository'
}

/** A waiver on its way in: the day it is granted is the database's. */
type NewWaiver = Omit<GrantedWaiver, 'grantedOn'>

/** A finding on a pull request. */
interface About {
  readonly repository: number
  readonly number: number
  readonly fingerprint: string
}

interface AboutBase extends About {
  readonly baseRef: string
}

/** Grants a waiver in place of the one that was in force for the same finding, branch and scope. The same one twice is one. */
export async function grantWaiver(db: Database, waiver: NewWaiver & About): Promise<void> {
  const { repository, number, baseRef, scope, fingerprint, ruleId, subject, by, reason, until } = waiver
  const { head = null } = waiver
  await db.transaction(async (inside) => {
    // Two grants at once: the second waits here and sees the first.
    await inside.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `waiver ${repository} ${fingerprint}`,
    ])
    const [same] = await inside.query(
      `SELECT id FROM sluice.waivers WHERE ${inForce} AND scope = $5 AND granted_by = $6 AND reason = $7 AND until = $8
         AND head IS NOT DISTINCT FROM $9`,
      [repository, fingerprint, number, baseRef, scope, by, reason, until, head],
    )
    if (same) return
    await inside.query(
      `UPDATE sluice.waivers SET ended_at = now(), ended_by = $6 WHERE ${inForce} AND scope = $5`,
      [repository, fingerprint, number, baseRef, scope, by],
    )
    await inside.query(
      `INSERT INTO sluice.waivers (repository, number, base_ref, scope, fingerprint, rule_id, subject, granted_by, reason, until, head)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [repository, number, baseRef, scope, fingerprint, ruleId, subject, by, reason, until, head],
    )
  })
}

/** Waivers of finding $2 that nobody ended and that count on pull request $3 of repository $1 while it goes to branch $4. */
const inForce = `repository = $1 AND fingerprint = $2 AND ended_at IS NULL AND (scope = 'repository' OR number = $3) AND base_ref = $4`

/** Ends what lets this finding pass here on its way to this branch, a waiver for the whole repository included. False when there was none. */
export async function endWaiver(
  db: Database,
  { repository, number, fingerprint, baseRef, by }: AboutBase & { readonly by: string },
): Promise<boolean> {
  const ended = await db.query(
    `UPDATE sluice.waivers SET ended_at = now(), ended_by = $5 WHERE ${inForce} RETURNING id`,
    [repository, fingerprint, number, baseRef, by],
  )
  return ended.length > 0
}

/** All that nobody ended, in the order they were granted. Which of them count (branch, commit, last day) is for the one who decides. */
export async function waiversFor(db: Database, repository: number, number: number): Promise<GrantedWaiver[]> {
  const rows = await db.query<Omit<GrantedWaiver, 'head'> & { head: string | null }>(
    `SELECT fingerprint, granted_by AS by, reason, until, rule_id AS "ruleId", subject, scope, head, base_ref AS "baseRef",
       to_char(granted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "grantedOn" FROM sluice.waivers
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
