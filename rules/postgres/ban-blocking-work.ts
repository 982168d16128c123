import type { Hit } from '../../src/core/finding.ts'
import type { SeenWork } from '../../src/core/rehearsal.ts'
import { defineRule } from '../../src/core/rule.ts'
import { atLeast, type Statement } from '../../src/core/statement.ts'
import { worksUnder } from './shared/claims.ts'
import { seenWork, type TableWork } from './shared/seen-work.ts'
import { blockedBy } from './shared/table-lock.ts'

export default defineRule({
  id: 'postgres/ban-blocking-work',
  title: 'Do no whole-table work under a lock that others wait for',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'rehearsal'],
  since: '0.1.0',
  scalesWithTable: true,
  lastResort: true,
  subsumedBy: [
    'postgres/ban-domain-constraint',
    'postgres/ban-exclusion-constraint',
    'postgres/ban-serial-column',
    'postgres/ban-stored-generated-column',
    'postgres/ban-table-rewrite',
    'postgres/ban-type-change-rewrite',
    'postgres/ban-volatile-default',
    'postgres/ban-work-under-exclusive-lock',
    'postgres/require-attach-check',
    'postgres/require-concurrent-index',
    'postgres/require-concurrent-refresh',
    'postgres/require-concurrent-reindex',
    'postgres/require-not-valid-check',
    'postgres/require-not-valid-foreign-key',
    'postgres/require-partitioned-index-path',
    'postgres/require-primary-key-using-index',
    'postgres/require-proven-not-null',
    'postgres/require-separate-validate',
    'postgres/require-unique-using-index',
  ],
  why: 'The rehearsal saw this statement go through a whole table that was there before, under a lock that keeps others waiting. On the few rows of the rehearsal that is over at once; in production it takes as long as the table is large.',
  fix: 'Take the work apart from the lock: build indexes with `CONCURRENTLY`, add constraints as `NOT VALID` and validate them later, fill new columns in batches. Where a function hides the statement, write it into the migration.',
  references: ['https://www.postgresql.org/docs/current/explicit-locking.html'],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at date NOT NULL, total numeric(12,2));
CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE FUNCTION widen(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE 'ALTER TABLE ' || name || ' SET UNLOGGED'; END $$;`,
    bad: [
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
        },
        rehearsed: true,
        note: 'Every row of the default partition is read, to see that none belongs into the new one.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE events_rest ADD CONSTRAINT events_rest_id_key UNIQUE (id), ALTER COLUMN at SET DEFAULT now();
ALTER TABLE events DETACH PARTITION events_rest;
ALTER TABLE events ATTACH PARTITION events_rest DEFAULT;
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');`,
        },
        rehearsed: true,
      },
    ],
    good: [
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;`,
        },
        rehearsed: true,
      },
      {
        files: {
          'db/migrations/0002_example.sql': `CREATE TABLE visits (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
CREATE TABLE visits_2026 PARTITION OF visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
        },
        rehearsed: true,
        note: 'All of it is new.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_total_positive CHECK (total >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_positive;`,
        },
        rehearsed: true,
        note: 'Rows are read, and nobody waits for that.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.inside) continue
      for (const work of seenWork(statement, context)) yield* hitFor(work, statement)
    }
  },
})

function* hitFor({ name, kind, lock }: TableWork, statement: Statement): Generator<Hit, void> {
  if (!lock || !atLeast(lock.mode, 'SHARE')) return
  if (kind === 'scan' && !lock.isNew) return
  yield {
    at: statement.range,
    subject: { kind: 'table', name },
    message: `${sentences[kind](name)} while ${blockedBy(lock.mode)} of it waits.`,
    ...worksUnder(lock.mode, name, kind),
  }
}

const sentences: Readonly<Record<Exclude<SeenWork['kind'], 'truncate'>, (table: string) => string>> = {
  rewrite: (table) => `This writes all of ${table} anew`,
  scan: (table) => `This reads every row of ${table}`,
  build: (table) => `This builds an index on ${table}`,
}
