import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SchemaDifference, Script } from '../../../src/core/rehearsal.ts'
import { ownAuthorization } from '../../../src/rehearsal/authorization.ts'
import { play } from '../../../src/rehearsal/play.ts'
import type { Session } from '../../../src/rehearsal/session.ts'
import { schemaFacts } from '../../../src/rehearsal/undo/facts.ts'
import { type Tried, tryUndo } from '../../../src/rehearsal/undo/undo.ts'
import { beginChange } from '../../../src/rehearsal/watch/world.ts'
import { script } from './scripts.ts'
import { must, onEverySession } from './sessions.ts'
import { shop, undoCases } from './undo-cases.ts'

const told = ({ kind, object, name, before, after }: SchemaDifference) =>
  `${kind} ${object} ${name}${before === undefined ? '' : `: ${before} -> ${after}`}`

const up = (text: string) => script(text, 'up.sql')
const down = (text: string) => script(text, 'down.sql')

/** Runs the file, which must apply, and tries its undo. */
async function undone(session: Session, file: Script, back: Script): Promise<Tried> {
  const world = await beginChange(session)
  const before = await schemaFacts(session)
  expect(await play(session, file, world)).toMatchObject({ outcome: 'applied' })
  return tryUndo(session, { up: file, down: back, before }, (one) => play(session, one, world))
}

async function differences(session: Session, change: { up: string; down: string }): Promise<string[]> {
  const { undo } = await undone(session, up(change.up), down(change.down))
  if (undo.outcome === 'restored') return []
  if (undo.outcome === 'differs') return undo.differences.map(told)
  throw new Error(`${undo.outcome}: ${undo.outcome === 'stopped' ? undo.reason : undo.error.message}`)
}

