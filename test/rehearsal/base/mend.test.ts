import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RehearsedFile, Script } from '../../../src/core/rehearsal.ts'
import { buildBase } from '../../../src/rehearsal/base/build.ts'
import { extensionsOf } from '../../../src/rehearsal/base/extensions.ts'
import { sampleRows } from '../../../src/rehearsal/base/samples.ts'
import { type EmbeddedSession, openEmbedded } from '../../../src/rehearsal/embedded/session.ts'
import { rehearse } from '../../../src/rehearsal/rehearse.ts'
import { beginChange } from '../../../src/rehearsal/watch/world.ts'
import { patience } from '../../store/places.ts'
import { script } from '../undo/scripts.ts'
import { must } from '../undo/sessions.ts'

let session: EmbeddedSession
beforeAll(async () => {
  session = await openEmbedded({ extensions: ['citext', 'pg_trgm', 'uuid-ossp'] })
}, patience)
afterAll(() => session.close())

/** A base of these files, on a server that holds nothing else. */
async function built(files: readonly string[], tool = 'numbered-sql') {
  await must(session, 'ROLLBACK', `SET SESSION AUTHORIZATION postgres`, 'DISCARD ALL', removal)
  return buildBase(session, { tool, base: scripts(files) })
}

const scripts = (files: readonly string[]): Script[] => files.map((text, at) => script(text, `${at + 1}.sql`))

const told = ({ stubs }: { readonly stubs: readonly { readonly kind: string; readonly name: string }[] }) =>
  stubs.map(({ kind, name }) => `${kind} ${name}`)

describe('merged files run though the server lacks', () => {
  test.each<[what: string, file: string, stubs: string[], tool?: string | undefined]>([
    [
      'roles',
      'CREATE TABLE t (id int); GRANT SELECT ON t TO "App", reader; ALTER TABLE t OWNER TO owner',
      ['role App', 'role owner', 'role reader'],
    ],
    ['a schema', 'CREATE TABLE app.t (id int)', ['schema app']],
    [
      'an extension and its types',
      "CREATE EXTENSION vector; CREATE TABLE t (id int, e vector(1536) NOT NULL); CREATE INDEX ON t USING hnsw (e vector_l2_ops) WITH (m = 16); CREATE VIEW v AS SELECT id FROM t ORDER BY e <-> '[1]'",
      ['extension vector', 'other index on t'],
    ],
    [
      'an extension in a schema that is missing as well',
      'CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA gis; CREATE TABLE t (g gis.geometry(Point,4326) NOT NULL)',
      ['extension postgis'],
    ],
    [
      'a type nobody has heard of',
      'CREATE TABLE t (a odd(3, x), b odd[]); CREATE INDEX ON t (a)',
      ['type odd'],
    ],
    [
      'an extension that the history takes for granted',
      'CREATE TABLE t (a citext); CREATE INDEX ON t USING gin ((a::text) gin_trgm_ops)',
      ['extension citext', 'extension pg_trgm'],
    ],
    [
      'functions, whatever they return',
      "CREATE TABLE t (id uuid PRIMARY KEY DEFAULT make_id(), CHECK (is_good(id, 1)), at bigint DEFAULT lib.now_at(zone => 'x'))",
      ['function is_good', 'function lib.now_at', 'function make_id', 'schema lib'],
    ],
    [
      'a trigger function',
      'CREATE TABLE t (id int); CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()',
      ['function touch'],
    ],
    [
      'what a function is made of',
      'CREATE FUNCTION f() RETURNS SETOF elsewhere.t LANGUAGE sql AS $$ SELECT * FROM elsewhere.u $$',
      ['function f', 'schema elsewhere', 'type elsewhere.t'],
    ],
    [
      'a language',
      'CREATE FUNCTION f() RETURNS int LANGUAGE plv8 AS $$ return 1 $$',
      ['other language plv8'],
    ],
    [
      'a tablespace',
      'CREATE TABLE t (id int) TABLESPACE fast; CREATE INDEX ON t (id) TABLESPACE fast; ALTER TABLE t SET TABLESPACE fast',
      ['other tablespace fast'],
    ],
    [
      'the database by its name',
      'ALTER DATABASE prod SET timezone = UTC; CREATE TABLE t (id int)',
      ['other database prod'],
    ],
    [
      'a setting',
      `CREATE TABLE t (id text DEFAULT current_setting('app.tenant')); INSERT INTO t VALUES (current_setting('app.tenant'))`,
      ['setting app.tenant'],
    ],
    [
      'what Supabase brings',
      `CREATE TABLE t (id uuid REFERENCES auth.users, e extensions.citext); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      CREATE POLICY own ON t TO authenticated USING (auth.uid() = id); CREATE POLICY read ON storage.objects USING (bucket_id = 'a');
      ALTER PUBLICATION supabase_realtime ADD TABLE t; SELECT cron.schedule('a', '* * * * *', 'SELECT 1')`,
      [
        'extension citext',
        'extension pg_cron',
        'other publication supabase_realtime',
        'schema auth',
        'schema storage',
      ],
      'supabase',
    ],
    [
      'a role made later than it is named',
      'GRANT USAGE ON SCHEMA public TO late; CREATE ROLE late LOGIN; CREATE TABLE t (id int)',
      ['role late'],
    ],
  ])('%s', async (_, file, stubs, tool?: string) => {
    const base = await built([file], tool)
    expect(base.skipped.map(({ error }) => error.message)).toEqual([])
    expect(told(base).filter((one) => tool === undefined || one !== 'schema extensions')).toEqual(stubs)
  })

  test('or cannot do: that is left out with its reason, and the rest goes on', async () => {
    const file = `CREATE TABLE t (id int);
ALTER TABLE nowhere ADD COLUMN a int;
COPY t FROM stdin;
1
\\.
CREATE DATABASE other;
CREATE TABLE u (id int)`
    const base = await built([file])
    expect(base.skipped.map(({ range, error }) => [file.slice(range.start, range.end), error.code])).toEqual([
      ['ALTER TABLE nowhere ADD COLUMN a int', '42P01'],
      ['COPY t FROM stdin', '0A000'],
      ['CREATE DATABASE other', '0A000'],
    ])
    expect(base.tablesWithRows).toEqual(['public.t', 'public.u'])
  })

  test('and nothing is put in place for those that lack nothing', async () => {
    expect(await built(['CREATE TABLE t (id int); CREATE INDEX CONCURRENTLY ON t (id); VACUUM t'])).toEqual({
      ...{ files: 1, stubs: [], skipped: [] },
      tablesWithRows: ['public.t'],
    })
  })

  test('and settings, roles and open transactions of one file are gone in the next', async () => {
    const base = await built([
      `CREATE SCHEMA other; CREATE ROLE weak; SET search_path = other; SET ROLE weak; SET SESSION AUTHORIZATION weak`,
      'CREATE TABLE t (id int)',
    ])
    expect(base.skipped).toEqual([])
    expect(base.tablesWithRows).toEqual(['public.t'])
  })
})

