import { findRoutine } from '../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import type { Hit, Subject } from '../../src/core/finding.ts'
import { lastPart } from '../../src/core/name.ts'
import type { Call } from '../../src/core/query.ts'
import { mostInner, type Stub } from '../../src/core/rehearsal.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Opaque, Statement } from '../../src/core/statement.ts'
import { slice } from '../../src/core/text.ts'
import { calledRoutines, haveRun } from './shared/heard.ts'
import { strongLocks, unsaidLocks, unsaidRows } from './shared/unsaid.ts'

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
      const called = calledRoutines(statement, context)
      const isShown = isInView(document, statement, context)
      for (const { name } of called) {
        const subject = { kind: 'function', name } as const
        if (isShown && areHeard(called, statement, context)) {
          yield* unsaid(document, statement, { context, subject })
          continue
        }
        const message = `This runs ${name}(), whose body is not followed: what it does to the data cannot be read here.`
        yield { at, subject, message: withEffects(message, document, statement, context) }
      }
      if (statement.kind === 'opaque') {
        const subject = { kind: 'statement', name: statement.reason } as const
        const message = `What this does cannot be read: ${statement.reason}.`
        if (isShown && isKnown(document, statement, context))
          yield* unsaid(document, statement, { context, subject })
        else yield { at, subject, message: withEffects(message, document, statement, context) }
      } else if (called.length === 0) yield* moreThanSaid(document, statement, context)
    }
  },
})

/** Whether the rehearsal ran it to its end in full view, with nothing in it replaced by a stand-in. */
function isInView({ text }: SqlDocument, statement: Statement, context: Context): boolean {
  const { seen } = context.at(statement)
  if (!context.rehearsed || !seen?.watched || seen.error || seen.failedOnSamples) return false
  const { stubs, skipped } = context.rehearsed.base
  const words = slice(text, seen.range).toLowerCase()
  const isStub = ({ kind, name }: Stub) => kind === 'function' && words.includes(lastPart(name).toLowerCase())
  return skipped.length === 0 && !stubs.some(isStub)
}

/** What stays opaque inside a block was not heard itself. A prepared statement shows all it does: it runs once, and holds no others. */
function isKnown({ text }: SqlDocument, statement: Opaque, context: Context): boolean {
  const { seen, before } = context.at(statement)
  if (statement.inside || !seen) return false
  if (statement.reason === 'prepared statement') return strongLocks(seen).length === 0
  const name = /^call\s+([\w$.]+)\s*\(/i.exec(slice(text, statement.range))?.[1]
  const routine = name === undefined ? undefined : findRoutine(before, name.toLowerCase())
  return routine !== undefined && haveRun([routine], seen)
}

function areHeard(called: readonly Call[], statement: Statement, context: Context): boolean {
  const { seen, before } = context.at(statement)
  const routines = called.flatMap(({ name }) => findRoutine(before, name) ?? [])
  return seen !== undefined && !statement.inside && haveRun(routines, seen)
}

/** What it was seen to do to rows, where no statement that is written or was heard says so. */
function* unsaid(
  document: SqlDocument,
  statement: Statement,
  { context, subject }: { readonly context: Context; readonly subject: Subject },
): Generator<Hit, void> {
  const what = unsaidRows(document, statement, context)
  if (what.length === 0) return
  yield {
    at: statement.range,
    subject,
    message: `What this does to the data cannot be read; in the rehearsal it ${what.join(' and ')}.`,
    evidence: [{ strength: 'measured', kind: 'statement', text: what.join(', ') }],
  }
}

function withEffects(message: string, document: SqlDocument, statement: Statement, context: Context): string {
  const what = [...unsaidRows(document, statement, context), ...unsaidLocks(document, statement, context)]
  const { seen } = context.at(statement)
  const many =
    seen && seen.inner.length >= mostInner ? [`ran more than ${mostInner - 1} different statements`] : []
  const all = [...what, ...many]
  return all.length === 0 ? message : `${message} In the rehearsal it ${all.join(' and ')}.`
}

/** The server may read a text otherwise than we do: what was written as a query or a setting took locks that none of these takes. */
function* moreThanSaid(document: SqlDocument, statement: Statement, context: Context): Generator<Hit, void> {
  if (statement.inside || !['read', 'set', 'insert', 'update', 'delete', 'merge'].includes(statement.kind))
    return
  const what = unsaidLocks(document, statement, context)
  if (what.length === 0) return
  yield {
    at: statement.range,
    subject: { kind: 'statement', name: statement.kind },
    message: `The server ran more than this text says: in the rehearsal it ${what.join(' and ')}.`,
    evidence: [{ strength: 'measured', kind: 'lock', text: what.join(', ') }],
  }
}
