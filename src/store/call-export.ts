import { canonicalJson } from './audit-chain.ts'
import type { Database } from './database.ts'
import { usageColumns } from './model-calls.ts'

/** One call as auditors see it. Request and answer are null once their time is over. */
export interface ExportedCall {
  readonly id: number
  /** ISO 8601, in UTC. */
  readonly at: string
  readonly repository: number
  readonly installation: number
  readonly subject: string
  readonly head: string
  readonly askedBy: string
  readonly purpose: string
  readonly question: string
  readonly tier: string
  readonly model: string
  readonly promptVersion: string
  readonly promptHash: string
  readonly requestHash: string
  readonly request: unknown
  readonly answer: string | null
  readonly outcome: string
  readonly requestId: string | null
  readonly stopReason: string | null
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  /** US dollars. */
  readonly usd: number
  readonly attempts: number
  readonly milliseconds: number
}

const columns = `id, at, repository, installation, subject, head, asked_by AS "askedBy", purpose, question, tier, model,
  prompt_version AS "promptVersion", prompt_hash AS "promptHash", request_hash AS "requestHash", request, answer, outcome,
  request_id AS "requestId", stop_reason AS "stopReason", ${usageColumns}, attempts, milliseconds`

const page = 100

/** All calls of this time or later in the order in which they were written down, read in pages. */
async function* modelCalls(
  db: Database,
  { since }: { readonly since?: Date | undefined },
): AsyncGenerator<ExportedCall> {
  for (let last = 0; ; ) {
    const rows = await db.query<Omit<ExportedCall, 'at'> & { readonly at: Date }>(
      `SELECT ${columns} FROM sluice.model_calls
       WHERE id > $1 AND ($2::timestamptz IS NULL OR at >= $2) ORDER BY id LIMIT ${page}`,
      [last, since?.toISOString() ?? null],
    )
    for (const row of rows) yield { ...row, at: row.at.toISOString() }
    if (rows.length < page) return
    last = rows.at(-1)?.id ?? last
  }
}

interface Wanted {
  readonly format: 'json' | 'csv'
  readonly since?: Date | undefined
}

/** Lines without their ends: one JSON object for each call, or CSV (RFC 4180) with the figures and the line of names first, without texts. */
export async function* callLines(db: Database, { format, since }: Wanted): AsyncGenerator<string> {
  if (format === 'csv') yield figures.join(',')
  for await (const call of modelCalls(db, { since }))
    yield format === 'json' ? canonicalJson(call) : figures.map((key) => field(call[key])).join(',')
}

const figures = [
  'id',
  'at',
  'repository',
  'installation',
  'subject',
  'head',
  'askedBy',
  'purpose',
  'question',
  'tier',
  'model',
  'promptVersion',
  'promptHash',
  'requestHash',
  'outcome',
  'requestId',
  'stopReason',
  'inputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'outputTokens',
  'usd',
  'attempts',
  'milliseconds',
] as const satisfies readonly (keyof ExportedCall)[]

/** A question's id holds names of files; a spreadsheet must not take one for a formula. */
function field(value: string | number | null): string {
  if (typeof value !== 'string') return String(value ?? '')
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
