import { displayName } from '../../src/core/catalog/lookup.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import { tableWork } from './shared/work.ts'

export default defineRule({
  id: 'migration/require-batched-backfill',
  title: 'Change many rows in batches',
  languages: ['sql'],
  severity: 'medium',
  tags: ['locks', 'performance'],
  since: '0.1.0',
  scalesWithTable: true,
  subsumedBy: [
    'migration/require-where',
    'migration/ban-schema-with-backfill',
    'postgres/ban-work-under-exclusive-lock',
  ],
  why: 'One statement over a whole table locks every row it touches until it commits, holds back vacuum, and floods the log and the replicas.',
  fix: `Walk the key in steps, each its own transaction, outside the migration or with the tool's transaction off:
\`\`\`sql
UPDATE orders SET region = 'eu' WHERE region IS NULL AND id BETWEEN 1 AND 10000;
\`\`\``,
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, region text, total numeric);',
    bad: [
      "UPDATE orders SET region = 'eu' WHERE region IS NULL;",
      'DELETE FROM orders WHERE total = 0;',
      'MERGE INTO orders AS o USING orders AS n ON o.id = n.id WHEN MATCHED THEN UPDATE SET total = 0;',
      'CREATE TABLE totals (order_id bigint PRIMARY KEY, total numeric);\nINSERT INTO totals (order_id, total) SELECT id, total FROM orders;',
    ],
    good: [
      "UPDATE orders SET region = 'eu' WHERE id = 7;",
      "UPDATE orders SET region = 'eu' WHERE region IS NULL AND id BETWEEN 1 AND 10000;",
      "UPDATE orders SET region = 'eu' WHERE id IN (SELECT id FROM orders WHERE region IS NULL LIMIT 1000);",
      "INSERT INTO orders (region) VALUES ('eu'), ('us');",
      'CREATE TABLE fresh (id bigint PRIMARY KEY, n bigint);\nINSERT INTO fresh VALUES (1, 1);\nUPDATE fresh SET n = 2 WHERE n > 0;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      const work = tableWork(statement, context)
      if (!work) continue
      const shown = displayName(work.table === 'unknown' ? work.name : work.table.name)
      yield {
        at: statement.range,
        subject: { kind: 'table', name: shown },
        message: `One statement ${verbs[work.statement.kind]} an unbounded part of ${shown}, in one transaction from beginning to end.`,
        ...assume(work.table, shown),
      }
    }
  },
})

const verbs = { update: 'updates', delete: 'deletes', merge: 'merges into', insert: 'reads' } as const