interface Change {
  readonly base?: readonly string[]
  readonly up: string
  readonly down?: string
  readonly mode?: 'file' | 'none' | 'batch'
}

async function changed({ base = ['CREATE TABLE t (id int)'], up, down, mode }: Change) {
  const built_ = await built(base)
  const file = {
    up: script(up, 'up.sql', mode),
    ...(down !== undefined && { down: script(down, 'down.sql', mode) }),
  }
  const request = { ...{ history: '', tool: 'numbered-sql' }, base: scripts(base), files: [file] }
  const world = await beginChange(session, sampleRows)
  const { files, base: told_ } = await rehearse(session, request, { base: built_, world })
  return { file: files[0] as RehearsedFile, stubs: told(told_) }
}

describe('a change gets a stand-in', () => {
  test('for a role', async () => {
    const { file, stubs } = await changed({
      up: 'GRANT SELECT ON t TO reader',
      down: 'REVOKE SELECT ON t FROM reader',
    })
    expect(file).toMatchObject({ outcome: 'applied', undo: { outcome: 'restored' } })
    expect(stubs).toEqual(['role reader'])
  })

  test('for an extension, whose index still locks and reads the table', async () => {
    const { file, stubs } = await changed({
      up: 'CREATE EXTENSION vector; ALTER TABLE t ADD COLUMN e vector(3); CREATE INDEX near ON t USING hnsw (e vector_cosine_ops)',
      down: 'DROP INDEX near; ALTER TABLE t DROP COLUMN e; DROP EXTENSION vector',
    })
    expect(file).toMatchObject({ outcome: 'applied', undo: { outcome: 'restored' } })
    expect(stubs).toEqual(['extension vector', 'other index near'])
    const last = file.outcome === 'not-rehearsed' ? undefined : file.steps.at(-1)
    expect(last?.locks).toContainEqual(expect.objectContaining({ relation: 'public.t', mode: 'SHARE' }))
    expect(last?.work).toContainEqual(expect.objectContaining({ kind: 'build', table: 'public.t' }))
  })

  test('for an index that is built concurrently', async () => {
    const { file } = await changed({
      up: 'CREATE INDEX CONCURRENTLY near ON t USING hnsw (id vector_cosine_ops)',
      mode: 'none',
    })
    expect(file).toMatchObject({ outcome: 'applied', steps: [{ watched: false }] })
  })

  test('for what a library makes before the first file', async () => {
    expect((await changed({ base: [], up: 'CREATE TABLE lib.t (id int)' })).stubs).toEqual(['schema lib'])
  })

  test.each([
    ['a table', 'ALTER TABLE nowhere ADD COLUMN a int', '42P01'],
    ['a column', 'ALTER TABLE t DROP COLUMN nothing', '42703'],
    ['a function', 'ALTER TABLE t ALTER id SET DEFAULT nothing()', '42883'],
    ['a schema', 'CREATE TABLE nowhere.t (id int)', '3F000'],
    ['a type', 'ALTER TABLE t ADD COLUMN a nothing', '42704'],
    ['a publication', 'ALTER PUBLICATION nothing ADD TABLE t', '42704'],
  ])('but not for %s: that fails where it counts as well', async (_, up, code) => {
    const { file, stubs } = await changed({ up })
    expect(file).toMatchObject({ outcome: 'failed', steps: [{ error: { code } }] })
    expect(stubs).toEqual([])
  })

  test.each<[what: string, up: string, stubs: string[]]>([
    [
      'and each of a dozen roles',
      'SET lock_timeout = 1000; GRANT SELECT ON t TO a; ALTER TABLE t OWNER TO b; CREATE TABLE u (id int); GRANT SELECT ON u TO c',
      ['role a', 'role b', 'role c'],
    ],
    [
      'where no schema is searched',
      `SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.u (id bigint PRIMARY KEY); ALTER TABLE public.u OWNER TO app`,
      ['role app'],
    ],
    [
      'of an index and of functions',
      'CREATE EXTENSION postgis; ALTER TABLE t ADD COLUMN g geometry(Point, 4326); CREATE INDEX near ON t USING gist (g); UPDATE t SET g = ST_SetSRID(ST_MakePoint(0, 0), 4326) WHERE id = 1',
      ['extension postgis', 'function st_makepoint', 'function st_setsrid', 'other index near'],
    ],
    ['of a role that it takes', 'SET ROLE migrator; ALTER TABLE t ADD COLUMN z int', ['role migrator']],
  ])('%s, whatever was committed before', async (_, up, stubs) => {
    for (const mode of ['none', 'file'] as const) {
      const changes = await changed({ up, mode })
      expect(changes.file).toMatchObject({ outcome: 'applied' })
      expect(changes.stubs).toEqual(stubs)
    }
  })

  test('in the second transaction of a file, which runs again from its beginning', async () => {
    const { file } = await changed({
      up: `BEGIN; CREATE TABLE u (id int); COMMIT; BEGIN; INSERT INTO u VALUES (1); SAVEPOINT a; GRANT SELECT ON u TO reader; RELEASE a; COMMIT;
        DO $$ BEGIN ASSERT (SELECT count(*) FROM u) = 1; END $$`,
      mode: 'none',
    })
    expect(file).toMatchObject({ outcome: 'applied' })
    expect(file.outcome === 'not-rehearsed' ? 0 : file.steps.length).toBe(10)
  })

  test('in a transaction that began before the file says so, which runs again as a whole', async () => {
    const { file } = await changed({
      up: 'CREATE TABLE u (id int); BEGIN; INSERT INTO u VALUES (1); GRANT SELECT ON u TO reader; COMMIT; GRANT SELECT ON u TO other',
      mode: 'batch',
    })
    expect(file).toMatchObject({ outcome: 'applied' })
    expect(file.outcome === 'not-rehearsed' ? 0 : file.steps.length).toBe(6)
  })

  test('and the tables of an extension were there before it', async () => {
    const { file } = await changed({
      up: 'CREATE TABLE u (id int); CREATE EXTENSION pgmq; ALTER TABLE pgmq.meta ADD COLUMN a int; ALTER TABLE u ADD COLUMN a int',
      mode: 'none',
    })
    const locks = file.outcome === 'not-rehearsed' ? [] : file.steps.flatMap((step) => step.locks)
    expect(
      locks
        .filter(({ mode, kind }) => mode === 'ACCESS EXCLUSIVE' && kind === 'table')
        .map(({ table, existing }) => [table, existing]),
    ).toEqual([
      ['public.u', false],
      ['pgmq.meta', true],
      ['public.u', false],
    ])
  })

  test('in its undo script as well, of which nothing is left', async () => {
    const { file, stubs } = await changed({
      up: 'CREATE TABLE u (id int); ALTER TABLE u OWNER TO new_owner; ALTER TABLE t ADD COLUMN a int',
      down: 'SET lock_timeout = 1000; ALTER TABLE u OWNER TO app_owner; DROP TABLE u; ALTER TABLE t DROP COLUMN a',
      mode: 'none',
    })
    expect(file).toMatchObject({ outcome: 'applied', undo: { outcome: 'restored' } })
    expect(stubs).toEqual(['role app_owner', 'role new_owner'])
  })

  test('but not for an undo script that is wrong itself', async () => {
    const { file } = await changed({
      up: 'CREATE TABLE u (id int)',
      down: 'GRANT SELECT ON u TO reader; DROP TABLE v',
      mode: 'none',
    })
    expect(file).toMatchObject({ undo: { outcome: 'failed', error: { code: '42P01' } } })
  })

  test.each([
    ['a column that cannot be indexed', 'CREATE TABLE u (a json); CREATE INDEX ON u (a)', '42704'],
    [
      'rights that a role of the history lacks',
      'CREATE ROLE weak; SET ROLE weak; ALTER TABLE t ADD COLUMN z int',
      '42501',
    ],
    ['a lock outside of a transaction', 'SELECT 1; LOCK TABLE t IN ACCESS SHARE MODE', '25P01'],
    ['a cursor outside of a transaction', 'DECLARE c CURSOR FOR SELECT 1', '25P01'],
    [
      'a call that may have committed a part',
      'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE u (); COMMIT; GRANT SELECT ON u TO x; END $$; CALL p()',
      '42704',
    ],
  ])('but not for %s', async (_, up, code) => {
    const { file, stubs } = await changed({ up, mode: 'none' })
    const last = file.outcome === 'not-rehearsed' ? undefined : file.steps.at(-1)
    expect([file.outcome, last?.error?.code]).toEqual(['failed', code])
    expect(stubs).toEqual([])
  })

  test.each(['LOCK TABLE t', 'DECLARE c CURSOR FOR SELECT 1'])('and %s runs inside of one', async (up) => {
    expect((await changed({ up })).file).toMatchObject({ outcome: 'applied' })
  })

  test('and a cursor that outlives its transaction needs none', async () => {
    const up = 'DECLARE c CURSOR WITH HOLD FOR SELECT 1'
    expect((await changed({ up, mode: 'none' })).file).toMatchObject({ outcome: 'applied' })
  })
})

