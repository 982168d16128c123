import type { Change } from '../../src/core/change.ts'
import type { JudgedFinding, Report } from '../../src/core/report.ts'
import { LineMap, type Range } from '../../src/core/text.ts'

// A report made by hand, as a review of one migration with two grave hazards gives it.

const path = 'migrations/V042__totals.sql'

const sql = `-- totals as floating point, and no addresses any more
SET statement_timeout = '15min';
ALTER TABLE orders ALTER COLUMN total TYPE double precision;

CREATE INDEX CONCURRENTLY orders_status_idx
  ON orders (status);

-- nobody reads this
ALTER TABLE customers DROP COLUMN email;
`

const map = new LineMap(sql)

/** The range of the first occurrence of a text in the migration. */
function at(text: string): { range: Range; lines: ReturnType<LineMap['lines']> } {
  const start = sql.indexOf(text)
  const range = { start, end: start + text.length }
  return { range, lines: map.lines(range) }
}

const line = (n: number) => ({ startLine: n, startColumn: 1, endLine: n, endColumn: 20 })
const somewhere = { start: 0, end: 19 }

export const rewrite: JudgedFinding = {
  number: 2,
  ruleId: 'postgres/ban-type-change-rewrite',
  title: 'Do not change a type in a way that rewrites the table',
  severity: 'high',
  enforcement: 'block',
  confidence: 'high',
  weight: 'grave',
  status: 'introduced',
  origin: 'rule',
  path,
  ...at('ALTER TABLE orders ALTER COLUMN total TYPE double precision;'),
  subject: { kind: 'table', name: 'orders' },
  message: 'Changing this type rewrites the whole table orders (orders: 412 M rows, 96 GB).',
  why: 'While the table is rewritten nothing can read or write it.',
  fix: '1. Add a new column of the new type: `ALTER TABLE orders ADD COLUMN total_v2 numeric(12,2)`.\n2. Backfill it in batches.\n3. Swap the columns in a later release.',
  evidence: [
    { strength: 'measured', kind: 'lock', text: 'ACCESS EXCLUSIVE on orders; table and 2 indexes rewritten' },
    { strength: 'measured', kind: 'statistics', text: 'orders: 412 M rows, 96 GB' },
  ],
  fingerprint: '7d1f0a3b5c2e4f6890ab12cd34ef5678',
}

export const stillRead: JudgedFinding = {
  number: 1,
  ruleId: 'migration/used-downstream',
  title: 'Drop a column after its last reader is gone',
  severity: 'critical',
  enforcement: 'block',
  confidence: 'high',
  weight: 'usual',
  status: 'introduced',
  origin: 'rule',
  path,
  ...at('ALTER TABLE customers DROP COLUMN email;'),
  subject: { kind: 'column', name: 'customers.email' },
  message: 'customers.email is still read downstream.',
  why: 'Readers fail as soon as the column is gone.',
  fix: 'Remove the readers first, drop the column in a later release.',
  evidence: [
    {
      strength: 'proved',
      kind: 'lineage',
      text: 'certain',
      place: { path: 'models/staging/stg_customers.sql', range: somewhere },
      lines: line(7),
    },
    {
      strength: 'proved',
      kind: 'contract',
      text: 'certain',
      place: { path: 'contracts/customers.odcs.yaml', range: somewhere },
      lines: line(31),
    },
  ],
  fingerprint: 'a0b1c2d3e4f5061728394a5b6c7d8e9f',
}

export const noTimeout: JudgedFinding = {
  number: 3,
  ruleId: 'postgres/require-lock-timeout',
  title: 'Set a lock timeout before statements that lock',
  severity: 'medium',
  enforcement: 'warn',
  confidence: 'medium',
  weight: 'usual',
  status: 'introduced',
  origin: 'rule',
  path,
  ...at('ALTER TABLE orders ALTER COLUMN total TYPE double precision;'),
  subject: { kind: 'table', name: 'orders' },
  message: 'No effective lock_timeout before this statement.',
  why: 'A statement that waits for a lock makes every later query on the table wait behind it.',
  fix: 'Set `lock_timeout` to a few seconds and retry.',
  evidence: [],
  suggestion: {
    title: 'Set lock_timeout first',
    edits: [
      {
        range: { start: at('ALTER TABLE orders').range.start, end: at('ALTER TABLE orders').range.start },
        text: "SET lock_timeout = '3s';\n",
      },
    ],
  },
  edits: [
    {
      lines: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 },
      source: 'ALTER TABLE orders ALTER COLUMN total TYPE double precision;',
      text: "SET lock_timeout = '3s';\n",
    },
  ],
  fingerprint: '00112233445566778899aabbccddeeff',
}

