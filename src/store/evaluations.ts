import type { Evaluation } from '../core/evaluation.ts'
import type { Database } from './database.ts'
import { jsonText } from './driver.ts'

/** What was evaluated: a commit of a pull request (`pull/7`) or of a merge queue (`group/<sha>`). */
export interface Evaluated {
  readonly repository: number
  readonly subject: string
  readonly head: string
}

/** What is kept of an evaluation, so that deciding again reads nothing. */
export interface EvaluationRecord {
  readonly baseTip: string
  readonly evaluation: Evaluation
  /** Lines of head that stand in the diff, by path. */
  readonly hunks: Readonly<Record<string, readonly { startLine: number; endLine: number }[]>>
}

/** Replaces what was known of this head. Of one subject the newest few heads are kept. */
export async function saveEvaluation(db: Database, saved: Evaluated & EvaluationRecord): Promise<void> {
  const { repository, subject, head, baseTip, evaluation, hunks } = saved
  await db.transaction(async (inside) => {
    await inside.query(
      `INSERT INTO sluice.evaluations (repository, subject, head, base_tip, evaluation, hunks, saved_at)
       VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, clock_timestamp())
       ON CONFLICT (repository, subject, head) DO UPDATE SET base_tip = excluded.base_tip, evaluation = excluded.evaluation,
         hunks = excluded.hunks, saved_at = excluded.saved_at`,
      [repository, subject, head, baseTip, jsonText(evaluation), jsonText(hunks)],
    )
    await inside.query(
      `DELETE FROM sluice.evaluations WHERE repository = $1 AND subject = $2 AND head NOT IN (
         SELECT head FROM sluice.evaluations WHERE repository = $1 AND subject = $2 ORDER BY saved_at DESC, head LIMIT $3)`,
      [repository, subject, headsKept],
    )
  })
}

const headsKept = 5

export async function evaluationOf(
  db: Database,
  { repository, subject, head }: Evaluated,
): Promise<EvaluationRecord | undefined> {
  const [record] = await db.query<EvaluationRecord>(
    `SELECT base_tip AS "baseTip", evaluation, hunks FROM sluice.evaluations WHERE repository = $1 AND subject = $2 AND head = $3`,
    [repository, subject, head],
  )
  return record
}

/** What was known of this head counts no more: nothing must be decided over it again. */
export async function forgetEvaluation(
  db: Database,
  { repository, subject, head }: Evaluated,
): Promise<void> {
  await db.query('DELETE FROM sluice.evaluations WHERE repository = $1 AND subject = $2 AND head = $3', [
    repository,
    subject,
    head,
  ])
}
