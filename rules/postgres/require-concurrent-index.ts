import { defineRule } from '../../src/core/rule.ts'
import type { CreateIndex } from '../../src/core/statement.ts'
import { type AtRisk, indexedAtRisk, lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { insertAfter } from './shared/edits.ts'
import { commitsByItself } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/require-concurrent-index',
  title: 'Build indexes on existing tables concurrently',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'indexes'],
  since: '0.1.0',
  scalesWithTable: true,
  aliases: [
    'squawk:require-concurrent-index-creation',
    'eugene:E6',
    'atlas:PG101',
    'strong_migrations:add_index',
  ],
  why: 'A plain CREATE INDEX takes a SHARE lock: every INSERT, UPDATE and DELETE on the table waits until the whole index is built, and everything behind them in the queue waits too.',
  fix: `1. Give the index a migration file of its own that runs outside a transaction (goose \`-- +goose NO TRANSACTION\`, sqlx \`-- no-transaction\`, dbmate \`-- migrate:up transaction:false\` with one statement; Flyway, golang-migrate and Prisma: nothing else in the file).
2. \`CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);\`
3. If the build fails it leaves an invalid index behind: \`DROP INDEX CONCURRENTLY orders_status_idx;\` and run it again.`,
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY'],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);
CREATE SCHEMA archive;
CREATE MATERIALIZED VIEW order_totals AS SELECT status, count(*) AS orders FROM orders GROUP BY status;`,
    bad: [
      'CREATE INDEX orders_status_idx ON orders (status);',
      'CREATE UNIQUE INDEX ON public.orders (placed_at);',
      {
        files: {
          'db/migrations/0002_example.sql': `CREATE TABLE archive.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE INDEX orders_status_idx ON public.orders (status);`,
        },
        note: 'The new table only shares its name with the one that is indexed.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `CREATE TABLE IF NOT EXISTS orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE INDEX orders_status_idx ON orders (status);`,
        },
        note: 'The table is already there: IF NOT EXISTS makes nothing.',
      },
      `SET lock_timeout = '5s';
ALTER TABLE orders RENAME TO purchases;
CREATE INDEX purchases_status_idx ON purchases (status);`,
      {
        files: {
          'db/migrations/0002_example.sql': 'CREATE INDEX order_totals_orders_idx ON order_totals (orders);',
        },
        note: 'On a materialized view it is refreshes that wait.',
      },
    ],
    good: [
      'CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);',
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text);
CREATE INDEX refunds_reason_idx ON refunds (reason);`,
      `CREATE TABLE archive.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE INDEX orders_status_idx ON archive.orders (status);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
DROP TABLE orders CASCADE;
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE INDEX orders_status_idx ON orders (status);`,
        },
        note: 'Dropped and made again, the table is empty.',
      },
      {
        before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text);
CREATE INDEX orders_status_idx ON orders (status);`,
        files: {
          'db/migrations/0002_example.sql':
            'CREATE INDEX IF NOT EXISTS orders_status_idx ON orders (status);',
        },
        note: 'The index is there, so nothing is built.',
      },
      {
        before: `CREATE TABLE events (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);`,
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE INDEX events_2027_at_idx ON events_2027 (at);`,
        },
        note: 'A new partition is a new table.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'create-index' || statement.concurrently) continue
      const target = indexedAtRisk(context, statement, statement.table)
      if (!target || isPartitioned(statement, target) || isThere(statement, target)) continue
      const waiting = target.view ? 'refresh of' : 'write to'
      const mayBeConcurrent = target.table && !statement.ifNotExists && commitsByItself(context, statement)
      const concurrently = { title: 'Build the index concurrently', text: ' CONCURRENTLY' }
      yield {
        at: statement.range,
        subject: { kind: target.view ? 'view' : 'table', name: target.name },
        message: `Building this index blocks every ${waiting} ${target.name} until it is done.`,
        evidence: [lock(`CREATE INDEX takes SHARE on ${target.name}: blocks writes, not reads`)],
        ...target.assumed,
        ...worksUnder('SHARE', target.name, 'build'),
        ...(mayBeConcurrent ? insertAfter(document.text, statement.range, ['INDEX'], concurrently) : {}),
      }
    }
  },
})

/** Left to postgres/require-partitioned-index-path; ONLY is its first step, and builds nothing on a parent without rows of its own. */
function isPartitioned({ only }: CreateIndex, { table, view }: AtRisk): boolean {
  if (!table && !view) return only
  return table?.partitionBy !== undefined
}

function isThere({ ifNotExists, name }: CreateIndex, { table, view }: AtRisk): boolean {
  return ifNotExists && ((table ?? view)?.indexes ?? []).some((index) => index.name === name)
}
