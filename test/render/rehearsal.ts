import type { RanFile, Rehearsal, RehearsedStep, SeenLock, SeenWork } from '../../src/core/rehearsal.ts'
import { type Places, reportRehearsal } from '../../src/core/report-rehearsal.ts'
import type { Statistics } from '../../src/core/statistics.ts'
import { LineMap, type Range } from '../../src/core/text.ts'

// A rehearsal made by hand: one migration that locks two tables for long, one that fails, one that could not be run.

const texts: Readonly<Record<string, string>> = {
  'migrations/V042__totals.sql': `-- totals as floating point, and who ordered
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN total TYPE double precision;
ALTER TABLE orders
  ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;
UPDATE lines SET total = 0;
ALTER TABLE lines VALIDATE CONSTRAINT lines_total;
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
CREATE INDEX notes_body ON notes (body);
COMMENT ON TABLE notes IS 'what people said';
`,
  'migrations/V043__index.sql': 'CREATE INDEX CONCURRENTLY orders_status ON orders (status);\n',
  'migrations/V044__audit.sql': `CREATE TABLE audit (id bigint);
DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN audited boolean'; END $$;
ALTER TABLE orders ALTER COLUMN audited SET NOT NULL;
`,
  'migrations/V041__base.sql': 'CREATE EXTENSION postgis;\nCREATE TABLE places (at geometry);\n',
}

/** The range of a text in a file. */
function at(path: string, text: string): Range {
  const start = texts[path]?.indexOf(text) ?? -1
  if (start < 0) throw new Error(`${path} does not hold ${text}`)
  return { start, end: start + text.length }
}

const places: Places = {
  lines: (path, range) => new LineMap(texts[path] ?? '').lines(range),
  text: (path) => texts[path] ?? '',
}

const table = (name: string, mode: SeenLock['mode'], existing = true): SeenLock => ({
  relation: name,
  table: name,
  kind: 'table',
  mode,
  existing,
})

const work = (kind: SeenWork['kind'], name: string, more: Partial<SeenWork> = {}): SeenWork => ({
  kind,
  table: name,
  existing: true,
  sign: `${kind} of ${name}`,
  ...more,
})

function step(range: Range, seen: Partial<RehearsedStep> = {}): RehearsedStep {
  return { range, transaction: 0, watched: true, locks: [], work: [], rows: [], inner: [], ...seen }
}

const totals: RanFile = {
  path: 'migrations/V042__totals.sql',
  outcome: 'applied',
  steps: ((path) => [
    step(at(path, "SET lock_timeout = '2s'")),
    step(at(path, 'ALTER TABLE orders ALTER COLUMN total TYPE double precision'), {
      locks: [table('public.orders', 'ACCESS EXCLUSIVE')],
      work: [
        work('rewrite', 'public.orders', { sign: 'rewriting table "orders"' }),
        work('build', 'public.orders', { index: 'public.orders_pkey' }),
        work('build', 'public.orders', { index: 'public.orders_total' }),
      ],
    }),
    step(
      at(
        path,
        'ALTER TABLE orders\n  ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers',
      ),
      {
        locks: [table('public.customers', 'SHARE ROW EXCLUSIVE')],
        work: [
          work('scan', 'public.orders', { sign: 'validating foreign key constraint "orders_customer"' }),
        ],
      },
    ),
    step(at(path, 'UPDATE lines SET total = 0'), {
      locks: [table('public.lines', 'ROW EXCLUSIVE')],
      work: [work('scan', 'public.lines')],
      rows: [{ table: 'public.lines', existing: true, inserted: 0, updated: 3, deleted: 0, before: 3 }],
    }),
    step(at(path, 'ALTER TABLE lines VALIDATE CONSTRAINT lines_total'), {
      locks: [table('public.lines', 'SHARE UPDATE EXCLUSIVE')],
      work: [work('scan', 'public.lines')],
    }),
    step(at(path, 'CREATE TABLE notes (id bigint PRIMARY KEY, body text)'), {
      locks: [table('public.notes', 'ACCESS EXCLUSIVE', false)],
    }),
    step(at(path, 'CREATE INDEX notes_body ON notes (body)'), {
      locks: [table('public.notes', 'SHARE', false)],
      work: [work('build', 'public.notes', { existing: false, index: 'public.notes_body' })],
    }),
    step(at(path, "COMMENT ON TABLE notes IS 'what people said'")),
  ])('migrations/V042__totals.sql'),
  undo: {
    outcome: 'differs',
    differences: [
      { kind: 'missing', object: 'index', name: 'public.orders_total' },
      {
        kind: 'changed',
        object: 'column',
        name: 'public.orders.total',
        before: 'numeric(10,2)',
        after: 'numeric',
      },
    ],
  },
}

