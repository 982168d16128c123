import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRewriting } from '../../rules/postgres/shared/action-work.ts'
import { builtinFunctions, builtinFunctionsFile } from '../../scripts/builtin-functions.ts'
import { replay, type Server, startServer } from './observed.ts'

const world = `
CREATE TABLE things (id bigint);
CREATE SEQUENCE numbers;
CREATE DOMAIN plain AS text;
CREATE DOMAIN checked AS text CHECK (value <> '');
CREATE DOMAIN nested AS checked;
CREATE FUNCTION wild() RETURNS text LANGUAGE sql AS 'SELECT random()::text';
CREATE FUNCTION tame() RETURNS text LANGUAGE sql STABLE AS 'SELECT ''x''';
CREATE FUNCTION fixed(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';`

let server: Server
beforeAll(async () => {
  server = await startServer()
  await server.run(world)
  await server.run('INSERT INTO things VALUES (1)')
})
afterAll(() => server.close())

test('the list of built-in functions is what the server has', async () => {
  expect(readFileSync(builtinFunctionsFile, 'utf8')).toBe(await builtinFunctions())
})

describe('adding a column rewrites the table exactly when the server says so', () => {
  test.each([
    'integer',
    'integer DEFAULT 1',
    "text DEFAULT 'random()'",
    'timestamptz DEFAULT now()',
    'timestamptz DEFAULT current_timestamp',
    'date DEFAULT current_date',
    'timestamp DEFAULT localtimestamp(0)',
    "timestamptz DEFAULT date_trunc('day', now())",
    "timestamptz DEFAULT now() + interval '1 day'",
    "timestamp DEFAULT timezone('utc', now())",
    "timestamp DEFAULT (now() AT TIME ZONE 'utc')",
    'timestamptz DEFAULT clock_timestamp()',
    "timestamptz DEFAULT date_trunc('day', clock_timestamp())",
    'text DEFAULT timeofday()',
    'double precision DEFAULT random()',
    'integer DEFAULT (1 + floor(random() * 6))::integer',
    'text DEFAULT md5(random()::text)',
    "text DEFAULT 'a' || coalesce(lower(random()::text), 'b')",
    'integer DEFAULT CASE WHEN random() > 0.5 THEN 1 ELSE 2 END',
    'integer[] DEFAULT ARRAY[1, 2]',
    'double precision[] DEFAULT ARRAY[random()]',
    'uuid DEFAULT gen_random_uuid()',
    'uuid DEFAULT pg_catalog.gen_random_uuid()',
    'uuid DEFAULT uuidv7()',
    "uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid",
    "bigint DEFAULT nextval('numbers')",
    "bigint DEFAULT nextval('numbers'::regclass)",
    'bigint DEFAULT txid_current()',
    'text DEFAULT wild()',
    'text DEFAULT tame()',
    'text DEFAULT fixed(tame())',
    'text DEFAULT fixed(wild())',
    'text DEFAULT current_user',
    "text DEFAULT current_setting('search_path')",
    "jsonb DEFAULT jsonb_build_object('at', now())",
    "jsonb DEFAULT '{}'::jsonb",
    'text DEFAULT NULL',
    'text DEFAULT greatest(tame(), fixed(tame()))',
    'integer GENERATED ALWAYS AS IDENTITY',
    'bigserial',
    'smallserial',
    'bigint GENERATED ALWAYS AS (id * 2) STORED',
    'bigint GENERATED ALWAYS AS (id * 2) VIRTUAL',
    'plain',
    'checked',
    'nested',
    "checked DEFAULT 'a'",
  ])('%s', async (definition) => {
    const statement = `ALTER TABLE things ADD COLUMN c ${definition};`
    const { document, steps } = await replay(`${world}\n${statement}`)
    const last = document.statements.at(-1)
    const catalog = last && steps.get(last)?.before
    const action = last?.kind === 'alter-table' ? last.actions[0] : undefined
    if (!catalog || action?.kind !== 'add-column') throw new Error(`not read: ${statement}`)
    // The domain that refuses nulls is measured on rows it accepts.
    const seen = await server.observe(statement)
    expect(seen.error).toBeUndefined()
    expect(isRewriting(action.column, { catalog, version: 18 })).toBe(seen.rewritten.includes('things'))
  })
})
