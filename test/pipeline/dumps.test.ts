import { afterAll, expect, test } from 'vitest'
import { slice } from '../../src/core/text.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { reviewScenario } from '../pulls/review-scenario.ts'

const reader = openSqlReader()
afterAll(() => reader.close())

type Files = Readonly<Record<string, string>>

/** What the review tells of a pull request, as `kind subject path: the text it stands at`. */
async function told(base: Files, head: Files): Promise<string[]> {
  const bytes = (files: Files) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
  const about = { name: '', folder: '', title: '', story: '', today: '2026-11-21', statistics: {} }
  const report = await reviewScenario({ ...about, base: bytes(base), head: bytes(head) }, reader)
  return report.changes.map(
    ({ kind, subject, path, range }) =>
      `${kind} ${subject.name} ${path}: ${slice(head[path] ?? '', range).replace(/\s+/g, ' ')}`,
  )
}

const created = 'CREATE TABLE orders (id bigint, note text);\n'
const dump = `-- PostgreSQL database dump\n${created}`
const renamed = dump.replace('note', 'remark')
const rails = { 'db/migrate/1_create.rb': 'class Create; end' }

test('a dump beside code says what changed, each where it stands at head, what is gone at the start', async () => {
  const after = `-- PostgreSQL database dump
CREATE TABLE orders (id bigint, remark text);
CREATE INDEX orders_remark ON orders (remark);
ALTER TABLE ONLY orders ALTER COLUMN id SET DEFAULT 7;
ALTER TABLE ONLY orders ADD CONSTRAINT positive CHECK (id > 0);
`
  expect(await told({ ...rails, 'db/structure.sql': dump }, { ...rails, 'db/structure.sql': after })).toEqual(
    [
      'column-default-changed orders.id db/structure.sql: ALTER COLUMN id SET DEFAULT 7',
      'column-dropped orders.note db/structure.sql: ',
      'column-added orders.remark db/structure.sql: remark text',
      'constraint-added orders.positive db/structure.sql: ADD CONSTRAINT positive CHECK (id > 0)',
      'index-added orders_remark db/structure.sql: CREATE INDEX orders_remark ON orders (remark)',
    ],
  )
})

test('a dump that follows SQL migrations says nothing of its own', async () => {
  const first = { 'db/migrations/001_a.sql': created, 'db/migrations/002_b.sql': 'SELECT 1;' }
  const rename = { 'db/migrations/003_c.sql': 'ALTER TABLE orders RENAME COLUMN note TO remark;' }
  const [base, head] = [
    { ...first, 'db/schema.sql': dump },
    { ...first, 'db/schema.sql': renamed },
  ]
  expect(await told(base, { ...head, ...rename })).toEqual([
    'column-renamed orders.note db/migrations/003_c.sql: RENAME COLUMN note TO remark',
  ])
  expect(await told(base, head)).toEqual([])
})

test('a dump that stands for itself tells nothing that migrations elsewhere tell', async () => {
  const first = { 'sql/migrations/001_a.sql': created, 'sql/migrations/002_b.sql': 'SELECT 1;' }
  const rename = { 'sql/migrations/003_c.sql': 'ALTER TABLE orders RENAME COLUMN note TO remark;' }
  const base = { ...first, 'internal/store/schema.sql': dump }
  const head = {
    ...first,
    ...rename,
    'internal/store/schema.sql': `${renamed}CREATE INDEX i ON orders (id);`,
  }
  expect((await told(base, head)).map((line) => line.split(':')[0])).toEqual([
    'column-renamed orders.note sql/migrations/003_c.sql',
    'index-added i internal/store/schema.sql',
  ])
})

test.each<[string, Files, Files]>([
  ['new', {}, { 'db/structure.sql': dump }],
  ['gone', { 'db/structure.sql': dump }, {}],
])('a dump that is %s has no other state to differ from', async (_, base, head) => {
  expect(await told({ ...rails, ...base }, { ...rails, ...head })).toEqual([])
})
