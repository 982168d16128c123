import { afterAll, expect, test } from 'vitest'
import type { RehearsalRequest, Script } from '../../src/core/rehearsal.ts'
import { slice } from '../../src/core/text.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { reviewScenario } from '../pulls/review-scenario.ts'

const reader = openSqlReader()
afterAll(() => reader.close())

type Files = Readonly<Record<string, string>>

/** What a review asks to be rehearsed. */
async function asked(base: Files, head: Files): Promise<RehearsalRequest[]> {
  const bytes = (files: Files) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
  const about = { name: '', folder: '', title: '', story: '', today: '2026-11-21', statistics: {} }
  const requests: RehearsalRequest[] = []
  const listening: Rehearser = {
    async rehearse(request) {
      requests.push(request)
      const base = { files: request.base.length, stubs: [], skipped: [], tablesWithRows: [] }
      return { history: request.history, server: { version: 18, kind: 'embedded' }, base, files: [] }
    },
    async close() {},
  }
  await reviewScenario({ ...about, base: bytes(base), head: bytes(head) }, reader, listening)
  return requests
}

/** Each statement as it is sent, after the number and opener of its transaction. */
const sent = (script: Script | undefined) =>
  script?.statements.map(({ range, transaction, openedBy, control }) =>
    [transaction ?? 'alone', openedBy, control, slice(script.text, range)]
      .filter((x) => x !== undefined)
      .join(' '),
  )
const paths = (scripts: readonly Script[]) => scripts.map(({ path }) => path)

const one = 'CREATE TABLE orders (id bigint);'
const two = 'ALTER TABLE orders ADD COLUMN note text;'
const flyway = (name: string) => `db/migration/${name}.sql`
const merged = { [flyway('V1__a')]: one, [flyway('V2__b')]: two }

test('new files run, in order, on what the merged ones build', async () => {
  const head = { ...merged, [flyway('V4__d')]: 'SELECT 4;', [flyway('V3__c')]: 'SELECT 3;' }
  const [request, ...others] = await asked(merged, head)
  expect(others).toEqual([])
  expect(request?.tool).toBe('flyway')
  expect(paths(request?.base ?? [])).toEqual([flyway('V1__a'), flyway('V2__b')])
  expect(paths(request?.files.map(({ up }) => up) ?? [])).toEqual([flyway('V3__c'), flyway('V4__d')])
})

test('a merged file that is edited, renamed or deleted does not run again; a repeatable one that changed does', async () => {
  const base = { ...merged, [flyway('R__view')]: 'CREATE OR REPLACE VIEW v AS SELECT 1 AS a;' }
  expect(await asked(base, { ...base, [flyway('V2__b')]: `${two}\nSELECT 1;` })).toEqual([])
  const { [flyway('V2__b')]: _, ...without } = base
  expect(await asked(base, { ...without, [flyway('V3__b')]: two })).toEqual([])
  expect(await asked(base, without)).toEqual([])
  const [request] = await asked(base, {
    ...base,
    [flyway('R__view')]: 'CREATE OR REPLACE VIEW v AS SELECT 2 AS a;',
  })
  expect(paths(request?.files.map(({ up }) => up) ?? [])).toEqual([flyway('R__view')])
})

test('files that are no migrations, and histories that nothing is added to, are not run', async () => {
  expect(await asked(merged, { ...merged, 'scripts/clean.sql': 'DELETE FROM orders;' })).toEqual([])
  expect(await asked(merged, { ...merged, 'README.md': 'x' })).toEqual([])
})

test('the transaction of the tool, of the file, or none', async () => {
  const [request] = await asked(merged, {
    ...merged,
    [flyway('V3__c')]: 'SELECT 1;\nSELECT 2;',
    [flyway('V4__d')]: 'CREATE INDEX CONCURRENTLY i ON orders (note);',
  })
  expect(sent(request?.files[0]?.up)).toEqual(['0 tool SELECT 1', '0 tool SELECT 2'])
  expect(sent(request?.files[1]?.up)).toEqual(['alone CREATE INDEX CONCURRENTLY i ON orders (note)'])
  const numbered = { 'db/001_a.sql': one, 'db/002_b.sql': two }
  const [plain] = await asked(numbered, {
    ...numbered,
    'db/003_c.sql': 'BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;',
  })
  expect(sent(plain?.files[0]?.up)).toEqual([
    '0 file begin BEGIN',
    '0 file SELECT 1',
    '0 file commit COMMIT',
    'alone SELECT 2',
  ])
})

