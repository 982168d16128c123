import type { Hit, Subject } from '../../src/core/finding.ts'
import { lastPart, type Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Reindex } from '../../src/core/statement.ts'
import { indexedAtRisk, isNew, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { insertAfter } from './shared/edits.ts'
import { findIndex } from './shared/indexes.ts'
import { commitsByItself } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/require-concurrent-reindex',
  title: 'Rebuild indexes concurrently',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'indexes'],
  since: '0.1.0',
  scalesWithTable: true,
  aliases: ['squawk:require-concurrent-reindex'],
  why: 'REINDEX blocks every write to the table and locks each index exclusively while it is rebuilt. Planning a query looks at every index, so most reads wait as well.',
  fix: 'Since Postgres 12: `REINDEX TABLE CONCURRENTLY orders;` outside a transaction. A failed run leaves an invalid index that ends in `_ccnew`: drop it and run again.',
  references: ['https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY'],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE INDEX orders_status_idx ON orders (status);
CREATE SCHEMA reporting;`,
    bad: ['REINDEX TABLE orders;', 'REINDEX INDEX orders_status_idx;', 'REINDEX (VERBOSE) SCHEMA reporting;'],
    good: [
      'REINDEX TABLE CONCURRENTLY orders;',
      'REINDEX (CONCURRENTLY) INDEX orders_status_idx;',
      {
        files: { 'db/migrations/0002_example.sql': 'REINDEX TABLE orders;' },
        version: 11,
        note: 'Postgres 11 has no other way.',
      },
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text);
REINDEX TABLE refunds;`,
    ],
  },
  *check(document, context) {
    if (context.version < 12) return
    for (const statement of document.statements) {
      // System catalogs cannot be rebuilt concurrently.
      if (statement.kind !== 'reindex' || statement.concurrently || statement.target === 'system') continue
      const target = rebuilt(context, statement)
      if (!target) continue
      const { scope, assumed, subject } = target
      const concurrently = { title: 'Rebuild concurrently', text: ' CONCURRENTLY' }
      const keywords = ['TABLE', 'INDEX', 'SCHEMA', 'DATABASE']
      const mayBeConcurrent = assumed.assumption === undefined && commitsByItself(context, statement)
      yield {
        at: statement.range,
        subject,
        message: `Rebuilding these indexes blocks every write to ${scope}, and most reads, until it is done.`,
        evidence: [
          lock(
            'REINDEX takes SHARE on the table and ACCESS EXCLUSIVE on each index: blocks writes and most reads',
          ),
        ],
        ...assumed,
        ...(subject.kind === 'table' ? worksUnder('SHARE', scope, 'build') : {}),
        ...(mayBeConcurrent ? insertAfter(document.text, statement.range, keywords, concurrently) : {}),
      }
    }
  },
})

interface Rebuilt {
  readonly subject: Subject
  readonly scope: string
  readonly assumed: Pick<Hit, 'assumption'>
}

/** What waits for a rebuild; undefined when nobody does. */
function rebuilt(context: Context, statement: Reindex): Rebuilt | undefined {
  const { target, name } = statement
  if (target === 'database' || name === undefined) {
    const subject: Subject = { kind: 'schema', name: name ?? 'database' }
    return { subject, scope: 'the tables of this database', assumed: {} }
  }
  if (target === 'schema') return rebuiltSchema(context, name)
  const relation = target === 'table' ? name : findIndex(context.at(statement).before, name)?.relation.name
  if (relation === undefined) {
    const assumption = `Nothing read here creates ${name}, so its table is taken to exist and to be in use.`
    return { subject: { kind: 'index', name }, scope: 'its table', assumed: { assumption } }
  }
  const risk = indexedAtRisk(context, statement, relation)
  if (!risk) return undefined
  return {
    subject: { kind: risk.view ? 'view' : 'table', name: risk.name },
    scope: risk.name,
    assumed: risk.assumed,
  }
}

function rebuiltSchema(context: Context, name: Name): Rebuilt | undefined {
  const schema = context.after.schemas.get(lastPart(name))
  if (schema && isNew(context, schema)) return undefined
  return { subject: { kind: 'schema', name }, scope: `the tables of ${name}`, assumed: {} }
}
