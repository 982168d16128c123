import { displayName } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import { isAlwaysTrue } from '../../src/core/reach.ts'
import { assume, type Context, defineRule } from '../../src/core/rule.ts'
import type { Delete, Update } from '../../src/core/statement.ts'
import { columnExistedBefore } from './shared/existing.ts'

export default defineRule({
  id: 'migration/require-where',
  title: 'Say which rows to change or delete',
  languages: ['sql'],
  severity: 'critical',
  tags: ['data-loss'],
  since: '0.1.0',
  why: 'Without a condition that can be false the statement rewrites or deletes every row, and nothing says whether that was meant.',
  fix: "Add the WHERE that names the rows. When every row is meant, write the condition that makes it so (`WHERE status IS DISTINCT FROM 'open'`) and run it in batches.",
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, note text);',
    bad: [
      "UPDATE orders SET status = 'open';",
      'DELETE FROM orders;',
      'DELETE FROM orders WHERE 1 = 1;',
      "UPDATE orders SET status = 'open' WHERE id = id;",
      'WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone;',
    ],
    good: [
      'DELETE FROM orders WHERE id = 7;',
      {
        files: {
          'db/migrations/0002_x.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN open boolean;\nUPDATE orders SET open = true;",
        },
        note: 'The column is new: no value is lost.',
      },
      'CREATE TABLE fresh (id bigint PRIMARY KEY, n bigint);\nUPDATE fresh SET n = 1;',
      'UPDATE orders SET note = NULL WHERE note = note AND id = 3;',
      'CREATE TEMPORARY TABLE staging (id bigint);\nDELETE FROM staging;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'update' && statement.kind !== 'delete') continue
      const table = context.existing(statement, statement.table)
      if (table === 'new' || (table !== 'unknown' && table.persistence === 'temporary')) continue
      if (statement.where && !isAlwaysTrue(statement.where, table)) continue
      if (statement.kind === 'update' && table !== 'unknown' && fillsNewColumns(statement, table, context))
        continue
      const shown = displayName(table === 'unknown' ? statement.table : table.name)
      yield {
        at: statement.range,
        subject: { kind: 'table', name: shown },
        message: `This ${verb(statement)} every row of ${shown}: ${statement.where ? 'its WHERE is always true' : 'it has no WHERE'}.`,
        ...assume(table, shown),
      }
    }
  },
})

const verb = ({ kind }: Update | Delete) => (kind === 'update' ? 'overwrites' : 'deletes')

function fillsNewColumns(statement: Update, table: Table, context: Context): boolean {
  return statement.assignments.every(({ column }) => !columnExistedBefore(context, table, column))
}
