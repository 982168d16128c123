import { displayName } from '../../src/core/catalog/lookup.ts'
import { assume, defineRule } from '../../src/core/rule.ts'

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
    ],
    good: [
      'CREATE TEMPORARY TABLE staging (id bigint);\nTRUNCATE staging;',
      'CREATE TABLE fresh (id bigint PRIMARY KEY);\nINSERT INTO fresh (id) VALUES (1);\nTRUNCATE fresh;',
      'DELETE FROM lines WHERE id = 7;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
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
