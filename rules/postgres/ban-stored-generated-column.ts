import { columnOf } from '../../src/core/catalog/lookup.ts'
import { columnName } from '../../src/core/name.ts'
import { defineRule } from '../../src/core/rule.ts'
import { lock, tableAtRisk } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { addedColumns } from './shared/columns.ts'

export default defineRule({
  id: 'postgres/ban-stored-generated-column',
  title: 'Do not add stored generated columns to existing tables',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'rewrite'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'A stored generated column is computed for every row when it is added, so the whole table is written anew under ACCESS EXCLUSIVE.',
  fix: `Use \`GENERATED ALWAYS AS (...) VIRTUAL\` where the server is Postgres 18 or newer. Before that:

1. Add a plain nullable column.
2. Keep it filled by a \`BEFORE INSERT OR UPDATE\` trigger.
3. Fill the old rows in batches, in a migration of their own.`,
  references: [
    'https://www.postgresql.org/docs/current/ddl-generated-columns.html',
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  ],
  aliases: ['squawk:adding-field-with-default', 'eugene:E11'],
  examples: {
    before:
      'CREATE TABLE orders (id bigint PRIMARY KEY, net bigint, vat bigint, gross bigint GENERATED ALWAYS AS (net + vat) STORED);',
    bad: [
      'ALTER TABLE orders ADD COLUMN double_net bigint GENERATED ALWAYS AS (net * 2) STORED;',
      {
        files: {
          'db/migration/V2__gross.sql':
            'ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (net + vat + 1);',
        },
        before: {
          'db/migration/V1__orders.sql':
            'CREATE TABLE orders (id bigint PRIMARY KEY, net bigint, vat bigint, gross bigint GENERATED ALWAYS AS (net + vat) STORED);',
        },
        version: 17,
      },
    ],
    good: [
      {
        files: {
          'db/migration/V2__double.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN double_net bigint GENERATED ALWAYS AS (net * 2) VIRTUAL;",
        },
        before: { 'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, net bigint);' },
        version: 18,
      },
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, grams bigint, kilos bigint GENERATED ALWAYS AS (grams / 1000) STORED);',
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, grams bigint);\nALTER TABLE parcels ADD COLUMN kilos bigint GENERATED ALWAYS AS (grams / 1000) STORED;',
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN gross DROP EXPRESSION;",
    ],
  },
  *check(document, context) {
    for (const { column, target, name, at } of addedColumns(document, context)) {
      if (column.generated?.storage !== 'stored') continue
      const message = `${name} is computed and stored for every row: ${target.name} is rewritten while every read and write waits.`
      yield {
        at,
        subject: { kind: 'column', name },
        message,
        evidence: [lock(`ADD COLUMN holds ACCESS EXCLUSIVE on ${target.name} until it is done`)],
        ...target.assumed,
        ...worksUnder('ACCESS EXCLUSIVE', target.name, 'rewrite'),
      }
    }
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      const target = tableAtRisk(context, statement, statement.table)
      for (const action of statement.actions) {
        if (action.kind !== 'set-expression' || !target?.table) continue
        if (columnOf(target.table, action.column)?.generated?.storage !== 'stored') continue
        const name = columnName(target.name, action.column)
        const message = `A new expression for the stored column ${name} is computed for every row: ${target.name} is rewritten while every read and write waits.`
        const claimed = worksUnder('ACCESS EXCLUSIVE', target.name, 'rewrite')
        yield { at: action.range, subject: { kind: 'column', name }, message, ...claimed }
      }
    }
  },
})
