import { displayName } from '../../src/core/catalog/lookup.ts'
import { columnName } from '../../src/core/name.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import { columnStillServed } from './shared/compatibility.ts'
import { columnExistedBefore } from './shared/existing.ts'

export default defineRule({
  id: 'migration/ban-rename-column',
  title: 'Do not rename a column under the running version',
  languages: ['sql'],
  severity: 'high',
  tags: ['compatibility'],
  since: '0.1.0',
  aliases: ['squawk:renaming-column', 'atlas:BC102', 'strong_migrations:rename_column'],
  why: 'The version of the application that is running while the migration commits fails on every query that names the old column.',
  fix: `1. Add the column under its new name and keep both in step with a trigger.
2. Backfill in batches, move the readers, then the writers.
3. Drop the old column in a later migration.

Or rename the table away in the same transaction and put a view with the old names in its place.`,
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders RENAME COLUMN note TO remark;",
      "SET lock_timeout = '5s';\nALTER TABLE public.orders RENAME note TO remark;",
    ],
    good: [
      'CREATE TABLE lines (id bigint PRIMARY KEY, txt text);\nALTER TABLE lines RENAME COLUMN txt TO note;',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN draft text;\nALTER TABLE orders RENAME COLUMN draft TO sketch;",
      {
        files: {
          'db/migrations/0002_rename.sql':
            "SET lock_timeout = '5s';\nBEGIN;\nALTER TABLE orders RENAME COLUMN note TO remark;\nALTER TABLE orders RENAME TO orders_base;\nCREATE VIEW orders AS SELECT id, remark AS note FROM orders_base;\nCOMMIT;",
        },
        note: 'A view serves the old name.',
      },
      "SET lock_timeout = '5s';\nALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_key;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table' || statement.object !== 'table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'rename-column') continue
        const table = context.existing(statement, statement.table)
        if (table === 'new') continue
        if (table !== 'unknown' && !columnExistedBefore(context, table, action.column)) continue
        if (columnStillServed(context, table === 'unknown' ? statement.table : table.name, action.column))
          continue
        const shown = displayName(table === 'unknown' ? statement.table : table.name)
        const column = columnName(shown, action.column)
        yield {
          at: action.range,
          subject: { kind: 'column', name: column },
          message: `Renaming ${column} to ${action.to} breaks every query that still names ${action.column}.`,
          ...assume(table, shown),
        }
      }
    }
  },
})
