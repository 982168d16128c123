import { columnsRead } from '../../src/core/catalog/expressions.ts'
import { columnOf, displayName } from '../../src/core/catalog/lookup.ts'
import type { Dialect } from '../../src/core/dialect.ts'
import { columnName } from '../../src/core/name.ts'
import { type Expression, type TypeName, typeText } from '../../src/core/query.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { AlterAction } from '../../src/core/statement.ts'
import { type Conversion, conversionOf } from '../../src/core/type-change.ts'

type AlterType = Extract<AlterAction, { kind: 'alter-type' }>

export default defineRule({
  id: 'migration/ban-narrowing-type',
  title: 'Do not change a type so that values are lost or refused',
  languages: ['sql'],
  severity: 'critical',
  tags: ['data-loss'],
  since: '0.1.0',
  why: 'Values that do not fit the new type are cut, rounded or read differently without a word, or they stop the migration halfway through the release.',
  fix: `1. Count what would not survive, for example \`SELECT count(*) FROM orders WHERE total <> round(total, 2)\`.
2. Add a column of the new type, copy with an explicit conversion, and compare.
3. Move readers and writers, and drop the old column in a later release.`,
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(12,4), code character varying(40), seen timestamp with time zone, n bigint, ref text);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN total TYPE numeric(10,2);",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN n TYPE integer;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN code TYPE character varying(20);",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN seen TYPE date;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN n TYPE text USING NULL;",
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN code TYPE character varying(80);",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN code TYPE text;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN total TYPE numeric(14,4);",
      'CREATE TABLE lines (id bigint PRIMARY KEY, n bigint);\nALTER TABLE lines ALTER COLUMN n TYPE integer;',
    ],
  },
  *check({ statements, dialect }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'alter-type') continue
        const table = context.existing(statement, statement.table)
        if (table === 'new' || table === 'unknown') continue
        const from = columnOf(table, action.column)?.type
        if (!from) continue
        const { outcome, because } = outcomeOf(action, from, dialect)
        if (outcome === 'keeps' || outcome === 'unknown') continue
        const column = columnName(displayName(table.name), action.column)
        const [old, wanted] = [typeText(from), typeText(action.type)]
        yield {
          at: action.range,
          subject: { kind: 'column', name: column },
          message: `${column} turns from ${old} into ${wanted}: ${because ?? 'values may not survive'}${outcome === 'rejects' ? ', and one such value stops the migration' : ''}.`,
          evidence: [{ strength: 'proved', kind: 'catalog', text: `${column} is ${old}` }],
        }
      }
    }
  },
})

/** By the type's own cast; an expression that reads no column leaves nothing of the old values; any other may have taken care of them. */
function outcomeOf(action: AlterType, from: TypeName, dialect: Dialect): Conversion {
  const { using, column, type } = action
  if (!using || isPlainCast(using, column)) return conversionOf(from, type, dialect)
  if (columnsRead(using).length > 0) return { outcome: 'unknown' }
  return { outcome: 'loses', because: 'every value is replaced by one that does not come from it' }
}

/** `USING total::numeric(10,2)` converts as no USING would; any other expression may have taken care of the values. */
function isPlainCast(using: Expression, column: string): boolean {
  const operand = using.kind === 'cast' ? using.operand : using
  return operand.kind === 'column' && operand.name === column
}