test('bundled extensions are asked for by their names and by their words', () => {
  const file = (text: string) => ({ up: script(text, 'up.sql') })
  const request = {
    ...{ history: '', tool: '' },
    base: scripts(['CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; CREATE EXTENSION postgis']),
    files: [file('CREATE EXTENSION earthdistance'), file('CREATE INDEX ON t USING gin (a gin_trgm_ops)')],
  }
  expect(extensionsOf(request)).toEqual(['btree_gin', 'cube', 'earthdistance', 'pg_trgm', 'uuid-ossp'])
})

const removal = `DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT evtname FROM pg_event_trigger LOOP EXECUTE format('DROP EVENT TRIGGER %I CASCADE', one.evtname); END LOOP;
  FOR one IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION %I CASCADE', one.extname); END LOOP;
  FOR one IN SELECT pubname FROM pg_publication LOOP EXECUTE format('DROP PUBLICATION %I', one.pubname); END LOOP;
  FOR one IN SELECT lanname FROM pg_language WHERE lanname = 'plv8' LOOP EXECUTE format('DROP LANGUAGE %I CASCADE', one.lanname); END LOOP;
  FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    LOOP EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname); END LOOP;
  FOR one IN SELECT rolname FROM pg_roles WHERE rolname <> current_user AND rolname !~ '^pg_'
    LOOP EXECUTE format('DROP OWNED BY %1$I CASCADE', one.rolname); EXECUTE format('DROP ROLE %I', one.rolname); END LOOP;
  CREATE SCHEMA public;
  GRANT ALL ON SCHEMA public TO PUBLIC;
END $$`
