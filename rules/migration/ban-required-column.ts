import { displayName } from '../../src/core/catalog/lookup.ts'
import { columnName } from '../../src/core/name.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import type { ColumnDefinition } from '../../src/core/statement.ts'

export default defineRule({
  id: 'migration/ban-required-column',
  title: 'Give a required column a default, or let it be null at first',
  languages: ['sql'],
  severity: 'high',
  tags: ['compatibility'],
  since: '0.1.0',
  aliases: ['squawk:adding-required-field', 'atlas:MF103'],
  why: 'On a table with rows the statement fails; on an empty one, every INSERT of the running version fails, because it does not know the column.',
  fix: `1. Add the column with a constant DEFAULT (no rewrite from Postgres 11 on), or nullable.
2. Release the version that writes it, backfill in batches.
3. Require it: \`CHECK (col IS NOT NULL) NOT VALID\`, \`VALIDATE CONSTRAINT\`, then \`SET NOT NULL\`.`,
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN region text NOT NULL;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text, ADD COLUMN region text NOT NULL DEFAULT NULL;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT 'eu';",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN region text;",
      'CREATE TABLE lines (id bigint PRIMARY KEY);\nALTER TABLE lines ADD COLUMN region text NOT NULL;',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN IF NOT EXISTS id bigint NOT NULL;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'add-column' || !isRequired(action.column)) continue
        const table = context.existing(statement, statement.table)
        if (table === 'new') continue
        const known = table !== 'unknown' && table.columns.some(({ name }) => name === action.column.name)
        if (known && action.ifNotExists) continue
        const shown = displayName(table === 'unknown' ? statement.table : table.name)
        const column = columnName(shown, action.column.name)
        yield {
          at: action.range,
          subject: { kind: 'column', name: column },
          message: `${column} is required but has no default: this fails if ${shown} has rows, and the running version's inserts fail afterwards.`,
          ...assume(table, shown),
          claim: { does: 'fail', table: shown },
        }
      }
    }
  },
})

function isRequired(column: ColumnDefinition): boolean {
  const required = column.notNull || column.constraints.some(({ kind }) => kind === 'primary-key')
  const isNull = column.default?.kind === 'literal' && column.default.type === 'null'
  const filled =
    (column.default !== undefined && !isNull) ||
    column.generated !== undefined ||
    column.identity !== undefined
  return required && !filled && !/^(?:big|small)?serial$/.test(column.type.name)
}
