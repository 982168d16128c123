import { displayName } from '../../src/core/catalog/lookup.ts'
import type { Hit } from '../../src/core/finding.ts'
import { assume, type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import { contains } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/ban-truncate',
  title: 'Do not truncate a table that holds data',
  languages: ['sql'],
  severity: 'critical',
  tags: ['data-loss', 'locks'],
  since: '0.1.0',
  aliases: ['squawk:ban-truncate-cascade'],
  why: 'TRUNCATE deletes every row without firing row triggers, and blocks every reader and writer while it runs. With CASCADE it empties the tables that reference it too.',
  fix: 'Delete the rows you mean, in batches, with a WHERE that says which. When all of them are meant, take a backup first and say so in a suppression.',
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nCREATE TABLE lines (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint REFERENCES orders);\nCREATE INDEX lines_order_id ON lines (order_id);',
    bad: [
      "SET lock_timeout = '5s';\nTRUNCATE lines;",
      "SET lock_timeout = '5s';\nTRUNCATE orders CASCADE;",
      "SET lock_timeout = '5s';\nTRUNCATE ONLY public.lines RESTART IDENTITY;",
      {
        files: {
          'db/migrations/0002_example.sql': "DO $$ BEGIN EXECUTE 'TRUNC' || 'ATE lines'; END $$;",
        },
        rehearsed: true,
        note: 'No text says so: the rehearsal saw it.',
      },
    ],
    good: [
      'CREATE TEMPORARY TABLE staging (id bigint);\nTRUNCATE staging;',
      'CREATE TABLE fresh (id bigint PRIMARY KEY);\nINSERT INTO fresh (id) VALUES (1);\nTRUNCATE fresh;',
      'DELETE FROM lines WHERE id = 7;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      yield* seenEmptied(statements, statement, context)
      if (statement.kind !== 'truncate') continue
      for (const name of statement.tables) {
        const table = context.existing(statement, name)
        if (table === 'new' || (table !== 'unknown' && table.persistence === 'temporary')) continue
        const shown = displayName(table === 'unknown' ? name : table.name)
        const along = statement.cascade ? ' and of every table that references it' : ''
        yield {
          at: statement.range,
          subject: { kind: 'table', name: shown },
          message: `TRUNCATE deletes all rows of ${shown}${along} for good.`,
          ...assume(table, shown),
        }
      }
    }
  },
})

/** Tables that a statement was seen to empty where nothing that was read says so: in a function, or in SQL put together at run time. */
function* seenEmptied(
  statements: readonly Statement[],
  statement: Statement,
  context: Context,
): Generator<Hit, void> {
  const { seen } = context.at(statement)
  if (!seen || statement.inside) return
  const emptied = seen.work.filter(({ kind, existing }) => kind === 'truncate' && existing)
  const isRead = statements.some(({ kind, range }) => kind === 'truncate' && contains(statement.range, range))
  if (isRead) return
  for (const table of new Set(emptied.map((work) => displayName(work.table)))) {
    yield {
      at: statement.range,
      subject: { kind: 'table', name: table },
      message: `In the rehearsal this truncated ${table}: all its rows are gone for good.`,
      evidence: [{ strength: 'measured', kind: 'statement', text: `the rehearsal saw ${table} emptied` }],
    }
  }
}
