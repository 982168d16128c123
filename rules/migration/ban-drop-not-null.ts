import { columnOf, displayName } from '../../src/core/catalog/lookup.ts'
import { columnName } from '../../src/core/name.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import { columnExistedBefore } from './shared/existing.ts'

export default defineRule({
  id: 'migration/ban-drop-not-null',
  title: 'Make readers ready before a column may be null',
  languages: ['sql'],
  severity: 'medium',
  tags: ['compatibility'],
  since: '0.1.0',
  aliases: ['squawk:ban-drop-not-null'],
  why: 'Readers that were written for a column without nulls begin to see them: sums skip rows, comparisons turn unknown, code fails on a missing value.',
  fix: 'Release readers that expect null first, then drop NOT NULL. If the column is about to be removed, say so in a suppression.',
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, region text NOT NULL, note text);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN region DROP NOT NULL;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER note DROP NOT NULL, ALTER region DROP NOT NULL;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN note DROP NOT NULL;",
      'CREATE TABLE lines (id bigint PRIMARY KEY, txt text NOT NULL);\nALTER TABLE lines ALTER COLUMN txt DROP NOT NULL;',
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN note DROP DEFAULT;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'drop-not-null') continue
        const table = context.existing(statement, statement.table)
        if (table === 'new') continue
        if (table !== 'unknown' && columnOf(table, action.column)?.nullable) continue
        if (table !== 'unknown' && !columnExistedBefore(context, table, action.column)) continue
        const shown = displayName(table === 'unknown' ? statement.table : table.name)
        const column = columnName(shown, action.column)
        yield {
          at: action.range,
          subject: { kind: 'column', name: column },
          message: `${column} may be null from now on.`,
          ...assume(table, shown),
        }
      }
    }
  },
})
