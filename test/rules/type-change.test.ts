import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeChangeOf } from '../../rules/postgres/shared/type-change.ts'
import { columnOf, findTable } from '../../src/core/catalog/lookup.ts'
import { replay, type Server, startServer } from './observed.ts'

const types = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(8,2)',
  'numeric(10,2)',
  'numeric(10,3)',
  'real',
  'double precision',
  'text',
  'varchar',
  'varchar(10)',
  'varchar(20)',
  'char(10)',
  'char(20)',
  'bpchar',
  'citext',
  'bit(4)',
  'varbit',
  'varbit(8)',
  'varbit(4)',
  'date',
  'timestamp',
  'timestamp(3)',
  'timestamp(6)',
  'timestamptz',
  'timestamptz(3)',
  'time',
  'time(3)',
  'timetz',
  'interval',
  'interval(3)',
  'json',
  'jsonb',
  'xml',
  'uuid',
  'bytea',
  'inet',
  'cidr',
  'boolean',
  'oid',
  'regclass',
  'money',
  'mood',
  'd_text',
  'd_checked',
  'd_short',
  'd_required',
  'varchar(10)[]',
  'varchar(20)[]',
  'varchar[]',
  'text[]',
  'integer[]',
  'numeric(8,2)[]',
]
const world = `
CREATE TYPE mood AS ENUM ('1', '2');
CREATE DOMAIN d_text AS text;
CREATE DOMAIN d_checked AS text CHECK (value <> '');
CREATE DOMAIN d_short AS varchar(10);
CREATE DOMAIN d_required AS text NOT NULL;`

let server: Server
beforeAll(async () => {
  server = await startServer()
  await server.run(`create extension citext; ${world}`)
})
afterAll(() => server.close())

/** What the table says of the last statement of a script, and what the server does. */
async function both(script: string, statement: string, utc = true) {
  const run = await replay(`${world}\n${script}\n${statement}`)
  const last = run.document.statements.at(-1)
  const before = last && run.steps.get(last)?.before
  const action = last?.kind === 'alter-table' ? last.actions[0] : undefined
  const table = before && findTable(before, 'things')
  const column = table && columnOf(table, 'c')
  if (!before || !table || !column || action?.kind !== 'alter-type') throw new Error(`not read: ${statement}`)
  const told = typeChangeOf(table, column, action, { catalog: before, version: 18, utc })
  const seen = await server.observe(
    statement,
    `set local timezone = '${utc ? 'UTC' : 'Europe/Berlin'}'; ${script}`,
  )
  return { told, seen }
}

function tableWork(seen: Awaited<ReturnType<Server['observe']>>): string {
  if (seen.rewritten.includes('things')) return 'rewrite'
  return seen.notices.includes('verifying table "things"') ? 'scan' : 'nothing'
}

describe.each(types)('from %s', (from) => {
  test('every type is as the server does it, or unknown', async () => {
    const wrong: string[] = []
    for (const to of types) {
      const script = `CREATE TABLE things (id bigint, c ${from});`
      const plain = await both(script, `ALTER TABLE things ALTER COLUMN c TYPE ${to};`)
      const { told, seen } = plain.seen.error
        ? await both(script, `ALTER TABLE things ALTER COLUMN c TYPE ${to} USING c::${to};`)
        : plain
      if (seen.error || told.table === 'unknown') continue
      if (told.table !== tableWork(seen)) wrong.push(`${to}: told ${told.table}, seen ${tableWork(seen)}`)
    }
    expect(wrong).toEqual([])
  })
})

describe('indexes', () => {
  test.each([
    ['varchar(10)', 'varchar(20)', '(c)', []],
    ['varchar(10)', 'text', '(c)', []],
    ['text', 'varchar', '(c)', []],
    ['varchar(10)', 'text', "(c) WHERE c <> ''", ['things_c']],
    ['varchar(10)', 'text', '(lower(c))', ['things_c']],
    ['varchar(10)', 'text', '(id) WHERE c IS NOT NULL', ['things_c']],
    ['varchar(10)', 'citext', '(c)', ['things_c']],
    ['text', 'text COLLATE "C"', '(c)', ['things_c']],
    ['numeric(8,2)', 'numeric(10,2)', '(c)', []],
    ['timestamp', 'timestamptz', '(c)', ['things_c']],
    ['cidr', 'inet', '(c)', []],
    ['varbit(4)', 'varbit', '(id, c)', []],
  ])('%s to %s with %s', async (from, to, index, rebuilt) => {
    const script = `CREATE TABLE things (id bigint, c ${from}); CREATE INDEX things_c ON things ${index}; CREATE INDEX others ON things (id);`
    const { told, seen } = await both(script, `ALTER TABLE things ALTER COLUMN c TYPE ${to};`)
    expect([told.table, told.indexes]).toEqual(['nothing', rebuilt])
    expect([tableWork(seen), seen.rewritten]).toEqual(['nothing', rebuilt])
  })
})

describe('what surrounds the column', () => {
  test.each([
    ['a check that reads it', "c varchar(10) CHECK (c <> '')", 'TYPE text', 'scan'],
    [
      'a check not yet valid',
      'c varchar(10)); ALTER TABLE things ADD CONSTRAINT k CHECK (length(c) > 1) NOT VALID; CREATE TABLE more (id bigint',
      'TYPE text',
      'nothing',
    ],
    ['a check of another column', 'c varchar(10), d integer CHECK (d > 0)', 'TYPE text', 'nothing'],
    ['NOT NULL', 'c varchar(10) NOT NULL', 'TYPE text', 'nothing'],
    ['USING the column', 'c varchar(10)', 'TYPE text USING c', 'nothing'],
    ['USING a cast to the new type', 'c varchar(10)', 'TYPE varchar(20) USING c::varchar(20)', 'nothing'],
    ['USING casts that store alike', 'c varchar(10)', 'TYPE text USING c::varchar::text', 'nothing'],
    ['USING a function', 'c varchar(10)', 'TYPE text USING lower(c)', 'rewrite'],
    ['USING a cast through another type', 'c integer', 'TYPE integer USING c::text::integer', 'rewrite'],
    ['USING another column', 'c text, d text', 'TYPE text USING d', 'rewrite'],
    ['USING at time zone', 'c timestamp', "TYPE timestamptz USING c AT TIME ZONE 'UTC'", 'rewrite'],
  ])('%s', async (_, columns, change, expected) => {
    const { told, seen } = await both(
      `CREATE TABLE things (id bigint, ${columns});`,
      `ALTER TABLE things ALTER COLUMN c ${change};`,
    )
    expect([told.table, tableWork(seen), seen.error]).toEqual([expected, expected, undefined])
  })

  test('outside UTC a timestamp is rewritten when it gets a zone', async () => {
    const { told, seen } = await both(
      'CREATE TABLE things (c timestamp);',
      'ALTER TABLE things ALTER COLUMN c TYPE timestamptz;',
      false,
    )
    expect([told, tableWork(seen)]).toEqual([{ table: 'rewrite', indexes: [], unlessUtc: true }, 'rewrite'])
  })
})
