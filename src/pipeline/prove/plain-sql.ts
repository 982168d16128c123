import type { SqlDocument } from '../../core/document.ts'
import type { Statement } from '../../core/statement.ts'
import { shortened, slice } from '../../core/text.ts'

/**
 * The first statement of a file that a model has no business to write, as a clause: one whose effect cannot be read or that reaches beyond
 * the tables. What the old texts hold may stand.
 */
export function oddStatement(
  { text, statements, undo, migration }: SqlDocument,
  olds: readonly string[],
): string | undefined {
  const known = olds.map(plain)
  const isOld = (sql: string) => known.some((each) => each.includes(plain(sql)))
  const said = [...statements, ...undo].map((statement) => ({ statement, sql: slice(text, statement.range) }))
  const odd = said.find(
    ({ statement, sql }) =>
      (!isOrdinary(statement, migration !== undefined) || reaches.test(sql)) && !isOld(sql),
  )
  return odd && `it holds ${JSON.stringify(shortened(plain(odd.sql), 80))}`
}

/** On one line. */
const plain = (sql: string) => sql.replace(/\s+/g, ' ').trim()

/** A migration that reads does so for what a function does beside. */
function isOrdinary(statement: Statement, isMigration: boolean): boolean {
  switch (statement.kind) {
    case 'do-block':
    case 'opaque':
    case 'unparsed':
    case 'copy':
    case 'lock-table':
    case 'cluster':
    case 'truncate':
    case 'merge':
      return false
    case 'read':
      return !isMigration
    case 'other':
      return /^analyze$/i.test(statement.verb)
    case 'set':
      return timeouts.has(statement.parameter)
    default:
      return true
  }
}

const timeouts: ReadonlySet<string> = new Set(['lock_timeout', 'statement_timeout'])

/** Functions that read files, other servers and other sessions, and what runs as somebody else. */
const reaches =
  /\b(?:pg_read_\w+|pg_ls_\w+|pg_stat_file|pg_sleep\w*|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|lo_import|lo_export|dblink\w*|set_config|\w+_to_xml\w*)\s*\(|\bsecurity\s+definer\b|\bprogram\b/i
