import type { SqlDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import { lock } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'
import { edit } from './shared/edits.ts'
import { type HeldLock, strongLocks } from './shared/held-locks.ts'
import { blockedBy } from './shared/table-lock.ts'

export default defineRule({
  id: 'postgres/require-lock-timeout',
  title: 'Set lock_timeout before taking a blocking lock',
  severity: 'medium',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'timeout'],
  since: '0.1.0',
  why: 'A statement that waits for a strong lock makes everybody who comes after it wait too, also for reads. One long query is then enough to stop the whole table; lock_timeout gives up instead. statement_timeout is no substitute: it has to leave room for the work itself.',
  fix: `\`SET lock_timeout = '5s';\` at the top of the file, or \`SET LOCAL lock_timeout = '5s';\` inside its transaction, and run the migration again when it gives up.`,
  references: [
    'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT',
    'https://www.postgresql.org/docs/current/explicit-locking.html',
  ],
  aliases: [
    'squawk:require-lock-timeout',
    'squawk:require-timeout-settings',
    'eugene:E9',
    'strong_migrations:check_lock_timeout',
  ],
  examples: {
    before:
      'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE VIEW open_orders AS SELECT id FROM orders;',
    bad: [
      'ALTER TABLE orders ADD COLUMN note text;',
      'SET lock_timeout = 0;\nALTER TABLE orders ADD COLUMN note text;',
      "SET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
      "SET lock_timeout = '5s';\nRESET lock_timeout;\nALTER TABLE orders ADD COLUMN note text;",
      "ALTER TABLE orders ADD COLUMN note text;\nSET lock_timeout = '5s';",
      "BEGIN;\nSET LOCAL lock_timeout = '5s';\nCOMMIT;\nALTER TABLE orders ADD COLUMN note text;",
      "SET statement_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint REFERENCES orders);',
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
      "BEGIN;\nSET LOCAL lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN note text;\nCOMMIT;",
      "SELECT set_config('lock_timeout', '5s', false);\nALTER TABLE orders ADD COLUMN note text;",
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nALTER TABLE parcels ADD COLUMN note text;',
      'CREATE INDEX CONCURRENTLY orders_status ON orders (status);',
      'ALTER TABLE orders ALTER COLUMN status SET STATISTICS 500;',
      "UPDATE orders SET status = 'open' WHERE id = 1;",
      {
        before:
          "CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);\nCREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
        files: {
          'db/migrations/0002_detach.sql': 'ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;',
        },
      },
    ],
  },
  *check(document, context) {
    const unguarded = document.statements.flatMap((statement) => {
      const { lockTimeout } = context.at(statement).settings
      if ((lockTimeout !== undefined && lockTimeout > 0) || isPatient(statement)) return []
      const strongest = strongestOf(strongLocks(context, statement, 'SHARE ROW EXCLUSIVE'))
      return strongest ? [strongest] : []
    })
    const [first] = unguarded
    if (!first) return
    const { lock: taken, target } = first
    const waiting = `While this waits for its ${taken.mode} lock on ${target.name}, ${blockedBy(taken.mode)} that comes after it waits too`
    yield {
      at: first.lock.at,
      subject: { kind: 'table', name: target.name },
      message: `${waiting}, and ${reasonFor(document, context, first.statement)}.`,
      evidence: [lock(`takes ${taken.mode} on ${target.name}: blocks ${blockedBy(taken.mode)}`)],
      ...target.assumed,
      ...locksTable(target.name, taken.mode),
      ...suggestion(document, context, unguarded),
    }
  },
})

/** DETACH CONCURRENTLY waits without keeping others waiting, and a timeout would leave the partition half detached. */
function isPatient(statement: Statement): boolean {
  return (
    statement.kind === 'alter-table' &&
    statement.actions.every((action) => action.kind === 'detach-partition' && action.mode !== 'blocking')
  )
}

function strongestOf(locks: readonly HeldLock[]): HeldLock | undefined {
  return locks.find(({ lock: { mode } }) => mode === 'ACCESS EXCLUSIVE') ?? locks[0]
}

/** Why no timeout is in force, by what the file says before the statement. */
function reasonFor(document: SqlDocument, context: Context, statement: Statement): string {
  if (context.at(statement).settings.lockTimeout === 0) return 'lock_timeout is 0, which waits for ever'
  const position = document.statements.indexOf(statement)
  const earlier = document.statements.slice(0, position)
  const last = earlier.findLast(
    (one) => one.kind === 'set' && (one.parameter === 'lock_timeout' || one.parameter === '*'),
  )
  if (last?.kind === 'set') {
    if (last.values === null) return 'lock_timeout has been reset before it'
    return last.local
      ? 'SET LOCAL lock_timeout has no effect here: its transaction is over, or there is none'
      : 'no lock_timeout is in force'
  }
  const later = document.statements
    .slice(position)
    .some((one) => one.kind === 'set' && one.parameter === 'lock_timeout')
  return later ? 'lock_timeout is set only after it' : 'no lock_timeout is set'
}

/** One SET before the first statement; SET LOCAL where all that need it share its transaction. */
function suggestion(
  document: SqlDocument,
  context: Context,
  unguarded: readonly HeldLock[],
): Pick<Hit, 'suggestion'> {
  const [first] = unguarded
  if (!first || cannotJoin(document, first.statement)) return {}
  const { number } = context.at(first.statement).transaction
  const isLocal =
    number !== undefined &&
    unguarded.every(({ statement }) => context.at(statement).transaction.number === number)
  const start = first.statement.inside?.block.start ?? first.statement.range.start
  const indent = /[ \t]*$/.exec(document.text.slice(0, start))?.[0] ?? ''
  return {
    suggestion: {
      title: 'Give up after five seconds',
      edits: [edit(start, `SET ${isLocal ? 'LOCAL ' : ''}lock_timeout = '5s';\n${indent}`)],
    },
  }
}

/** A second statement would make one transaction of a batch, and these may not run in one. */
function cannotJoin(document: SqlDocument, statement: Statement): boolean {
  return (
    document.migration?.transaction === 'batch' &&
    (statement.kind === 'vacuum' || statement.kind === 'cluster')
  )
}
