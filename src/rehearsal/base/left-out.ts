/**
 * Why a merged statement is not run at all: `silently` where it leaves nothing behind that a later one could miss, otherwise what is told of
 * it. What reaches beyond the one database is not done for the sake of a rehearsal.
 */
export function leftOut(sql: string): string | undefined {
  return reasons.find(([pattern]) => pattern.test(sql))?.[1]
}

const reasons: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^\s*(?:vacuum|analy[sz]e|checkpoint|reindex|lock|listen|unlisten|notify|discard)\b/i, 'silently'],
  [/^\s*copy\b[^;]*\bfrom\s+(?:stdin|'|program\b)/i, 'rows that a COPY brings along are not loaded'],
  [/^\s*(?:create|drop)\s+database\b/i, 'databases are neither made nor dropped for a rehearsal'],
  [/^\s*alter\s+system\b/i, "the server's configuration is not changed for a rehearsal"],
  [/^\s*create\s+tablespace\b/i, 'tablespaces are not made for a rehearsal'],
  [/^\s*(?:create|alter)\s+subscription\b/i, 'a rehearsal does not connect to other servers'],
]

const concurrently =
  /^(\s*(?:create\s+(?:unique\s+)?index|drop\s+index|refresh\s+materialized\s+view))\s+concurrently\b/i

/** Nobody else is here: what CONCURRENTLY makes is the same without it, and may then share a transaction. */
export function prepared(sql: string): string {
  return sql.replace(concurrently, '$1')
}
