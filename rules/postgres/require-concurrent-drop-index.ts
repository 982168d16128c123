import { displayName } from '../../src/core/catalog/lookup.ts'
import type { Name } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Drop } from '../../src/core/statement.ts'
import { isNew, lock } from './shared/at-risk.ts'
import { locksTable } from './shared/claims.ts'
import { insertAfter } from './shared/edits.ts'
import { findIndex, type IndexOn } from './shared/indexes.ts'
import { commitsByItself } from './shared/transactions.ts'

export default defineRule({
  id: 'postgres/require-concurrent-drop-index',
  title: 'Drop indexes of existing tables concurrently',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'medium',
  tags: ['locks', 'indexes'],
  since: '0.1.0',
  aliases: ['squawk:require-concurrent-index-deletion', 'atlas:PG102', 'strong_migrations:remove_index'],
  why: 'DROP INDEX takes an ACCESS EXCLUSIVE lock on the table: it waits for every running query, and every later query, reads included, waits behind it.',
  fix: `Drop the index outside a transaction, one name a statement and without CASCADE:
\`DROP INDEX CONCURRENTLY orders_status_idx;\``,
  references: ['https://www.postgresql.org/docs/current/sql-dropindex.html'],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, placed_at timestamptz);
CREATE INDEX orders_status_idx ON orders (status);
CREATE INDEX orders_placed_at_idx ON orders (placed_at);
CREATE TABLE events (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX events_at_idx ON events (at);`,
    bad: [
      "SET lock_timeout = '5s';\nDROP INDEX orders_status_idx;",
      "SET lock_timeout = '5s';\nDROP INDEX IF EXISTS public.orders_placed_at_idx;",
      "SET lock_timeout = '5s';\nDROP INDEX orders_status_idx, orders_placed_at_idx;",
    ],
    good: [
      'DROP INDEX CONCURRENTLY orders_status_idx;',
      {
        files: { 'db/migrations/0002_example.sql': 'DROP INDEX IF EXISTS orders_reason_idx;' },
        note: 'No such index in the history: nothing is dropped or locked.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text);
CREATE INDEX refunds_reason_idx ON refunds (reason);
DROP INDEX refunds_reason_idx;`,
        },
        note: 'The table is new, so nobody waits.',
      },
      {
        files: { 'db/migrations/0002_example.sql': "SET lock_timeout = '5s';\nDROP INDEX events_at_idx;" },
        note: 'Postgres cannot drop the index of a partitioned table concurrently.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'drop' || statement.object !== 'index' || statement.concurrently) continue
      const alone = statement.names.length === 1 && !statement.cascade && commitsByItself(context, statement)
      for (const name of statement.names) {
        const found = findIndex(context.at(statement).before, name)
        if (found ? !blocks(context, found) : cannotExist(context, statement)) continue
        const shown = displayName(name)
        const relation = found && displayName(found.relation.name)
        const concurrently = { title: 'Drop the index concurrently', text: ' CONCURRENTLY' }
        yield {
          at: statement.range,
          subject: { kind: 'index', name: shown },
          message: `Dropping ${shown} blocks every read and write of ${relation ?? 'its table'} while it waits for running queries to end.`,
          evidence: [
            lock(`DROP INDEX takes ACCESS EXCLUSIVE on ${relation ?? 'the table'}: blocks reads and writes`),
          ],
          ...(relation === undefined ? {} : locksTable(relation, 'ACCESS EXCLUSIVE')),
          ...(found ? {} : { assumption: unknownIndex(shown) }),
          ...(found && alone ? insertAfter(document.text, statement.range, ['INDEX'], concurrently) : {}),
        }
      }
    }
  },
})

/** An index of a constraint is the server's to refuse; one of a partitioned table cannot be dropped in any other way. */
function blocks(context: Context, { relation, index }: IndexOn): boolean {
  if (isNew(context, relation) || index.constraint !== undefined) return false
  if (relation.kind === 'materialized-view') return true
  return (
    relation.kind === 'table' && relation.persistence !== 'temporary' && relation.partitionBy === undefined
  )
}

function cannotExist(context: Context, statement: Drop): boolean {
  return statement.ifExists && context.at(statement).before.partial.length === 0
}

function unknownIndex(name: Name): string {
  return `Nothing read here creates ${name}, so its table is taken to exist and to be in use.`
}
