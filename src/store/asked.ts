import type { Opinion } from '../core/opinion.ts'
import { record } from './audit.ts'
import type { Database } from './database.ts'
import type { Evaluated } from './evaluations.ts'

interface AskedEntry extends Evaluated {
  readonly by: string
  readonly opinion: Opinion
  readonly request: string
}

/** Adds the entry `asked` to the audit log: what was asked for this opinion, what it cost and what came of it. Before the opinion is saved. */
export async function recordAsked(db: Database, asked: AskedEntry): Promise<void> {
  const { repository, subject, head, by, request, opinion } = asked
  const { lastCall, ...figures } = await callsFor(db, asked)
  await record(db, {
    ...{ actor: by, action: 'asked', repository, number: numberOf(subject) },
    detail: { head, request, ...outcomeOf(opinion), ...figures },
    dedupe: `asked ${repository} ${subject} ${head} ${request} ${lastCall}`,
  })
}

function numberOf(subject: string): number | null {
  return /^pull\/\d{1,9}$/.test(subject) ? Number(subject.slice('pull/'.length)) : null
}

function outcomeOf({ findings, remedies, ...opinion }: Opinion) {
  const { status, verdict, round, isShadow, share, promptVersion, dropped } = opinion
  return {
    ...{ status, verdict, round, isShadow, share, promptVersion, dropped },
    findings: findings.map(({ number, category, fingerprint }) => ({ number, category, fingerprint })),
    remedies: remedies.map(({ kind, path }) => ({ kind, path })),
  }
}

interface Figures {
  /** Of all calls for this head; 0 where there was none. */
  readonly lastCall: number
  readonly calls: number
  readonly models: readonly string[]
  readonly promptHashes: readonly string[]
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  readonly usd: number
}

async function callsFor(db: Database, { repository, subject, head }: Evaluated): Promise<Figures> {
  const [figures] = await db.query<Figures>(figuresText, [repository, subject, head])
  if (!figures) throw new Error('A sum has no row.')
  return figures
}

/** The calls for this head that no earlier opinion on it counted; those of a try that was broken off are among them, as they were paid. */
const figuresText = `WITH calls AS (
    SELECT call.* FROM sluice.model_calls call WHERE call.repository = $1 AND call.subject = $2 AND call.head = $3
  ), uncounted AS (
    SELECT * FROM calls WHERE at > coalesce((SELECT given_at FROM sluice.opinions said
      WHERE said.repository = $1 AND said.subject = $2 AND said.head = $3), '-infinity')
  )
  SELECT (SELECT coalesce(max(id), 0) FROM calls) AS "lastCall", count(*)::integer AS calls,
    coalesce(array_agg(DISTINCT model ORDER BY model), '{}') AS models,
    coalesce(array_agg(DISTINCT prompt_hash ORDER BY prompt_hash), '{}') AS "promptHashes",
    coalesce(sum(input_tokens), 0)::bigint AS "inputTokens", coalesce(sum(cache_read_tokens), 0)::bigint AS "cacheReadTokens",
    coalesce(sum(cache_write_tokens), 0)::bigint AS "cacheWriteTokens", coalesce(sum(output_tokens), 0)::bigint AS "outputTokens",
    coalesce(sum(usd), 0)::double precision AS usd
  FROM uncounted`
