import { displayName } from '../../src/core/catalog/lookup.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import { provedAbsent } from './shared/existing.ts'

export default defineRule({
  id: 'migration/ban-drop-table',
  title: 'Do not drop a table that holds data',
  languages: ['sql'],
  severity: 'critical',
  tags: ['data-loss'],
  since: '0.1.0',
  aliases: ['squawk:ban-drop-table', 'atlas:DS102'],
  why: 'The rows are gone when the migration commits; only a backup brings them back. Everything that still reads the table fails at once.',
  fix: `1. Stop reading and writing the table in every deployed version.
2. Rename it (\`ALTER TABLE orders RENAME TO orders_to_drop_2027_01\`) and wait for a release.
3. Take a backup, then drop it in a later migration with a suppression that names the backup.`,
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    bad: [
      "SET lock_timeout = '5s';\nDROP TABLE orders;",
      "SET lock_timeout = '5s';\nDROP TABLE IF EXISTS public.orders;",
      {
        files: {
          'db/migrations/0002_swap.sql':
            "SET lock_timeout = '5s';\nDROP TABLE orders;\nCREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
        },
        note: 'Created again under the same name, but empty.',
      },
      {
        before: {},
        files: { 'db/migrations/0002_old.sql': "SET lock_timeout = '5s';\nDROP TABLE legacy;" },
        note: 'A table the history does not know.',
      },
    ],
    good: [
      'CREATE TABLE scratch (id bigint PRIMARY KEY);\nDROP TABLE scratch;',
      'CREATE TEMPORARY TABLE orders (id bigint);\nDROP TABLE orders;',
      'CREATE TABLE audit.orders (id bigint PRIMARY KEY);\nDROP TABLE audit.orders;',
      'DROP TABLE IF EXISTS never_made;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'drop' || (statement.object !== 'table' && statement.object !== 'foreign-table'))
        continue
      for (const name of statement.names) {
        const table = context.existing(statement, name)
        if (table === 'new' || (table !== 'unknown' && table.persistence === 'temporary')) continue
        if (table === 'unknown' && statement.ifExists && provedAbsent(context, name)) continue
        const shown = displayName(table === 'unknown' ? name : table.name)
        yield {
          at: statement.range,
          subject: { kind: 'table', name: shown },
          message: `Dropping ${shown} deletes all its rows for good.`,
          ...assume(table, shown),
        }
      }
    }
  },
})
