import { defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import { lock } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'
import { type HeldLock, strongLocks, tableIdentity } from './shared/held-locks.ts'
import { transactionOf } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/ban-wide-lock-window',
  title: 'Lock one table exclusively per transaction',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'transactions', 'deadlock'],
  since: '0.1.0',
  why: 'The first table stays locked while the transaction waits for the second. Anybody who uses both in the other order is then in a deadlock with the migration, and everybody else waits for both.',
  fix: 'Give each table a migration, or at least a transaction, of its own.',
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS'],
  examples: {
    before:
      'CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);',
    bad: [
      'BEGIN;\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE users ADD COLUMN note text;\nCOMMIT;',
      {
        before: {
          'db/migration/V1__tables.sql':
            'CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE TABLE users (id bigint PRIMARY KEY);',
        },
        files: {
          'db/migration/V2__notes.sql':
            'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE users ADD COLUMN note text;',
        },
        note: 'Flyway opens the transaction.',
      },
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE users ADD COLUMN note text;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE public.orders ADD COLUMN tag text;\nCOMMIT;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nCREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nALTER TABLE parcels ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;\nBEGIN;\nSET LOCAL lock_timeout = '5s';\nALTER TABLE users ADD COLUMN note text;\nCOMMIT;",
    ],
  },
  *check(document, context) {
    const byTransaction = Map.groupBy(document.statements, (statement) => transactionOf(context, statement))
    for (const statements of byTransaction.values()) {
      const [first, second] = tablesInOrder(
        statements.flatMap((statement) =>
          named(strongLocks(context, statement, 'ACCESS EXCLUSIVE'), statement),
        ),
      )
      if (!first || !second) continue
      yield {
        at: second.lock.at,
        subject: { kind: 'table', name: second.target.name },
        message: `The transaction holds ACCESS EXCLUSIVE on ${first.target.name} while it waits for the same on ${second.target.name}; whoever uses both the other way round deadlocks with it.`,
        evidence: [
          lock(`ACCESS EXCLUSIVE on ${first.target.name}, then on ${second.target.name}, in one transaction`),
        ],
        ...locksTable(second.target.name, 'ACCESS EXCLUSIVE'),
        ...(first.target.assumed.assumption ? first.target.assumed : second.target.assumed),
      }
    }
  },
})

/** Locks on tables a statement names: those that come with a foreign key or a partition cannot be taken apart from it. */
function named(locks: readonly HeldLock[], statement: Statement): readonly HeldLock[] {
  if (statement.kind === 'truncate') return locks.slice(0, 1)
  return locks.filter(({ lock: { through } }) => through === 'named' || through === 'index')
}

/** The first lock on each table. */
function tablesInOrder(locks: readonly HeldLock[]): readonly HeldLock[] {
  return [...new Map(locks.toReversed().map((one) => [tableIdentity(one), one])).values()].toReversed()
}
