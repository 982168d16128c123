import type { Expression } from '../../src/core/query.ts'
import { defineRule } from '../../src/core/rule.ts'
import { lock } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'
import { addedColumns, serialTypes } from './shared/columns.ts'
import { volatileCall } from './shared/volatility.ts'

export default defineRule({
  id: 'postgres/ban-volatile-default',
  title: 'Add columns without a volatile default',
  severity: 'high',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['locks', 'rewrite'],
  since: '0.1.0',
  scalesWithTable: true,
  why: 'A volatile default gives every row a value of its own, so adding the column writes the whole table anew under ACCESS EXCLUSIVE. A constant, or a default such as now() that is computed once, costs nothing since Postgres 11.',
  fix: `1. \`ALTER TABLE orders ADD COLUMN token uuid;\`
2. \`ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();\` New rows get a value from now on.
3. Fill the old rows in batches, in a migration of their own.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: ['squawk:adding-field-with-default', 'atlas:PG302', 'strong_migrations:add_column_default'],
  examples: {
    before: `CREATE TABLE orders (id bigint PRIMARY KEY, status text);
CREATE FUNCTION short_code() RETURNS text LANGUAGE sql AS 'SELECT md5(random()::text)';
CREATE FUNCTION home_region() RETURNS text LANGUAGE sql STABLE AS 'SELECT ''eu''';`,
    bad: [
      'ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();',
      'ALTER TABLE orders ADD COLUMN seen_at timestamptz NOT NULL DEFAULT clock_timestamp();',
      'ALTER TABLE orders ADD COLUMN lottery integer DEFAULT (1 + floor(random() * 6))::integer;',
      "ALTER TABLE orders ADD COLUMN number bigint DEFAULT nextval('order_numbers');",
      'ALTER TABLE orders ADD COLUMN code text DEFAULT short_code();',
      'ALTER TABLE orders ADD COLUMN code text DEFAULT acme.make_code();',
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN day date DEFAULT date_trunc('day', now() - interval '1 day')::date;",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN tags jsonb NOT NULL DEFAULT '{}'::jsonb, ADD COLUMN region text DEFAULT home_region();",
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN token uuid;\nALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();",
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\nALTER TABLE parcels ADD COLUMN token uuid DEFAULT gen_random_uuid();',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text DEFAULT 'call random() later';",
    ],
  },
  *check(document, context) {
    for (const { statement, column, target, name, at } of addedColumns(document, context)) {
      if (!column.default || column.generated || column.identity || serialTypes[column.type.name]) continue
      const subject = { kind: 'column', name } as const
      const claimed = worksUnder('ACCESS EXCLUSIVE', target.name, 'rewrite')
      const evidence = [lock(`ADD COLUMN holds ACCESS EXCLUSIVE on ${target.name} until it is done`)]
      if (context.version < 11 && !isNull(column.default)) {
        const message = `Before Postgres 11 any default makes adding ${name} rewrite ${target.name} while every read and write waits.`
        yield { at, subject, message, evidence, ...claimed, ...target.assumed }
        continue
      }
      const call = volatileCall(column.default, context.at(statement).before)
      if (!call) continue
      const message = `The default of ${name} calls ${call.function}(), which gives every row its own value: ${target.name} is rewritten while every read and write waits.`
      if (call.certain) yield { at, subject, message, evidence, ...claimed, ...target.assumed }
      else
        yield {
          at,
          subject,
          message,
          evidence,
          ...claimed,
          assumption: `${call.function}() is not defined in what was read here and is taken to be volatile, as functions are by default.`,
        }
    }
  },
})

function isNull(expression: Expression): boolean {
  if (expression.kind === 'cast') return isNull(expression.operand)
  return expression.kind === 'literal' && expression.type === 'null'
}
