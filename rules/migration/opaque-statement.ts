import { findRoutine } from '../../src/core/catalog/lookup.ts'
import type { Call, Query } from '../../src/core/query.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'

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
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'x'; RETURN NEW; END $$;",
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      for (const { name } of calledRoutines(statement, context)) {
        yield {
          at: statement.range,
          subject: { kind: 'function', name },
          message: `This runs ${name}(), whose body is not followed: what it does to the data cannot be read here.`,
        }
      }
      if (statement.kind !== 'opaque') continue
      yield {
        at: statement.range,
        subject: { kind: 'statement', name: statement.reason },
        message: `What this does cannot be read: ${statement.reason}.`,
      }
    }
  },
})

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
