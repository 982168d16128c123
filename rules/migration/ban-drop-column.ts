import { displayName } from '../../src/core/catalog/lookup.ts'
import { columnName } from '../../src/core/name.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import { columnExistedBefore, provedAbsent } from './shared/existing.ts'

export default defineRule({
  id: 'migration/ban-drop-column',
  title: 'Do not drop a column that holds data',
  languages: ['sql'],
  severity: 'high',
  tags: ['data-loss', 'compatibility'],
  since: '0.1.0',
  aliases: ['squawk:ban-drop-column', 'atlas:DS103', 'strong_migrations:remove_column'],
  why: 'The values are gone when the migration commits, and the version of the application that is still running fails on every query that names the column.',
  fix: `1. Release a version that neither reads nor writes the column (tell the ORM to ignore it).
2. Drop its constraints and defaults, so that inserts work without it.
3. Drop the column in a later migration, after a backup, with a suppression that says so.`,
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text, total numeric);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN note;",
      "SET lock_timeout = '5s';\nALTER TABLE orders RENAME COLUMN note TO remark;\nALTER TABLE orders DROP COLUMN remark;",
      "SET lock_timeout = '5s';\nDO $$ BEGIN ALTER TABLE orders DROP COLUMN IF EXISTS note; END $$;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN draft text;\nALTER TABLE orders DROP COLUMN draft;",
      'CREATE TABLE lines (id bigint PRIMARY KEY, spare text);\nALTER TABLE lines DROP COLUMN spare;',
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN IF EXISTS never_there;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN note DROP DEFAULT;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'drop-column') continue
        const table = context.existing(statement, statement.table)
        if (table === 'new' || (table !== 'unknown' && !columnExistedBefore(context, table, action.column)))
          continue
        if (table === 'unknown' && statement.ifExists && provedAbsent(context, statement.table)) continue
        const shown = displayName(table === 'unknown' ? statement.table : table.name)
        const column = columnName(shown, action.column)
        yield {
          at: action.range,
          subject: { kind: 'column', name: column },
          message: `Dropping ${column} deletes its values for good, and breaks the running version wherever it names the column.`,
          ...assume(table, shown),
        }
      }
    }
  },
})
