import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Rehearsal, Script } from '../../src/core/rehearsal.ts'
import { openEmbeddedRehearser } from '../../src/rehearsal/embedded/rehearser.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import { loose, requestOf, script } from './scripts.ts'

const merged = [script('0001.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, status text)')]
const harmless = requestOf(merged, script('0002.sql', 'ALTER TABLE orders ADD COLUMN total numeric'))

let directory: string
/** For what never ends: on a machine with much else to do, others need their time. */
let hasty: Rehearser
let patient: Rehearser
let alone: Rehearsal
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-hostile-'))
  hasty = openEmbeddedRehearser({ directory, seconds: 5, spareSeconds: 60 })
  patient = openEmbeddedRehearser({ directory, seconds: 300, spareSeconds: 60 })
  alone = await patient.rehearse(harmless)
})
afterAll(async () => {
  await Promise.all([hasty.close(), patient.close()])
  rmSync(directory, { recursive: true })
})

/** The outcome of the new file, after which the next rehearsal gives what it gives alone. */
async function outcomeOf(rehearser: Rehearser, ...statements: readonly string[]) {
  return outcomeOfFile(rehearser, script('0002.sql', ...statements))
}

async function outcomeOfFile(rehearser: Rehearser, file: Script) {
  const { files } = await rehearser.rehearse(requestOf(merged, file))
  expect(await rehearser.rehearse(harmless)).toEqual(alone)
  return files[0]
}

const stopped = (reason: string) => ({ path: '0002.sql', outcome: 'not-rehearsed', reason })
const late = stopped('it ran longer than 5 seconds')
const tooMuch = stopped('it needed more than 700 MB of memory')

test('what is harmless is rehearsed', () => {
  expect(alone.files).toMatchObject([{ path: '0002.sql', outcome: 'applied' }])
})

describe('what never ends', () => {
  const endless = {
    'a loop': ['DO $$ BEGIN LOOP END LOOP; END $$'],
    'a query': [
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 10 FROM n) SELECT count(*) FROM n',
    ],
    'a sleep': ['SELECT pg_sleep(3600)'],
    'a trigger of a harmless statement': [
      'CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN LOOP END LOOP; END $$',
      'CREATE TRIGGER slow BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION slow()',
      'INSERT INTO orders VALUES (100)',
    ],
  }
  test.each(Object.entries(endless))('%s', async (_, statements) => {
    expect(await outcomeOf(hasty, ...statements)).toEqual(late)
  })

  test('keeps what came before it, and keeps from what comes after', async () => {
    const files = [
      script('0002.sql', 'CREATE TABLE customers (id int)'),
      script('0003.sql', 'SELECT pg_sleep(3600)'),
      script('0004.sql', 'CREATE TABLE invoices (id int)'),
    ]
    expect((await hasty.rehearse(requestOf(merged, ...files))).files).toMatchObject([
      { path: '0002.sql', outcome: 'applied', steps: { length: 1 } },
      { path: '0003.sql', outcome: 'not-rehearsed', reason: 'it ran longer than 5 seconds' },
      {
        path: '0004.sql',
        outcome: 'not-rehearsed',
        reason: '0003.sql comes first, and it ran longer than 5 seconds',
      },
    ])
  })

  test('in a merged file is the base that could not be built', async () => {
    const endlessBase = openEmbeddedRehearser({ directory, baseSeconds: 5 })
    const base = [script('0001.sql', 'DO $$ BEGIN LOOP END LOOP; END $$')]
    const { files } = await endlessBase.rehearse(requestOf(base, script('0002.sql', 'SELECT 1')))
    await endlessBase.close()
    expect(files).toEqual([stopped('its base could not be built: it ran longer than 5 seconds')])
  })
})

describe('what takes memory', () => {
  test('the server refuses what its own memory does not hold', async () => {
    expect(
      await outcomeOf(
        patient,
        `DO $$ DECLARE kept text[]; BEGIN LOOP kept := kept || repeat('x', 10000000); END LOOP; END $$`,
      ),
    ).toMatchObject({ outcome: 'failed', steps: [{ error: { code: '53200' } }] })
  })

  test('a billion rows written', async () => {
    const billion = `INSERT INTO orders SELECT i, repeat('x', 10000) FROM generate_series(10, 1000000000) AS i`
    expect(await outcomeOf(patient, 'ALTER TABLE orders ALTER status SET STORAGE EXTERNAL', billion)).toEqual(
      tooMuch,
    )
  })

  test('a billion rows answered', async () => {
    expect(await outcomeOf(patient, 'SELECT generate_series(1, 1000000000)')).toEqual(
      stopped('a statement answered with more than 200000 rows'),
    )
  })

  test('a row of 40 MB', async () => {
    expect(await outcomeOf(patient, `SELECT repeat('x', 40000000)`)).toEqual(
      stopped('a statement answered with more than 32 MB of rows and messages'),
    )
  })

  test('notices without end', async () => {
    expect(
      await outcomeOf(patient, `DO $$ BEGIN LOOP RAISE NOTICE '%', repeat('x', 100000); END LOOP; END $$`),
    ).toEqual(stopped('a statement answered with more than 32 MB of rows and messages'))
  })
})

