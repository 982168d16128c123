import { displayName, findRoutine } from '../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import type { Hit, Subject } from '../../src/core/finding.ts'
import { lastPart } from '../../src/core/name.ts'
import type { Call, Query } from '../../src/core/query.ts'
import type { RehearsedStep, Stub } from '../../src/core/rehearsal.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import { lockModes, type Statement } from '../../src/core/statement.ts'
import { contains, slice } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/opaque-statement',
  title: 'Write what a migration does where it can be read',
  languages: ['sql'],
  severity: 'medium',
  tags: ['coverage'],
  since: '0.1.0',
  why: 'SQL that is put together at run time may drop, lock or rewrite anything. Neither a reviewer nor this review can say what it does.',
  fix: 'Write the statements out. When names must be computed, keep the dynamic part as small as possible and say in a comment which objects it touches.',
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);',
    bad: [
      "DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'orders_' || to_char(now(), 'YYYY')); END $$;",
      'CALL archive_orders();',
      'CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; END $$;\nSELECT tidy();',
    ],
    good: [
      "DO $$ BEGIN EXECUTE 'ANALYZE orders'; END $$;",
      'DO $$ BEGIN PERFORM 1 FROM orders LIMIT 1; END $$;',
      {
        files: {
          'db/migrations/0002_example.sql':
            "DO $$ BEGIN EXECUTE format('ALTER TABLE %I ALTER COLUMN note SET DEFAULT %L', 'ord' || 'ers', 'none'); END $$;",
        },
        rehearsed: true,
        note: 'The rehearsal shows what was run.',
      },
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'x'; RETURN NEW; END $$;",
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      const at = statement.range
      for (const { name } of calledRoutines(statement, context)) {
        const subject = { kind: 'function', name } as const
        if (isShown(document, statement, context)) {
          yield* hiddenRows(document, statement, { context, subject })
          continue
        }
        const message = `This runs ${name}(), whose body is not followed: what it does to the data cannot be read here.`
        yield { at, subject, message }
      }
      if (statement.kind !== 'opaque') continue
      const subject = { kind: 'statement', name: statement.reason } as const
      if (isShown(document, statement, context)) yield* hiddenRows(document, statement, { context, subject })
      else yield { at, subject, message: `What this does cannot be read: ${statement.reason}.` }
    }
  },
})

/** Whether the rehearsal ran it to its end in full view, with nothing in it replaced by a stand-in. */
function isShown({ text }: SqlDocument, statement: Statement, context: Context): boolean {
  const { seen } = context.at(statement)
  if (!context.rehearsed || !seen?.watched || seen.error || seen.failedOnSamples) return false
  const { stubs, skipped } = context.rehearsed.base
  const words = slice(text, seen.range).toLowerCase()
  const isStub = ({ kind, name }: Stub) => kind === 'function' && words.includes(lastPart(name).toLowerCase())
  return skipped.length === 0 && !stubs.some(isStub) && isExplained(seen)
}

/** A server that does not tell what runs inside a statement shows by its locks that something did. */
function isExplained({ inner, locks, work }: RehearsedStep): boolean {
  if (inner.length > 0) return true
  const emptied = new Set(work.filter(({ kind }) => kind === 'truncate').map(({ table }) => table))
  return !locks.some(
    ({ mode, existing, table }) =>
      existing && !emptied.has(table) && lockModes.indexOf(mode) > lockModes.indexOf('ROW EXCLUSIVE'),
  )
}

/** Rows that it was seen to change or delete, where no statement it was seen to run says so. */
function* hiddenRows(
  { statements }: SqlDocument,
  statement: Statement,
  { context, subject }: { readonly context: Context; readonly subject: Subject },
): Generator<Hit, void> {
  const { seen } = context.at(statement)
  const lost = seen?.rows.filter(({ existing, updated, deleted }) => existing && updated + deleted > 0) ?? []
  const isTold = statements.some((one) => one.ran && seen && contains(seen.range, one.range) && writes(one))
  if (lost.length === 0 || isTold) return
  const what = lost.map(({ table, updated, deleted, before }) => {
    const verb = deleted > 0 ? `deleted ${deleted} of ${before}` : `changed ${updated} of ${before}`
    return `${verb} rows of ${displayName(table)}`
  })
  yield {
    at: statement.range,
    subject,
    message: `What this does to the data cannot be read; in the rehearsal it ${what.join(' and ')}.`,
    evidence: [{ strength: 'measured', kind: 'statement', text: what.join(', ') }],
  }
}

const writes = ({ kind }: Statement) => ['update', 'delete', 'merge', 'insert', 'truncate'].includes(kind)

/** Volatile routines of the history that a statement runs for their effect: `SELECT tidy()`, `SELECT * FROM tidy()`, PERFORM. */
function calledRoutines(statement: Statement, context: Context): readonly Call[] {
  if (statement.kind !== 'read' || !statement.query) return []
  const { before } = context.at(statement)
  return calls(statement.query).filter(({ name }) => findRoutine(before, name)?.volatility === 'volatile')
}

function calls(query: Query): readonly Call[] {
  if (query.kind !== 'select') return []
  const projected = query.from.length === 0 ? query.projections.map(({ expression }) => expression) : []
  const sources = query.from.flatMap((source) => (source.kind === 'table-function' ? [source.call] : []))
  return [...projected, ...sources].filter((expression) => expression.kind === 'call')
}
