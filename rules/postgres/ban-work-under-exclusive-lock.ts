import type { SqlDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import type { Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'
import { lock } from './shared/at-risk.ts'
import { goesThrough } from './shared/claims.ts'
import { type HeldLock, tableIdentity, withHeldLocks } from './shared/held-locks.ts'
import { seenHeldBefore, seenWork, type TableWork } from './shared/seen-work.ts'
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
      const first = heldBefore(document, statement, { held, own, context })
      const work = first && worksIn(document, statement, context)
      if (!first || !work) continue
      yield {
        at: work.at,
        subject: { kind: 'table', name: work.table },
        message: `The transaction already holds ACCESS EXCLUSIVE on ${first.table}: every read and write of it waits while ${work.what} goes on.`,
        evidence: [lock(`${first.by} took ACCESS EXCLUSIVE on ${first.table}`)],
        ...work.more,
      }
    }
  },
})

interface Before {
  readonly table: Name
  /** The statement that took it, in short. */
  readonly by: string
}

/** The lock that the work prolongs; work that takes the same lock by itself would block as long without it. */
function heldBefore(
  document: SqlDocument,
  statement: Statement,
  { held, own, context }: { held: readonly HeldLock[]; own: readonly HeldLock[]; context: Context },
): Before | undefined {
  const mine = new Set(own.map(tableIdentity))
  const first = held.find((one) => !mine.has(tableIdentity(one)))
  if (first) return { table: first.target.name, by: shortened(document, first.lock.at) }
  const seen = seenHeldBefore(statement, context)
  return seen && { table: seen.table, by: shortened(document, seen.range) }
}

interface WorkHere {
  readonly table: Name
  readonly what: string
  readonly at: Range
  readonly more: Pick<Hit, 'assumption' | 'claim'>
}

/** By what the statement says, else by what it was seen to do. */
function worksIn(document: SqlDocument, statement: Statement, context: Context): WorkHere | undefined {
  const [read] = workOf(document, statement, context)
  if (read) {
    const { target, what, at, kind } = read
    const claim = kind === 'write' ? {} : goesThrough(target.name, kind)
    return { table: target.name, what, at, more: { ...target.assumed, ...claim } }
  }
  const [seen] = statement.inside ? [] : unexplained(document, statement, context)
  if (!seen) return undefined
  const { name, kind } = seen
  return { table: name, what: nouns[kind](name), at: statement.range, more: goesThrough(name, kind) }
}

/** What a statement inside is told of for itself is not told again of its block. */
function unexplained(document: SqlDocument, statement: Statement, context: Context): readonly TableWork[] {
  const inside = document.statements.filter(({ inside }) => inside?.block.start === statement.range.start)
  const told = new Set(
    inside.flatMap((one) => workOf(document, one, context).map(({ target }) => target.name)),
  )
  return seenWork(statement, context).filter(({ name }) => !told.has(name))
}

const nouns: Readonly<Record<TableWork['kind'], (table: Name) => string>> = {
  rewrite: (table) => `rewriting ${table}`,
  build: (table) => `building an index on ${table}`,
  scan: (table) => `reading every row of ${table}`,
}

function shortened({ text }: SqlDocument, { start, end }: Range): string {
  return text.slice(start, end).replace(/\s+/g, ' ').slice(0, 80)
}