describe('what would break the engine', () => {
  test('recursion without end meets the limit of the server', async () => {
    const file = await outcomeOf(
      patient,
      'CREATE FUNCTION deeper(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN deeper(n + 1) + 1; END $$',
      'SELECT deeper(1)',
    )
    expect(file).toMatchObject({ outcome: 'failed', steps: [{}, { error: { code: '54001' } }] })
  })

  test('nesting without end likewise', async () => {
    const deep = `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`
    expect(await outcomeOf(patient, deep)).toMatchObject({
      outcome: 'failed',
      steps: [{ error: { code: expect.stringMatching('^(?:42601|53200|54001)$') } }],
    })
  })

  test('a program to copy to', async () => {
    expect(await outcomeOf(patient, `COPY orders TO PROGRAM 'cat > /tmp/taken'`)).toEqual(
      stopped('the server broke down: it stopped answering'),
    )
  })
})

describe('what would reach out', () => {
  const statements = {
    "COPY orders (status) FROM '/etc/passwd'": '58P01',
    "COPY orders (status) FROM '/proc/self/environ'": '58P01',
    "SELECT pg_read_file('/etc/passwd')": '58P01',
    "SELECT lo_import('/etc/passwd')": '58P01',
    "SELECT dblink_connect('host=example.com')": '42883',
    'CREATE FOREIGN DATA WRAPPER far HANDLER postgres_fdw_handler': '42883',
    "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '/lib/libc.so', 'system'": '58P01',
  }
  test.each(Object.entries(statements))('%s', async (sql, code) => {
    expect(await outcomeOf(patient, sql)).toMatchObject({ outcome: 'failed', steps: [{ error: { code } }] })
  })
})

test('nothing of a rehearsal is seen by the next', async () => {
  const first = loose(
    '0002.sql',
    'CREATE TABLE secret (id int)',
    `INSERT INTO orders VALUES (4711, 'secret')`,
    'CREATE ROLE secret',
    'ALTER ROLE postgres SET sluice.secret = 1',
    'ALTER DATABASE postgres SET sluice.secret = 1',
    'ALTER SYSTEM SET work_mem = 12345',
    'SET sluice.secret = 1',
    'SELECT pg_advisory_lock(4711)',
    'CREATE TEMP TABLE secret_too (id int)',
    'LISTEN secret',
    'PREPARE secret AS SELECT 1',
    `COPY (SELECT 1) TO '/tmp/secret'`,
  )
  const traces = [
    `SELECT 1 FROM pg_class WHERE relname LIKE 'secret%'`,
    'SELECT 1 FROM orders WHERE id = 4711',
    `SELECT 1 FROM pg_roles WHERE rolname = 'secret'`,
    'SELECT 1 FROM pg_db_role_setting',
    `SELECT 1 WHERE current_setting('sluice.secret', true) <> ''`,
    `SELECT 1 FROM pg_file_settings WHERE setting = '12345'`,
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`,
    'SELECT 1 FROM pg_listening_channels()',
    'SELECT 1 FROM pg_prepared_statements',
    `SELECT 1 FROM pg_ls_dir('/tmp') AS name WHERE name = 'secret'`,
  ]
  const look = traces.map(
    (trace, at) => `DO $$ BEGIN IF EXISTS (${trace}) THEN RAISE 'trace ${at}'; END IF; END $$`,
  )
  const probe = requestOf(merged, loose('0002.sql', ...look))
  const before = await patient.rehearse(probe)
  expect(before.files).toMatchObject([{ outcome: 'applied', steps: { length: traces.length } }])
  expect((await patient.rehearse(requestOf(merged, first))).files).toMatchObject([
    { outcome: 'applied', steps: { length: first.statements.length } },
  ])
  expect(await patient.rehearse(probe)).toEqual(before)
})
