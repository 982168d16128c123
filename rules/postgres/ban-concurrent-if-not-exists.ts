import type { SqlDocument } from '../../src/core/document.ts'
import { lastPart, nameOf, schemaPart } from '../../src/core/name.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { CreateIndex, Statement } from '../../src/core/statement.ts'
import { indexedAtRisk } from './shared/at-risk.ts'
import { edit } from './shared/edits.ts'
import { standsAlone } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/ban-concurrent-if-not-exists',
  title: 'Do not build an index CONCURRENTLY with IF NOT EXISTS',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'medium',
  tags: ['indexes'],
  since: '0.1.0',
  subsumedBy: ['postgres/require-partitioned-index-path'],
  why: 'When a concurrent build fails or is cancelled, an invalid index stays behind. The next run finds its name, skips the build and reports success, while no query ever uses the index.',
  fix: `1. \`DROP INDEX CONCURRENTLY IF EXISTS orders_status_idx;\`
2. \`CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);\`

Or leave IF NOT EXISTS out, so that a second run fails and somebody looks.`,
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);',
    bad: [
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status_idx ON orders (status);',
      `DROP INDEX CONCURRENTLY IF EXISTS orders_state_idx;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_status_key ON orders (status, id);`,
    ],
    good: [
      'CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);',
      `DROP INDEX CONCURRENTLY IF EXISTS orders_status_idx;
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status_idx ON orders (status);`,
      `CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status_idx ON orders (status);
REINDEX INDEX CONCURRENTLY orders_status_idx;`,
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text);
CREATE INDEX IF NOT EXISTS refunds_reason_idx ON refunds (reason);`,
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'create-index' || !statement.concurrently || !statement.ifNotExists) continue
      const target = indexedAtRisk(context, statement, statement.table)
      if (!target || statement.name === undefined || isMended(document, statement)) continue
      yield {
        at: statement.range,
        subject: { kind: 'index', name: statement.name },
        message: `If the build of ${statement.name} fails it leaves an invalid index, and running this again skips the build without a word.`,
        ...target.assumed,
        ...(standsAlone(document, context, statement) ? dropFirst(statement, statement.name) : {}),
      }
    }
  },
})

/** Dropped before, so that nothing is left to be found, or built anew after. */
function isMended(document: SqlDocument, { name, range }: CreateIndex): boolean {
  return document.statements.some((other) => {
    const names = other.range.start < range.start ? dropped(other) : rebuilt(other)
    return names.some((candidate) => lastPart(candidate) === name)
  })
}

const dropped = (statement: Statement) =>
  statement.kind === 'drop' && statement.object === 'index' ? statement.names : []

const rebuilt = (statement: Statement) =>
  statement.kind === 'reindex' && statement.target === 'index' && statement.name ? [statement.name] : []

function dropFirst({ table, range }: CreateIndex, name: string) {
  const drop = `DROP INDEX CONCURRENTLY IF EXISTS ${nameOf(schemaPart(table), name)};\n`
  return { suggestion: { title: 'Drop what a failed build left behind', edits: [edit(range.start, drop)] } }
}
