import type { CallRecord } from '../review/journal.ts'
import type { Answered } from '../review/model.ts'
import type { Database } from './database.ts'
import { jsonText } from './driver.ts'
import type { Evaluated } from './evaluations.ts'

/** Whose call it is. */
export interface Asker extends Evaluated {
  readonly installation: number
  /** Login of who wanted it; `sluice` where nobody had to. */
  readonly by: string
}

/** Texts are kept for the retention of the operator, figures for a year. */
export async function insertCall(db: Database, asker: Asker, record: CallRecord): Promise<void> {
  const { call, request } = record
  const { usage } = call
  await db.query(insertText, [
    ...[asker.repository, asker.installation, asker.subject, asker.head, asker.by],
    ...[record.purpose, record.question, record.tier, call.model],
    ...[record.promptVersion, record.promptHash, record.requestHash, jsonText(request), record.answer],
    ...[record.outcome, call.requestId, call.stopReason],
    ...[usage.inputTokens, usage.cacheReadTokens, usage.cacheWriteTokens, usage.outputTokens, usage.usd],
    ...[call.attempts, Math.round(call.seconds * 1000)],
  ])
}

const insertText = `INSERT INTO sluice.model_calls (repository, installation, subject, head, asked_by, purpose, question, tier, model,
    prompt_version, prompt_hash, request_hash, request, answer, outcome, request_id, stop_reason,
    input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, usd, attempts, milliseconds, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, clock_timestamp())`

/** What this very request was answered in this pull request within a day, after `since` where that is given. */
export async function recalledAnswer(
  db: Database,
  { repository, subject }: Pick<Evaluated, 'repository' | 'subject'>,
  { requestHash, since }: { readonly requestHash: string; readonly since?: Date | undefined },
): Promise<Answered | undefined> {
  const [known] = await db.query<KnownCall>(
    `SELECT answer, model, request_id AS "requestId", stop_reason AS "stopReason", ${usageColumns}, attempts, milliseconds
     FROM sluice.model_calls WHERE repository = $1 AND subject = $2 AND request_hash = $3 AND outcome = 'answered' AND answer IS NOT NULL
       AND at > now() - interval '1 day' AND at >= coalesce($4::timestamptz, '-infinity') ORDER BY id DESC LIMIT 1`,
    [repository, subject, requestHash, since?.toISOString() ?? null],
  )
  return known && answeredOf(known)
}

export const usageColumns = `input_tokens AS "inputTokens", cache_read_tokens AS "cacheReadTokens",
  cache_write_tokens AS "cacheWriteTokens", output_tokens AS "outputTokens", usd::double precision AS usd`

interface KnownCall {
  readonly answer: string
  readonly model: string
  readonly requestId: string | null
  readonly stopReason: string | null
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  readonly usd: number
  readonly attempts: number
  readonly milliseconds: number
}

function answeredOf({
  answer,
  model,
  requestId,
  stopReason,
  attempts,
  milliseconds,
  ...usage
}: KnownCall): Answered {
  const call = { model, requestId, stopReason, usage, attempts, seconds: milliseconds / 1000 }
  return { ok: true, value: JSON.parse(answer) as unknown, text: answer, call }
}