const index: RanFile = {
  path: 'migrations/V043__index.sql',
  outcome: 'applied',
  steps: [
    {
      range: at('migrations/V043__index.sql', 'CREATE INDEX CONCURRENTLY orders_status ON orders (status)'),
      watched: false,
      locks: [],
      work: [work('build', 'public.orders', { index: 'public.orders_status' })],
      rows: [],
      inner: [],
    },
  ],
  undo: { outcome: 'restored' },
}

const audit: RanFile = {
  path: 'migrations/V044__audit.sql',
  outcome: 'failed',
  steps: ((path) => [
    step(at(path, 'CREATE TABLE audit (id bigint)')),
    step(at(path, "DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN audited boolean'; END $$"), {
      locks: [table('public.orders', 'ACCESS EXCLUSIVE')],
      inner: [{ sql: 'ALTER TABLE orders ADD COLUMN audited boolean' }],
    }),
    step(at(path, 'ALTER TABLE orders ALTER COLUMN audited SET NOT NULL'), {
      watched: false,
      error: {
        code: '23502',
        message: 'column "audited" of relation "orders" contains null values',
        at: at(path, 'ALTER TABLE orders ALTER').start,
      },
    }),
  ])('migrations/V044__audit.sql'),
}

const rehearsal: Rehearsal = {
  history: 'migrations',
  server: { version: 18, kind: 'embedded' },
  base: {
    files: 41,
    stubs: [
      { kind: 'extension', name: 'postgis' },
      { kind: 'role', name: 'app' },
      { kind: 'role', name: 'reader' },
    ],
    skipped: [
      {
        path: 'migrations/V041__base.sql',
        range: at('migrations/V041__base.sql', 'CREATE TABLE places (at geometry)'),
        error: { code: '42704', message: 'type "geometry" does not exist' },
      },
    ],
    tablesWithRows: ['public.customers', 'public.lines', 'public.orders'],
  },
  files: [
    totals,
    index,
    audit,
    { path: 'migrations/V045__more.sql', outcome: 'not-rehearsed', reason: 'the file before it failed' },
  ],
}

const statistics: Statistics = {
  'public.orders': { rows: 412_000_000, bytes: 96 * 2 ** 30 },
  'public.customers': { rows: 2_000_000, bytes: 2 ** 30 },
  'public.lines': { rows: 90_000, bytes: 40 * 2 ** 20 },
}

const disproved = [
  {
    ruleId: 'postgres/ban-type-change-rewrite',
    path: 'migrations/V042__totals.sql',
    range: at('migrations/V042__totals.sql', 'ALTER TABLE lines VALIDATE'),
    subject: 'lines.total',
    why: 'Postgres 18 does not rewrite lines here.',
  },
]

const impossible = [
  {
    path: 'other/setup.sql',
    outcome: 'not-rehearsed' as const,
    reason: 'there is more than one history it may come after',
  },
]

export const reported = reportRehearsal(
  { rehearsals: [rehearsal], impossible, disproved },
  places,
  statistics,
)
export const withoutStatistics = reportRehearsal(
  { rehearsals: [rehearsal], impossible: [], disproved: [] },
  places,
  {},
)
