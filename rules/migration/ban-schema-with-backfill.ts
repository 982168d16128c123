import { displayName } from '../../src/core/catalog/lookup.ts'
import { assume, type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import { tableWork } from './shared/work.ts'

export default defineRule({
  id: 'migration/ban-schema-with-backfill',
  title: 'Keep schema changes and backfills in separate transactions',
  languages: ['sql'],
  severity: 'high',
  tags: ['locks'],
  since: '0.1.0',
  scalesWithTable: true,
  subsumedBy: ['postgres/ban-work-under-exclusive-lock'],
  why: 'The lock of the schema change is held until the backfill has gone through the whole table: everybody waits for it.',
  fix: 'Put the backfill into a migration of its own, in batches, after the one that changes the schema.',
  examples: {
    before:
      'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, region text);\nCREATE TABLE lines (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n bigint);',
    bad: [
      "SET lock_timeout = '5s';\nBEGIN;\nCREATE INDEX lines_n ON lines (n);\nUPDATE orders SET region = 'eu' WHERE region IS NULL;\nCOMMIT;",
      {
        before: {
          'db/migration/V1__orders.sql':
            'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, region text);\nCREATE TABLE lines (id bigint PRIMARY KEY, n bigint);',
        },
        files: {
          'db/migration/V2__backfill.sql':
            "COMMENT ON TABLE orders IS 'one per purchase';\nCREATE INDEX lines_n ON lines (n);\nDELETE FROM orders WHERE region IS NULL;",
        },
        note: 'Flyway runs the file in one transaction.',
      },
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = region WHERE id BETWEEN 1 AND 1000;",
      "SET lock_timeout = '5s';\nBEGIN;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;\nBEGIN;\nUPDATE orders SET note = region WHERE note IS NULL;\nCOMMIT;",
      'BEGIN;\nCREATE TABLE fresh (id bigint PRIMARY KEY);\nINSERT INTO fresh SELECT id FROM orders;\nCOMMIT;',
    ],
  },
  *check({ statements }, context) {
    const changed = new Map<number, Statement>()
    for (const statement of statements) {
      const { number } = context.at(statement).transaction
      if (number === undefined) continue
      if (!changed.has(number) && changesExistingTable(statement, context)) changed.set(number, statement)
      const work = changed.has(number) ? tableWork(statement, context) : undefined
      if (!work) continue
      const shown = displayName(work.table === 'unknown' ? work.name : work.table.name)
      yield {
        at: statement.range,
        subject: { kind: 'table', name: shown },
        message: `This works through ${shown} in the transaction of a schema change, whose locks are held until it ends.`,
        ...assume(work.table, shown),
      }
    }
  },
})

function changesExistingTable(statement: Statement, context: Context): boolean {
  if (statement.kind !== 'alter-table' && statement.kind !== 'create-index') return false
  return context.existing(statement, statement.table) !== 'new'
}
