import type { Database } from './database.ts'

/** What calls of one day, repository or model came to. */
export interface SpentRow {
  /** An ISO date, `owner/name` (the id where that is not known), or a model's id. */
  readonly of: string
  readonly calls: number
  /** Of these not answered. */
  readonly failed: number
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  /** US dollars. */
  readonly usd: number
}

/** Each with its calls, in order; days are UTC's. */
export function spentBy(
  db: Database,
  { by, since }: { readonly by: keyof typeof groups; readonly since?: Date | undefined },
): Promise<SpentRow[]> {
  return db.query<SpentRow>(
    `SELECT ${groups[by]} AS of, count(*)::integer AS calls, (count(*) FILTER (WHERE outcome <> 'answered'))::integer AS failed,
       sum(input_tokens)::bigint AS "inputTokens", sum(cache_read_tokens)::bigint AS "cacheReadTokens",
       sum(cache_write_tokens)::bigint AS "cacheWriteTokens", sum(output_tokens)::bigint AS "outputTokens", sum(usd)::double precision AS usd
     FROM sluice.model_calls call LEFT JOIN sluice.repositories known ON known.id = call.repository
     WHERE $1::timestamptz IS NULL OR at >= $1 GROUP BY 1 ORDER BY (${groups[by]}) COLLATE "C"`,
    [since?.toISOString() ?? null],
  )
}

const groups = {
  day: `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
  repository: `coalesce(known.owner || '/' || known.name, call.repository::text)`,
  model: 'model',
}