onEverySession((session) => {
  beforeEach(() => must(session(), 'CREATE SCHEMA IF NOT EXISTS public', ...shop))
  afterEach(() =>
    must(
      session(),
      'RESET ALL',
      `SET SESSION AUTHORIZATION ${ownAuthorization(session())}`,
      'DROP SCHEMA IF EXISTS archive, public CASCADE',
    ),
  )

  test.each(undoCases)('$name', async ({ up, down, differs }) => {
    expect(await differences(session(), { up, down })).toEqual(differs)
  })

  describe('an undo that fails', () => {
    test('stops at its statement, and what its transaction did is gone', async () => {
      const file = up('ALTER TABLE orders ADD COLUMN paid boolean')
      const back = down('DROP INDEX orders_note;\nALTER TABLE orders DROP COLUMN payed')
      const after = await afterRunning(session(), file)
      const tried = await undone(session(), file, back)
      const start = back.text.indexOf('ALTER')
      expect(tried).toMatchObject({
        undo: {
          outcome: 'failed',
          path: 'down.sql',
          range: { start, end: back.text.length },
          error: { code: '42703' },
        },
        stands: true,
      })
      expect(await schemaFacts(session())).toEqual(after)
    })

    test('half way, where each statement commits, leaves a database for nobody', async () => {
      const back = script('DROP INDEX orders_note; ALTER TABLE orders DROP COLUMN payed', 'down.sql', 'none')
      const tried = await undone(session(), up('ALTER TABLE orders ADD COLUMN paid boolean'), back)
      expect(tried).toMatchObject({ undo: { outcome: 'failed' }, stands: false })
    })

    test('at its first statement leaves it as it was', async () => {
      const back = script('ALTER TABLE orders DROP COLUMN payed', 'down.sql', 'none')
      const tried = await undone(session(), up('ALTER TABLE orders ADD COLUMN paid boolean'), back)
      expect(tried).toMatchObject({ undo: { outcome: 'failed' }, stands: true })
    })
  })

  describe('rows that an undo loses', () => {
    const undoneOnSamples = async (file: Script, back: Script) => {
      await must(session(), 'INSERT INTO orders DEFAULT VALUES')
      const samples = {
        clear: async () => (await session().run('DELETE FROM orders RETURNING id')).rows.length > 0,
      }
      const world = await beginChange(session(), samples)
      const before = await schemaFacts(session())
      await play(session(), file, world)
      return (
        await tryUndo(session(), { up: file, down: back, before }, (one) => play(session(), one, world))
      ).undo
    }

    test('are told with the error that only they made', async () => {
      const back = down(
        'ALTER TABLE customers ADD COLUMN a int; ALTER TABLE orders ADD COLUMN paid int NOT NULL',
      )
      const undo = await undoneOnSamples(up('ALTER TABLE customers ADD COLUMN b int'), back)
      expect(undo).toMatchObject({
        emptied: ['public.orders'],
        failedOnSamples: {
          ...{ path: 'down.sql', range: { start: back.text.lastIndexOf('ALTER') } },
          ...{ error: { code: '23502' }, onAnyRow: true },
        },
      })
    })

    test.each([
      'ALTER TABLE orders ALTER COLUMN feeling SET NOT NULL',
      'ALTER TABLE orders ADD CONSTRAINT large CHECK (total > 10)',
    ])('prove nothing where other rows could do: %s', async (sql) => {
      const undo = await undoneOnSamples(up('ALTER TABLE customers ADD COLUMN b int'), down(sql))
      expect(undo).toMatchObject({ emptied: ['public.orders'], failedOnSamples: { onAnyRow: false } })
    })

    test('are told where a script deletes them', async () => {
      const undo = await undoneOnSamples(
        up('ALTER TABLE orders ADD COLUMN b int'),
        down('TRUNCATE orders; ALTER TABLE orders DROP COLUMN b'),
      )
      expect(undo).toEqual({ outcome: 'restored', emptied: ['public.orders'] })
    })

    test('are none where they stay', async () => {
      const undo = await undoneOnSamples(
        up('ALTER TABLE orders ADD COLUMN b int'),
        down('ALTER TABLE orders DROP COLUMN b'),
      )
      expect(undo).toEqual({ outcome: 'restored' })
    })
  })

  describe('the file after its undo', () => {
    test('has been run again', async () => {
      const file = up('ALTER TABLE orders ADD COLUMN paid boolean')
      const after = await afterRunning(session(), file)
      const tried = await undone(session(), file, down('ALTER TABLE orders DROP COLUMN paid'))
      expect(tried).toEqual({ undo: { outcome: 'restored' }, stands: true })
      expect(await schemaFacts(session())).toEqual(after)
    })

    test('cannot be applied again to the rows that are left', async () => {
      await must(session(), `INSERT INTO customers (id, email) VALUES (1, 'a')`)
      const file = up(`CREATE UNIQUE INDEX emails ON customers (email)`)
      const back = down(`DROP INDEX emails; INSERT INTO customers (id, email) VALUES (2, 'a')`)
      expect(await undone(session(), file, back)).toMatchObject({
        undo: {
          outcome: 'not-repeatable',
          range: { start: 0, end: file.text.length },
          error: { code: '23505' },
        },
        stands: false,
      })
    })

    test('fails for what the undo left: told is what was left', async () => {
      const tried = await undone(session(), up('CREATE TABLE tags (id int)'), down('SELECT 1'))
      expect(tried).toMatchObject({ undo: { outcome: 'differs' }, stands: false })
    })

    test('runs without a transaction, as the undo does', async () => {
      const file = script('CREATE INDEX CONCURRENTLY by_total ON orders (total)', 'up.sql', 'none')
      const back = script('DROP INDEX CONCURRENTLY by_total', 'down.sql', 'none')
      expect(await undone(session(), file, back)).toEqual({ undo: { outcome: 'restored' }, stands: true })
    })
  })

  describe('a reading', () => {
    test('is the same whatever the session has set', async () => {
      const plain = await schemaFacts(session())
      await must(
        session(),
        'CREATE SCHEMA archive',
        'CREATE FUNCTION archive.pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql AS $$ SELECT 1::text $$',
        'CREATE FUNCTION archive.shout(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$',
        'CREATE OPERATOR archive.= (LEFTARG = text, RIGHTARG = text, FUNCTION = archive.shout)',
        'SET search_path = archive, public, pg_catalog',
        'SET quote_all_identifiers = on',
        `SET DateStyle = 'SQL, DMY'`,
        `SET TimeZone = 'Asia/Tokyo'`,
        'SET standard_conforming_strings = off',
        'SET default_transaction_read_only = on',
        'SET statement_timeout = 1',
        'SET SESSION AUTHORIZATION pg_monitor',
      )
      const read = await schemaFacts(session())
      expect(read.filter(({ name }) => !name.startsWith('archive'))).toEqual(plain)
      const { rows } = await session().run('SELECT current_user, current_setting($$search_path$$) AS path')
      expect(rows).toEqual([{ current_user: 'pg_monitor', path: 'archive, public, pg_catalog' }])
      await must(session(), 'RESET default_transaction_read_only', 'RESET statement_timeout')
    })

    test('tells long texts apart by their ends', async () => {
      const comment = (end: string) => `COMMENT ON TABLE orders IS '${'long '.repeat(1000)}${end}'`
      await must(session(), comment('a'))
      const differing = { up: comment('b'), down: comment('c') }
      const { undo } = await undone(session(), up(differing.up), down(differing.down))
      const change = undo.outcome === 'differs' ? undo.differences[0] : undefined
      expect(change).toMatchObject({ kind: 'changed', object: 'comment on table', name: 'public.orders' })
      expect(change?.before?.length).toBeLessThan(2100)
      await must(session(), comment('a'))
      expect(await differences(session(), { up: comment('b'), down: comment('a') })).toEqual([])
    })

    test('does not hold what is the rehearsal’s own, or an extension’s', async () => {
      await beginChange(session())
      const facts = await schemaFacts(session())
      expect(facts.filter((fact) => JSON.stringify(fact).includes('sluice_rehearsal'))).toEqual([])
      expect(facts.filter(({ name }) => name.includes('plpgsql'))).toEqual([])
    })

    test('holds no object twice, and each goes with things that are there', async () => {
      const facts = await schemaFacts(session())
      const keys = facts.map(({ object, name }) => `${object} ${name}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys).toEqual(keys.toSorted((one, other) => (one < other ? -1 : 1)))
    })
  })
})

/** The schema after the file alone. It is as it was before when this is through. */
async function afterRunning(session: Session, file: Script) {
  await must(session, 'BEGIN', ...file.statements.map(({ range }) => file.text.slice(range.start, range.end)))
  await must(session, 'COMMIT')
  const facts = await schemaFacts(session)
  await must(session, 'DROP SCHEMA public CASCADE', 'CREATE SCHEMA public', ...shop)
  return facts
}
