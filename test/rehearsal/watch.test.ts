import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RehearsedStep } from '../../src/core/rehearsal.ts'
import { openServerSession, type ServerSession } from '../../src/rehearsal/server/session.ts'
import { hasServer, newServerDatabase, onServer, patience } from '../store/places.ts'
import { emptied, inTool, type Part, playedOn, shown } from './playing.ts'
import { must, onEverySession } from './undo/sessions.ts'

const shop = [
  'CREATE TABLE customers (id int PRIMARY KEY, name varchar(20) NOT NULL)',
  'CREATE TABLE orders (id int PRIMARY KEY, customer int, status text, total int)',
  `INSERT INTO customers VALUES (1, 'a'), (2, 'b')`,
  `INSERT INTO orders VALUES (1, 1, 'new', 10), (2, 1, 'new', 20), (3, 2, 'paid', 30)`,
]
const toBigint = 'ALTER TABLE public.orders ALTER COLUMN total TYPE bigint'
const rewritten = [
  'SHARE public.orders',
  'ACCESS EXCLUSIVE public.orders',
  'rewrite public.orders',
  'build public.orders_pkey on public.orders',
]

onEverySession((session) => {
  beforeEach(() => emptied(session()))

  const stepsOf = async (change: readonly Part[], base: readonly string[] = []) =>
    (await playedOn(session(), { base: [...shop, ...base] }, change)).steps
  /** The last statement, which must have run and been watched. */
  const lastOf = async (change: readonly Part[], base?: readonly string[]): Promise<RehearsedStep> => {
    const last = (await stepsOf(change, base)).at(-1)
    if (!last || last.error || !last.watched) throw new Error(JSON.stringify(last))
    return last
  }
  const seen = async (change: readonly Part[], base?: readonly string[]) => shown(await lastOf(change, base))
  const inner = async (change: readonly Part[], base?: readonly string[]) =>
    (await lastOf(change, base)).inner.map(({ sql }) => sql)

  describe('locks', () => {
    test('of both tables of a foreign key, and the scan of both', async () => {
      expect(await seen(['ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers'])).toEqual([
        ...['ACCESS SHARE', 'ROW SHARE', 'SHARE ROW EXCLUSIVE'].map((mode) => `${mode} public.customers`),
        ...['ACCESS SHARE', 'SHARE ROW EXCLUSIVE'].map((mode) => `${mode} public.orders`),
        ...['scan public.customers', 'scan public.orders'],
      ])
    })

    test('are told once in a transaction, and again in the next', async () => {
      const alter = 'ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text'
      const next: Part = { sql: alter, transaction: 1, openedBy: 'tool' }
      const steps = await stepsOf([inTool(alter), inTool(alter), next])
      const locks = ['ACCESS EXCLUSIVE public.orders']
      expect(steps.map(shown)).toEqual([locks, [], locks])
    })

    test('are let go by going back to a savepoint, with what was done under them', async () => {
      const file = { transaction: 0, openedBy: 'file' } as const
      const steps = await stepsOf([
        { sql: 'BEGIN', ...file, control: 'begin' },
        { sql: 'SAVEPOINT here', ...file, control: 'savepoint' },
        { sql: toBigint, ...file },
        { sql: 'ROLLBACK TO here', ...file, control: 'rollback-to' },
        { sql: toBigint, ...file },
        { sql: 'COMMIT', ...file, control: 'commit' },
      ])
      expect(steps.map(shown)).toEqual([[], [], rewritten, [], rewritten, []])
    })

    test('name the table of an index and of a sequence', async () => {
      const { locks } = await lastOf(
        ['DROP TABLE tickets'],
        ['CREATE TABLE tickets (id serial PRIMARY KEY, body text)'],
      )
      expect(locks.map(({ relation, table, kind }) => [relation, table, kind])).toEqual([
        ['public.tickets', 'public.tickets', 'table'],
        ['public.tickets_id_seq', 'public.tickets', 'sequence'],
        ['public.tickets_pkey', 'public.tickets', 'index'],
      ])
    })

    test('of what the change itself has made concern nobody', async () => {
      const { locks } = await lastOf([
        'CREATE TEMP TABLE "Draft" (id int)',
        'ALTER TABLE "Draft" ADD COLUMN note text',
      ])
      expect(locks).toMatchObject([
        { relation: 'pg_temp."Draft"', mode: 'ACCESS EXCLUSIVE', existing: false },
      ])
    })

    test('are told under the name that the statement met', async () => {
      const steps = await stepsOf([
        'ALTER TABLE orders RENAME TO "Sales"',
        'ALTER TABLE "Sales" ADD COLUMN note text',
        'DROP TABLE "Sales"',
      ])
      expect(steps.map(shown)).toEqual([
        ['ACCESS EXCLUSIVE public.orders'],
        ['ACCESS EXCLUSIVE public."Sales"'],
        ['ACCESS EXCLUSIVE public."Sales"'],
      ])
    })
  })

  describe('work', () => {
    test('is a rewrite with its builds, and none where the new type holds the old as it is', async () => {
      expect(await seen([toBigint])).toEqual(rewritten)
      await emptied(session())
      expect(
        await seen(
          ['ALTER TABLE customers ALTER COLUMN name TYPE varchar(30)'],
          ['CREATE UNIQUE INDEX by_name ON customers (name)'],
        ),
      ).toEqual(['SHARE public.customers', 'ACCESS EXCLUSIVE public.customers'])
    })

    test('is a scan, and none where a constraint proves what it would look for', async () => {
      const change = ['ALTER TABLE orders ALTER COLUMN status SET NOT NULL']
      expect(await seen(change)).toEqual(['ACCESS EXCLUSIVE public.orders', 'scan public.orders'])
      await emptied(session())
      const proof = 'ALTER TABLE orders ADD CHECK (status IS NOT NULL)'
      expect(await seen(change, [proof])).toEqual(['ACCESS EXCLUSIVE public.orders'])
    })

    test('of an index is a build, and none where one is there', async () => {
      const change = ['CREATE INDEX IF NOT EXISTS by_status ON orders (status)']
      expect(await seen(change)).toEqual(['SHARE public.orders', 'build public.by_status on public.orders'])
      await emptied(session())
      expect(await seen(change, ['CREATE INDEX by_status ON orders (status)'])).toEqual([
        'SHARE public.orders',
      ])
    })

    test('tells TRUNCATE from deleting all rows', async () => {
      expect(await seen(['TRUNCATE orders'])).toContain('truncate public.orders')
      await emptied(session())
      expect(await seen(['DELETE FROM orders'])).toEqual([
        'ROW EXCLUSIVE public.orders',
        'scan public.orders',
        'public.orders: 3 +0 ~0 -3',
      ])
    })

    test('of CLUSTER is a rewrite, even of a table without rows', async () => {
      const work = await seen(['CLUSTER orders USING orders_pkey'], ['DELETE FROM orders'])
      expect(work).toContain('rewrite public.orders')
      expect(work.filter((line) => line.startsWith('truncate'))).toEqual([])
    })

    test('is a scan where no index leads to the rows, however few there are', async () => {
      expect(await seen([`UPDATE orders SET total = 0 WHERE status = 'paid'`])).toEqual([
        'ROW EXCLUSIVE public.orders',
        'scan public.orders',
        'public.orders: 3 +0 ~1 -0',
      ])
      await emptied(session())
      expect(await seen(['UPDATE orders SET total = 0 WHERE id = 3'])).toEqual([
        'ROW EXCLUSIVE public.orders',
        'public.orders: 3 +0 ~1 -0',
      ])
    })

    test('is not what a statement before it did', async () => {
      const write = `INSERT INTO orders (id) SELECT generate_series(10, 19)`
      expect(
        await seen([write, 'ALTER TABLE orders ADD COLUMN note text'], [write.replaceAll('1', '2')]),
      ).toEqual(['ACCESS EXCLUSIVE public.orders'])
    })

    test('on tables of one name is told of the right one', async () => {
      const base = ['CREATE SCHEMA old', 'CREATE TABLE old.orders AS SELECT * FROM orders']
      const block = `DO $$ BEGIN LOCK old.orders; ALTER TABLE public.orders ALTER status SET NOT NULL; END $$`
      expect((await lastOf([block], base)).work).toMatchObject([{ kind: 'scan', table: 'public.orders' }])
    })
  })

  describe('statements inside others', () => {
    const trigger = [
      'CREATE TABLE log (entry text)',
      `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.status); RETURN NEW; END $$`,
      'CREATE TRIGGER noted AFTER UPDATE ON orders FOR EACH ROW EXECUTE PROCEDURE note()',
    ]

    test('are told in their order, as they were run', async () => {
      const block = `DO $$ BEGIN
        UPDATE orders SET total = 0 WHERE id = 1;
        EXECUTE format('ALTER TABLE %I ADD COLUMN %I text', 'orders', 'it''s');
        EXECUTE 'DELETE FROM orders WHERE id = 2';
        IF false THEN DROP TABLE orders; END IF;
      END $$`
      expect(await inner([block])).toEqual([
        'UPDATE orders SET total = 0 WHERE id = 1',
        `ALTER TABLE orders ADD COLUMN "it's" text`,
        'DELETE FROM orders WHERE id = 2',
      ])
    })

    test('are those of triggers, and not the statement itself', async () => {
      const update = `UPDATE orders SET status = 'paid' WHERE id = 1`
      expect(await inner([update])).toEqual([])
      await emptied(session())
      expect(await inner([update], trigger)).toEqual(['INSERT INTO log VALUES (NEW.status)'])
    })

    test('are not those by which the server keeps a foreign key', async () => {
      const key = 'ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers ON DELETE CASCADE'
      expect(await inner(['DELETE FROM customers WHERE id = 1'], [key])).toEqual([])
      await emptied(session())
      expect(await seen(['DELETE FROM customers WHERE id = 1'], [key])).toEqual(
        expect.arrayContaining(['public.customers: 2 +0 ~0 -1', 'public.orders: 3 +0 ~0 -2']),
      )
    })

    test('count with what they lock and do', async () => {
      const block = `DO $$ BEGIN EXECUTE 'ALTER TABLE orders ALTER COLUMN total TYPE ' || 'bigint'; END $$`
      expect(await seen([block])).toEqual(rewritten)
    })

    test('are told of a function in SQL by its whole body, once', async () => {
      const body = ' DROP TABLE customers; ALTER TABLE orders ADD COLUMN note text; DELETE FROM orders '
      const base = [`CREATE FUNCTION ends() RETURNS void LANGUAGE sql AS $$${body}$$`]
      expect(await inner(['SELECT ends()'], base)).toEqual([body])
    })

    test('are not those of an extension', async () => {
      expect(await inner([`DO $$ BEGIN EXECUTE 'CREATE EXTENSION citext'; END $$`])).toEqual([
        'CREATE EXTENSION citext',
      ])
    })

    test('are heard whatever a function sets', async () => {
      const quiet = `CREATE FUNCTION quiet() RETURNS void LANGUAGE plpgsql SET client_min_messages = error AS $$
        BEGIN EXECUTE 'DROP TABLE customers'; END $$`
      expect(await inner(['SELECT quiet()'], [quiet])).toEqual(['DROP TABLE customers'])
      await emptied(session())
      const rows = quiet.replace('DROP TABLE customers', 'DELETE FROM orders')
      expect(await inner(['SELECT quiet()'], [rows])).toEqual(['DELETE FROM orders'])
    })

    test('say where in their block they came to run, and whether they were put together there', async () => {
      const f = `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM ' || 'orders'; END $$`
      const block = `DO $$ BEGIN
        EXECUTE 'DROP TABLE ' || 'customers';
        UPDATE orders SET total = 1;
        PERFORM f();
      END $$`
      const places = (await lastOf([block], [f])).inner.map(({ sql, place }) => [sql, place])
      expect(places).toEqual([
        ['DROP TABLE customers', { line: 2, isDynamic: true, isDirect: true }],
        ['UPDATE orders SET total = 1', { line: 3, isDynamic: false, isDirect: true }],
        ['DELETE FROM orders', { line: 4, isDynamic: false, isDirect: false }],
      ])
    })

    test('that a loop runs with other values are one, counted, and its momentary values are left out', async () => {
      const block = `DO $$ BEGIN FOR i IN 1..300 LOOP
        EXECUTE format('DELETE FROM orders WHERE id = %s AND status < %L', i, clock_timestamp()::text);
      END LOOP; END $$`
      expect((await lastOf([block])).inner).toEqual([
        {
          sql: `DELETE FROM orders WHERE id = 1 AND status < '…'`,
          place: { line: 2, isDynamic: true, isDirect: true },
          times: 300,
        },
      ])
    })
  })

  describe('nothing a script does misleads', () => {
    test('own operators and functions before those of the server', async () => {
      const base = [
        'CREATE SCHEMA evil',
        `CREATE FUNCTION evil.never(oid, oid) RETURNS bool LANGUAGE sql AS 'SELECT false'`,
        'CREATE OPERATOR evil.= (LEFTARG = oid, RIGHTARG = oid, FUNCTION = evil.never)'.replace(
          'FUNCTION',
          'PROCEDURE',
        ),
        `CREATE FUNCTION evil.pg_lock_status() RETURNS TABLE (relation oid, pid int) LANGUAGE sql AS 'SELECT 0::oid, 0'`,
        `CREATE FUNCTION evil.concat(text) RETURNS text LANGUAGE sql AS $$ SELECT 'forged'::text $$`,
      ]
      expect(await seen(['SET search_path = evil, pg_catalog, public', toBigint], base)).toEqual(rewritten)
    })

    test('a temporary table in place of a catalog', async () => {
      const forged = 'CREATE TEMP TABLE pg_class (oid oid, relname name, relkind "char", relnamespace oid)'
      expect(await seen([forged, toBigint])).toEqual(rewritten)
    })

    test('a role that may do nothing else', async () => {
      const base = [
        `DO $$ BEGIN CREATE ROLE sluice_test_powerless; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
        'CREATE TABLE theirs (id int, total int)',
        'INSERT INTO theirs VALUES (1, 1)',
        'ALTER TABLE theirs OWNER TO sluice_test_powerless',
        'REVOKE ALL ON SCHEMA public FROM PUBLIC',
        'GRANT USAGE ON SCHEMA public TO sluice_test_powerless',
        'REVOKE ALL ON pg_catalog.pg_locks FROM PUBLIC',
      ]
      const change = ['SET ROLE sluice_test_powerless', 'ALTER TABLE public.theirs ALTER total TYPE bigint']
      expect(await seen(change, base)).toContain('rewrite public.theirs')
      await emptied(session())
      await must(session(), 'DROP ROLE sluice_test_powerless')
    })

    test.each([
      `SET search_path = ''`,
      'SET client_min_messages = error',
      'SET standard_conforming_strings = off',
      'SET row_security = off',
      'SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE',
      'SET quote_all_identifiers = on',
      'SET enable_seqscan = off',
    ])('%s', async (setting) => {
      expect(await seen([setting, toBigint])).toEqual(rewritten)
    })

    test('a time limit that our own questions would not keep', async () => {
      const block = `DO $$ BEGIN PERFORM set_config('statement_timeout', '1ms', true); END $$`
      expect(await seen([inTool(toBigint), inTool(block)])).toEqual([])
    })

    test('a database for reading only', async () => {
      const read = ['SET default_transaction_read_only = on', 'SELECT * FROM orders']
      expect(await seen(read)).toEqual(['ACCESS SHARE public.orders', 'scan public.orders'])
    })

    test('words like those of the server', async () => {
      const forged = `DO $$ BEGIN LOCK TABLE orders;
        RAISE DEBUG 'rewriting table "orders"'; RAISE DEBUG 'verifying table "orders"';
        RAISE NOTICE 'verifying table "orders"'; RAISE DEBUG '%', 'sluice' || '_rehearsal heard'; END $$`
      const { inner, work } = await lastOf([forged])
      expect({ inner, work }).toEqual({ inner: [], work: [] })
    })

    test('taking away what watches', async () => {
      const named = await stepsOf(['DROP EVENT TRIGGER sluice_rehearsal'])
      await emptied(session())
      const hidden = await stepsOf([
        `DO $$ BEGIN EXECUTE 'DROP EVENT TRIGGER sluice' || '_rehearsal'; EXECUTE 'DROP TABLE orders'; END $$`,
      ])
      for (const steps of [named, hidden])
        expect(steps).toMatchObject([{ watched: false, error: { code: '42501' } }])
    })

    test('but a comment may say its name', async () => {
      const sql = `COMMENT ON TABLE orders IS 'see sluice_rehearsal'`
      expect(await stepsOf([sql])).toMatchObject([{ watched: true }])
      await emptied(session())
      const ofOurs = await stepsOf([`COMMENT ON SCHEMA sluice_rehearsal IS 'x'`])
      expect(ofOurs).toMatchObject([{ error: { code: '42501' } }])
    })

    test('an event trigger of its own goes', async () => {
      const base = [
        `CREATE FUNCTION own() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$`,
        'CREATE EVENT TRIGGER own ON ddl_command_start EXECUTE PROCEDURE own()',
      ]
      expect(await seen(['DROP EVENT TRIGGER own'], base)).toEqual([])
    })
  })
})

describe.skipIf(!hasServer)('a role that is no superuser', () => {
  const name = 'sluice_test_plain'
  let session: ServerSession
  let remove: () => Promise<void>
  beforeAll(async () => {
    const room = await newServerDatabase()
    await onServer(`DROP ROLE IF EXISTS ${name}`)
    await onServer(`CREATE ROLE ${name} LOGIN`)
    const url = new URL(room.place.url)
    await onServer(`ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${name}`)
    url.username = name
    session = await openServerSession({ config: { connectionString: url.href } })
    remove = room.remove
  }, patience)
  afterAll(async () => {
    await session.close()
    await remove()
    await onServer(`DROP ROLE ${name}`)
  }, patience)

  test('sees locks, work and rows, and not what runs inside', async () => {
    const base = [
      'CREATE SCHEMA app',
      'CREATE TABLE app.orders (id int PRIMARY KEY)',
      'INSERT INTO app.orders VALUES (1), (2)',
    ]
    const block = `DO $$ BEGIN EXECUTE 'ALTER TABLE app.orders ADD COLUMN note text'; DELETE FROM app.orders; END $$`
    const { steps } = await playedOn(session, { base }, [block])
    expect(steps.map(shown)).toEqual([
      [
        'ROW EXCLUSIVE app.orders',
        'ACCESS EXCLUSIVE app.orders',
        'scan app.orders',
        'app.orders: 2 +0 ~0 -2',
      ],
    ])
    expect(steps[0]?.inner).toEqual([])
  })
})
