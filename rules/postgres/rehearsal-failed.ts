import type { Evidence } from '../../src/core/finding.ts'
import type { ServerError } from '../../src/core/rehearsal.ts'
import { defineRule } from '../../src/core/rule.ts'
import { fails } from './shared/claims.ts'

export default defineRule({
  id: 'postgres/rehearsal-failed',
  title: 'Write migrations that run',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'critical',
  tags: ['correctness', 'rehearsal'],
  since: '0.1.0',
  subsumedBy: [
    'migration/contradicts-history',
    'migration/used-downstream',
    'migration/ban-required-column',
    'postgres/ban-concurrent-in-transaction',
    'postgres/ban-enum-value-in-transaction',
    'postgres/require-concurrent-refresh',
    'postgres/require-not-valid-foreign-key',
    'postgres/require-partitioned-index-path',
  ],
  why: 'The migration was run on a database that the merged migrations build, and the server refused a statement. It does the same when the change is deployed, and what ran before it may stay half done.',
  fix: 'Correct the statement that the server names. Where production has something that the migrations do not make, add the migration that makes it first.',
  references: ['https://www.postgresql.org/docs/current/errcodes-appendix.html'],
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, code text);`,
    bad: [
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE customers ALTER COLUMN name TYPE date;`,
        },
        rehearsed: true,
        note: 'Text becomes a date only with USING.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `DO $$
BEGIN
  EXECUTE format('COMMENT ON COLUMN orders.%I IS %L', 'kode', 'As printed on the parcel');
END
$$;`,
        },
        rehearsed: true,
      },
    ],
    good: [
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE customers ALTER COLUMN name TYPE varchar;`,
        },
        rehearsed: true,
      },
      {
        files: {
          'db/migrations/0002_example.sql': `DO $$
BEGIN
  EXECUTE format('COMMENT ON COLUMN orders.%I IS %L', 'kode', 'As printed on the parcel');
EXCEPTION WHEN undefined_column THEN
  RAISE NOTICE 'not here';
END
$$;`,
        },
        rehearsed: true,
        note: 'The block catches the failure.',
      },
    ],
  },
  *check({ path }, { rehearsed, version }) {
    const file = rehearsed?.file
    if (!rehearsed || file?.outcome !== 'failed' || file.excuse !== undefined) return
    const step = file.steps.at(-1)
    if (!step?.error) return
    const { message, code } = step.error
    const hit = { at: step.range, subject: { kind: 'migration', name: path } } as const
    const what = `refuses this statement: ${cut(message)} (${code}).`
    const there = rehearsed.server.version
    if (there === version) yield { ...hit, message: `The server ${what}`, ...fails }
    // Another version may take what this one refuses.
    else
      yield {
        ...hit,
        message: `Postgres ${there} ${what}`,
        confidence: 'medium',
        evidence: [said(step.error)],
      }
  },
})

function said({ message, detail, hint }: ServerError): Evidence {
  const words = [message, detail, hint].filter((part) => part !== undefined).join('. ')
  return { strength: 'measured', kind: 'server-error', text: cut(words) }
}

const most = 400
const cut = (text: string) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
