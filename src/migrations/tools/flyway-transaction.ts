import type { TransactionMode } from '../../core/migration.ts'
import type { Settings } from './flyway-settings.ts'

/**
 * flyway-database-postgresql, PostgreSQLParser `detectCanExecuteInTransaction`: what Flyway never wraps in a
 * transaction.
 */
const outside = [
  /^(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)\b/i,
  /^(?:CREATE|DROP)(?: UNIQUE)? INDEX CONCURRENTLY\b/i,
  /^REINDEX(?: VERBOSE)? (?:SCHEMA|DATABASE|SYSTEM)\b/i,
  /^ALTER SYSTEM\b/i,
  /^VACUUM\b/i,
  /^DISCARD ALL\b/i,
]

/**
 * A file runs in a transaction unless it, or the configuration, says `executeInTransaction=false`, or all of
 * it is of the kind Flyway runs outside by itself. A file that mixes both kinds is refused unless `mixed` is
 * on, and then it runs outside as a whole.
 */
export function transactionOf(
  text: string | undefined,
  script: string,
  { transaction, mixed, group }: Settings,
): TransactionMode {
  const said = /^\s*executeInTransaction\s*=\s*(true|false)\b/m.exec(script)?.[1]
  if (said === 'false' || (said === undefined && !transaction)) return 'none'
  const kinds = new Set(
    statementsOf(text ?? '').map((statement) => outside.some((pattern) => pattern.test(statement))),
  )
  if (kinds.has(true) && (mixed || !kinds.has(false))) return 'none'
  return group ? 'history' : 'file'
}

const mayMatter = /\b(?:CONCURRENTLY|DATABASE|TABLESPACE|SUBSCRIPTION|REINDEX|SYSTEM|VACUUM|DISCARD)\b/i

/**
 * The beginnings of the statements; a semicolon inside a literal makes one too many, which then counts as an
 * ordinary statement.
 */
function statementsOf(text: string): string[] {
  if (!mayMatter.test(text)) return []
  return withoutBlocks(text.replaceAll(/--[^\n]*/g, ' '))
    .split(';')
    .map((statement) => statement.trim().slice(0, 200).replaceAll(/\s+/g, ' '))
    .filter((statement) => statement !== '')
}

function withoutBlocks(text: string): string {
  const kept: string[] = []
  let at = 0
  for (let open = text.indexOf('/*'); open !== -1; open = text.indexOf('/*', at)) {
    kept.push(text.slice(at, open))
    const close = text.indexOf('*/', open + 2)
    at = close === -1 ? text.length : close + 2
  }
  return [...kept, text.slice(at)].join(' ')
}
