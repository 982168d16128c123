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
  /** The branch that the change goes to. */
  readonly baseRef: string
  /** Where that was: its policy decided. */
  readonly baseTip: string
  readonly evaluation: Evaluation
  /** Lines of head that stand in the diff, by path. */
  readonly hunks: Readonly<Record<string, readonly { startLine: number; endLine: number }[]>>
}

interface KeptEvaluation extends EvaluationRecord {
  readonly savedAt: Date
}

/**
 * Replaces what was known of this head; of one subject the newest few heads are kept. Answers the evaluation as it will be read: of jsonb
 * the order of keys is lost, and words that are made in their order must be the same whenever they are said.
 */
export async function saveEvaluation(
  db: Database,
  saved: Evaluated & EvaluationRecord,
): Promise<EvaluationRecord> {
  const { repository, subject, head, baseRef, baseTip, evaluation, hunks } = saved
  return db.transaction(async (inside) => {
    const [kept] = await inside.query<Pick<EvaluationRecord, 'evaluation' | 'hunks'>>(
      `INSERT INTO sluice.evaluations (repository, subject, head, base_ref, base_tip, evaluation, hunks, saved_at)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, clock_timestamp())
       ON CONFLICT (repository, subject, head) DO UPDATE SET base_ref = excluded.base_ref, base_tip = excluded.base_tip,
         evaluation = excluded.evaluation, hunks = excluded.hunks, saved_at = excluded.saved_at
       RETURNING evaluation, hunks`,
      [repository, subject, head, baseRef, baseTip, jsonText(evaluation), jsonText(hunks)],
    )
    await inside.query(
      `DELETE FROM sluice.evaluations WHERE repository = $1 AND subject = $2 AND head NOT IN (
         SELECT head FROM sluice.evaluations WHERE repository = $1 AND subject = $2 ORDER BY saved_at DESC, head LIMIT $3)`,
      [repository, subject, headsKept],
    )
    return { baseRef, baseTip, evaluation, hunks, ...kept }
  })
}

const headsKept = 5

export async function evaluationOf(
  db: Database,
  { repository, subject, head }: Evaluated,
): Promise<KeptEvaluation | undefined> {
  const [record] = await db.query<KeptEvaluation>(
    `SELECT base_ref AS "baseRef", base_tip AS "baseTip", evaluation, hunks, saved_at AS "savedAt" FROM sluice.evaluations WHERE repository = $1 AND subject = $2 AND head = $3`,
    [repository, subject, head],
  )
  return record
}

/** The one of the same subject that was saved last for another head. */
export async function newestOfAnotherHead(
  db: Database,
  { repository, subject, head }: Evaluated,
): Promise<Pick<KeptEvaluation, 'evaluation' | 'savedAt'> | undefined> {
  const [other] = await db.query<Pick<KeptEvaluation, 'evaluation' | 'savedAt'>>(
    `SELECT evaluation, saved_at AS "savedAt" FROM sluice.evaluations
     WHERE repository = $1 AND subject = $2 AND head <> $3 ORDER BY saved_at DESC LIMIT 1`,
    [repository, subject, head],
  )
  return other
}

/** This head is back: what is known of it is what people see from now on, as if it had been saved now. */
export async function shownAgain(db: Database, { repository, subject, head }: Evaluated): Promise<void> {
  await db.query(
    `UPDATE sluice.evaluations this SET saved_at = clock_timestamp() WHERE repository = $1 AND subject = $2 AND head = $3
       AND EXISTS (SELECT FROM sluice.evaluations other WHERE other.repository = $1 AND other.subject = $2 AND other.saved_at > this.saved_at)`,
    [repository, subject, head],
  )
}

/** What was known of a commit, whatever it is the head of, counts no more. */
export async function forgetHead(
  db: Database,
  { repository, head }: Omit<Evaluated, 'subject'>,
): Promise<void> {
  await db.query('DELETE FROM sluice.evaluations WHERE repository = $1 AND head = $2', [repository, head])
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
