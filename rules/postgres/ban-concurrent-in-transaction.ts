import type { SqlDocument } from '../../src/core/document.ts'
import type { Subject } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'
import { fails } from './shared/claims.ts'
import { commitsByItself } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/ban-concurrent-in-transaction',
  title: 'Run CONCURRENTLY outside a transaction',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['transactions', 'indexes'],
  since: '0.1.0',
  aliases: ['squawk:ban-concurrent-index-creation-in-transaction', 'atlas:PG103'],
  why: 'Work done CONCURRENTLY commits several times on its way, so the server refuses it inside a transaction and the deployment stops there.',
  fix: `Put the statement into a migration file of its own and run that file without a transaction:
- goose: \`-- +goose NO TRANSACTION\`
- sqlx: \`-- no-transaction\` as the first line
- Atlas: \`-- atlas:txmode none\` as the first line, then an empty line
- Liquibase: \`runInTransaction:false\` on the change set
- Flyway: nothing else in the file, or \`executeInTransaction=false\` in the script's \`.conf\` file
- dbmate: \`-- migrate:up transaction:false\`
- dbmate, golang-migrate, Prisma: nothing else in the file, as statements sent together are one transaction`,
  references: [
    'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
    'https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT',
  ],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);
CREATE INDEX orders_status_idx ON orders (status);
CREATE MATERIALIZED VIEW order_totals AS SELECT status, count(*) AS orders FROM orders GROUP BY status;
CREATE UNIQUE INDEX order_totals_key ON order_totals (status);`,
    bad: [
      `BEGIN;
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);
COMMIT;`,
      `BEGIN;
DROP INDEX CONCURRENTLY orders_status_idx;
COMMIT;`,
      `BEGIN;
REINDEX TABLE CONCURRENTLY orders;
COMMIT;`,
      {
        files: {
          'db/migrations/20260102030405_index.sql': `-- migrate:up
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);

-- migrate:down
DROP INDEX CONCURRENTLY orders_placed_at_idx;
`,
        },
        before: {
          'db/migrations/20250102030405_orders.sql': `-- migrate:up
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);

-- migrate:down
DROP TABLE orders;
`,
        },
        note: 'dbmate opens a transaction unless told not to.',
      },
      {
        files: {
          'migrations/000002_indexes.up.sql': `CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);
CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);`,
          'migrations/000002_indexes.down.sql': 'DROP INDEX orders_placed_at_idx, orders_status_idx;',
        },
        before: {
          'migrations/000001_orders.up.sql':
            'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);',
          'migrations/000001_orders.down.sql': 'DROP TABLE orders;',
        },
        note: 'golang-migrate sends the file as one string: two statements make a transaction.',
      },
      `DO $$
BEGIN
  CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);
END
$$;`,
    ],
    good: [
      'CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);',
      `BEGIN;
COMMENT ON TABLE orders IS 'What customers bought';
COMMIT;
DROP INDEX CONCURRENTLY orders_status_idx;`,
      {
        files: {
          'db/migrations/0002_example.sql': `BEGIN;
REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;
COMMIT;`,
        },
        note: 'A refresh is the one that may be in a transaction.',
      },
      {
        files: {
          'db/migrations/20260102030405_index.sql': `-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY orders_placed_at_idx;
`,
        },
        before: {
          'db/migrations/20250102030405_orders.sql': `-- migrate:up
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);

-- migrate:down
DROP TABLE orders;
`,
        },
      },
      {
        files: {
          'migrations/000002_index.up.sql':
            'CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);',
          'migrations/000002_index.down.sql': 'DROP INDEX CONCURRENTLY orders_placed_at_idx;',
        },
        before: {
          'migrations/000001_orders.up.sql':
            'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);',
          'migrations/000001_orders.down.sql': 'DROP TABLE orders;',
        },
        note: 'One statement alone commits by itself.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      for (const { verb, subject, at } of concurrentWork(statement)) {
        if (commitsByItself(context, statement)) continue
        const opener = openerOf(document, context, statement)
        yield {
          at,
          subject,
          message: `${verb} cannot run inside a transaction: ${opener}, so the server refuses this statement.`,
          evidence: [
            {
              strength: 'proved',
              kind: 'transaction',
              text: `error 25001: ${verb} cannot run inside a transaction block`,
            },
          ],
          ...fails,
        }
      }
    }
  },
})

interface ConcurrentWork {
  readonly verb: string
  readonly subject: Subject
  readonly at: Range
}

function concurrentWork(statement: Statement): readonly ConcurrentWork[] {
  const at = statement.range
  switch (statement.kind) {
    case 'create-index':
      if (!statement.concurrently) return []
      return [{ verb: 'CREATE INDEX CONCURRENTLY', subject: { kind: 'table', name: statement.table }, at }]
    case 'drop': {
      const [name] = statement.names
      if (!statement.concurrently || name === undefined) return []
      return [{ verb: 'DROP INDEX CONCURRENTLY', subject: { kind: 'index', name }, at }]
    }
    case 'reindex': {
      if (!statement.concurrently || statement.name === undefined) return []
      const kind = statement.target === 'index' || statement.target === 'table' ? statement.target : 'schema'
      return [{ verb: 'REINDEX CONCURRENTLY', subject: { kind, name: statement.name }, at }]
    }
    case 'alter-table':
      return statement.actions
        .filter((action) => action.kind === 'detach-partition' && action.mode === 'concurrently')
        .map(({ range }) => ({
          verb: 'DETACH PARTITION CONCURRENTLY',
          subject: { kind: 'table', name: statement.table },
          at: range,
        }))
    default:
      return []
  }
}

function openerOf(document: SqlDocument, context: Context, statement: Statement): string {
  if (statement.inside) return 'a DO block is one'
  switch (context.at(statement).transaction.openedBy) {
    case 'tool':
      return `${document.migration?.tool ?? 'the migration tool'} opens one around this file`
    case 'batch':
      return 'the statements of this file are sent together, which makes them one'
    default:
      return 'BEGIN opened one above'
  }
}