test('what stands inside a block, a schema or a WITH is sent with it, once', async () => {
  const numbered = { 'db/001_a.sql': one, 'db/002_b.sql': two }
  const text = `DO $$ BEGIN ALTER TABLE orders ADD COLUMN a int; END $$;
CREATE SCHEMA s CREATE TABLE t (id int);
WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone;
\\echo done`
  const [request] = await asked(numbered, { ...numbered, 'db/003_c.sql': text })
  expect(sent(request?.files[0]?.up)).toEqual([
    'alone DO $$ BEGIN ALTER TABLE orders ADD COLUMN a int; END $$',
    'alone CREATE SCHEMA s CREATE TABLE t (id int)',
    'alone WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone',
  ])
})

test('psql variables and placeholders are names of the same length', async () => {
  const base = { [flyway('V1__a')]: one, [flyway('V2__b')]: two }
  const text = 'SELECT 1;\nCREATE SCHEMA ${app}; SELECT 2;'
  const [request] = await asked(base, { ...base, [flyway('V3__c')]: text })
  const script = request?.files[0]?.up
  expect(script?.text).toBe('SELECT 1;\nCREATE SCHEMA __app_; SELECT 2;')
  expect(script?.text.length).toBe(text.length)
})

test('a down script comes along from a file of its own or from the section of the file; an empty one does not', async () => {
  const numbered = { 'db/001_a.up.sql': one, 'db/001_a.down.sql': 'DROP TABLE orders;' }
  const [own] = await asked(numbered, {
    ...numbered,
    'db/002_b.up.sql': two,
    'db/002_b.down.sql': 'ALTER TABLE orders DROP COLUMN note;',
  })
  expect(sent(own?.files[0]?.down)).toEqual([expect.stringContaining('ALTER TABLE orders DROP COLUMN note')])
  const dbmate = (up: string, down: string) => `-- migrate:up\n${up}\n-- migrate:down\n${down}\n`
  const base = { 'db/migrations/20240101000000_a.sql': dbmate(one, 'DROP TABLE orders;') }
  const [section] = await asked(base, {
    ...base,
    'db/migrations/20240102000000_b.sql': dbmate(two, 'ALTER TABLE orders DROP COLUMN note;'),
    'db/migrations/20240103000000_c.sql': dbmate('SELECT 1;', ''),
  })
  expect(sent(section?.files[0]?.down)).toEqual([
    '1 tool ALTER TABLE orders DROP COLUMN note'.replace('1', '0'),
  ])
  expect(section?.files[1]?.down).toBeUndefined()
})

test('nothing is run on a database that is not known', async () => {
  const code = { 'db/migrate/1_a.rb': 'class A; end' }
  const mixed = { ...merged, ...code }
  expect((await asked(mixed, { ...mixed, [flyway('V3__c')]: two })).length).toBe(1)
  const dump = { ...code, 'db/structure.sql': `-- PostgreSQL database dump\n${one}` }
  expect(await asked(dump, { ...dump, 'db/structure.sql': `-- PostgreSQL database dump\n${two}` })).toEqual(
    [],
  )
})

test.each([
  ['\\set s public\nGRANT USAGE ON SCHEMA :s TO PUBLIC;'],
  ['\\if false\nDROP TABLE orders;\n\\endif'],
  ['\\connect other\nCREATE TABLE orders (id int);'],
  ["SELECT 'DROP TABLE orders' \\gexec"],
  ['SELECT 1;\n\\q\nDROP TABLE orders;'],
])('what psql decides is not run: %s', async (text) => {
  const numbered = { 'db/001_a.sql': one, 'db/002_b.sql': two }
  expect(await asked(numbered, { ...numbered, 'db/003_c.sql': text })).toEqual([])
})

test('what psql only says to a person, or sets for itself, does not matter', async () => {
  const numbered = { 'db/001_a.sql': one, 'db/002_b.sql': two }
  const text = '\\set ON_ERROR_STOP on\n\\timing\n\\restrict x\n\\echo done\nSELECT 1;\n\\dt orders'
  const [request] = await asked(numbered, { ...numbered, 'db/003_c.sql': text })
  expect(sent(request?.files[0]?.up)).toEqual(['alone SELECT 1'])
})
