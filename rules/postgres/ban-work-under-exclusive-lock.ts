import { defineRule } from '../../src/core/rule.ts'
import { lock } from './shared/at-risk.ts'
import { type HeldLock, tableIdentity, withHeldLocks } from './shared/held-locks.ts'
import { workOf } from './shared/work.ts'

export default defineRule({
  id: 'postgres/ban-work-under-exclusive-lock',
  title: 'Do no whole-table work in a transaction that holds an exclusive lock',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'transactions'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'Locks are kept to the end of the transaction. A schema change needs its ACCESS EXCLUSIVE lock for milliseconds; with a backfill, an index build or a validation behind it in the same transaction, nobody can read or write the table until all of that is done.',
  fix: `1. Commit the schema change alone, in its own migration.
2. Backfill in batches, build indexes with \`CONCURRENTLY\` and run \`VALIDATE CONSTRAINT\` in later migrations.`,
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html'],
  aliases: ['eugene:E4'],
  examples: {
    before:
      'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\nCREATE TABLE users (id bigint PRIMARY KEY, email text);',
    bad: [
      "BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = '';\nCOMMIT;",
      'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nCREATE INDEX orders_status ON orders (status);\nCOMMIT;',
      "BEGIN;\nALTER TABLE orders ADD CONSTRAINT known CHECK (status <> '') NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT known;\nCOMMIT;",
      'BEGIN;\nALTER TABLE users ADD COLUMN note text;\nALTER TABLE orders ALTER COLUMN status SET NOT NULL;\nCOMMIT;',
      {
        before: {
          'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);',
        },
        files: {
          'db/migration/V2__note.sql':
            "ALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = 'none' WHERE note IS NULL;",
        },
        note: 'Flyway opens the transaction.',
      },
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = '' WHERE id BETWEEN 1 AND 5000;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nUPDATE orders SET note = 'first' WHERE id = 1;\nCOMMIT;",
      'BEGIN;\nCREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, weight bigint);\nALTER TABLE parcels ADD COLUMN note text;\nCREATE INDEX parcels_weight ON parcels (weight);\nCOMMIT;',
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;\nBEGIN;\nUPDATE orders SET note = '' WHERE id = 7;\nCOMMIT;",
    ],
  },
  *check(document, context) {
    for (const { statement, held, own } of withHeldLocks(document, context)) {
      const first = held.find((one) => isLonger(one, own))
      const [work] = first ? workOf(document, statement, context) : []
      if (!first || !work) continue
      yield {
        at: work.at,
        subject: { kind: 'table', name: work.target.name },
        message: `The transaction already holds ACCESS EXCLUSIVE on ${first.target.name}: every read and write of it waits while ${work.what} goes on.`,
        evidence: [
          lock(
            `${document.text.slice(first.lock.at.start, first.lock.at.end).replace(/\s+/g, ' ').slice(0, 80)} took ACCESS EXCLUSIVE on ${first.target.name}`,
          ),
        ],
        ...work.target.assumed,
      }
    }
  },
})

/** Whether work prolongs a lock; work that takes the same lock by itself would block as long without it. */
function isLonger(held: HeldLock, own: readonly HeldLock[]): boolean {
  return !own.some((one) => tableIdentity(one) === tableIdentity(held))
}
