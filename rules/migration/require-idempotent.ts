import { displayName } from '../../src/core/catalog/lookup.ts'
import type { Subject } from '../../src/core/finding.ts'
import { columnName } from '../../src/core/name.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/require-idempotent',
  title: 'Make a migration without a transaction safe to run again',
  languages: ['sql'],
  severity: 'low',
  tags: ['process'],
  since: '0.1.0',
  aliases: ['squawk:prefer-robust-stmts'],
  why: 'Without a transaction a failure halfway leaves the first statements done. Running the file again then fails on them.',
  fix: 'Add IF NOT EXISTS or IF EXISTS, or run the file in a transaction.',
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN IF NOT EXISTS remark text;",
      'CREATE TABLE lines (id bigint PRIMARY KEY);\nCREATE TABLE IF NOT EXISTS prices (id bigint PRIMARY KEY);',
    ],
    good: [
      "SET lock_timeout = '5s';\nBEGIN;\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN remark text;\nCOMMIT;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;\nALTER TABLE orders ADD COLUMN IF NOT EXISTS remark text;",
      'CREATE TABLE lines (id bigint PRIMARY KEY);',
    ],
  },
  *check({ statements }, context) {
    const acting = statements.filter(
      ({ kind }) => kind !== 'set' && kind !== 'transaction' && kind !== 'read',
    )
    // A file of one statement fails as a whole: there is nothing half done to run again.
    if (acting.length < 2) return
    for (const statement of acting) {
      if (statement.inside?.guarded || context.at(statement).transaction.number !== undefined) continue
      for (const { at, subject } of fragile(statement)) {
        yield {
          at,
          subject,
          message: `Running this again fails on ${subject.name}, and no transaction undoes it when a later statement fails.`,
        }
      }
    }
  },
})

function* fragile(statement: Statement): Iterable<{ at: Range; subject: Subject }> {
  const at = statement.range
  if (
    statement.kind === 'create-table' &&
    !statement.ifNotExists &&
    !statement.orReplace &&
    !statement.temporary
  )
    yield { at, subject: table(statement.table) }
  if (statement.kind === 'create-index' && !statement.ifNotExists && !statement.concurrently)
    yield { at, subject: { kind: 'index', name: statement.name ?? statement.table } }
  if (statement.kind === 'drop' && !statement.ifExists)
    yield { at, subject: { kind: 'table', name: statement.names.map(displayName).join(', ') } }
  if (statement.kind !== 'alter-table') return
  for (const action of statement.actions) {
    const column =
      action.kind === 'add-column' && !action.ifNotExists
        ? action.column.name
        : action.kind === 'drop-column' && !action.ifExists
          ? action.column
          : undefined
    if (column !== undefined)
      yield {
        at: action.range,
        subject: { kind: 'column', name: columnName(displayName(statement.table), column) },
      }
  }
}

const table = (name: string): Subject => ({ kind: 'table', name: displayName(name) })