const existing: JudgedFinding = {
  ...noTimeout,
  number: 4,
  status: 'existing',
  enforcement: 'warn',
  path: 'migrations/V041__invoices.sql',
  fingerprint: 'ffeeddccbbaa99887766554433221100',
}

export const suppressed: JudgedFinding = {
  ...noTimeout,
  number: 5,
  ...at('CREATE INDEX CONCURRENTLY orders_status_idx'),
  suppressedBy: {
    place: { path, range: somewhere },
    reason: 'the table is empty until launch',
    until: '2026-12-31',
  },
  suppressedAt: line(4),
  fingerprint: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
}

export const waived: JudgedFinding = {
  ...rewrite,
  waivedBy: { by: 'ada', reason: 'announced for Sunday', until: '2026-12-31' },
}

export const dismissed: JudgedFinding = {
  ...noTimeout,
  dismissedBy: { by: 'bob', reason: 'the table is never read at night' },
}

export const fixed: JudgedFinding = {
  ...existing,
  number: 6,
  status: 'fixed',
  fingerprint: 'abcdefabcdefabcdefabcdefabcdefab',
}

function change(
  kind: Change['kind'],
  subject: Change['subject'],
  text: string,
  values: Pick<Change, 'before' | 'after'> = {},
) {
  return { kind, subject, path, ...at(text), ...values }
}

export const report: Report = {
  decision: {
    verdict: 'block',
    risk: {
      level: 'high',
      reasons: [
        '`orders` (412 M rows) would be unreadable for minutes.',
        '`customers.email` is still read by 1 model.',
      ],
    },
    reasons: ['2 findings block.', '1 approval is missing.'],
    approvals: { required: 2, teams: ['acme/data-platform'], given: ['ada'] },
  },
  findings: [stillRead, rewrite, noTimeout, existing, suppressed, fixed],
  changes: [
    change('column-type-changed', { kind: 'column', name: 'orders.total' }, 'ALTER TABLE orders', {
      before: { type: 'numeric(10,2)' },
      after: { type: 'double precision' },
    }),
    change('index-added', { kind: 'index', name: 'orders_status_idx' }, 'CREATE INDEX', {
      after: { table: 'orders', columns: ['status'], unique: false },
    }),
    change('column-dropped', { kind: 'column', name: 'customers.email' }, 'ALTER TABLE customers', {
      before: { type: 'text' },
    }),
  ],
  rehearsal: null,
  plans: [],
  undetermined: [],
  coverage: {
    files: [
      { path, language: 'sql', status: 'evaluated', statements: { total: 4, analysed: 4 } },
      {
        path: 'migrations/V043__audit.sql',
        language: 'sql',
        status: 'partly',
        reason: 'dynamic SQL at line 12',
        statements: { total: 5, analysed: 4 },
      },
      {
        path: 'migrations/V044__grants.sql',
        language: 'sql',
        status: 'evaluated',
        statements: { total: 1, analysed: 1 },
      },
      { path: 'models/orders.sql', language: 'dbt', status: 'evaluated' },
      {
        path: 'scripts/load.py',
        language: 'python',
        status: 'not-evaluated',
        reason: 'dynamic SQL at line 40',
      },
    ],
  },
  assumptions: ['Postgres 15 (docker-compose.yml:4)', 'history: flyway, 41 files in migrations'],
  base: '3f9c2e1b7a6d5c4e3f2a1b0c9d8e7f6a5b4c3d2e',
  head: '8f2c1d0e9b8a7f6e5d4c3b2a190817263544f3e2',
  policy: {
    sources: [
      { name: 'recommended' },
      { name: '.github/sluice.yml', commit: '3f9c2e1b7a6d5c4e3f2a1b0c9d8e7f6a5b4c3d2e' },
    ],
  },
  versions: { sluice: '0.1.0', rules: '0.1.0' },
  timings: { collect: 400, parse: 300, evaluate: 1200 },
}

/** A pull request that touches no data file. */
export const nothing: Report = {
  ...report,
  decision: {
    verdict: 'pass',
    risk: { level: 'low', reasons: [] },
    reasons: [],
    approvals: { required: 0, teams: [], given: [] },
  },
  findings: [],
  changes: [],
  coverage: { files: [] },
  assumptions: [],
  timings: { collect: 100 },
}
