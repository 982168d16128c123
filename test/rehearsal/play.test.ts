import { beforeEach, describe, expect, test } from 'vitest'
import { rememberSamples, sampleRows } from '../../src/rehearsal/base/samples.ts'
import { seed } from '../../src/rehearsal/base/seed.ts'
import { play } from '../../src/rehearsal/play.ts'
import { beginChange } from '../../src/rehearsal/watch/world.ts'
import { emptied, inTool, type Part, playedOn, scriptOf, shown } from './playing.ts'
import { must, onEverySession } from './undo/sessions.ts'

const orders = [
  'CREATE TABLE orders (id int PRIMARY KEY, status text)',
  `INSERT INTO orders VALUES (1, 'new'), (2, 'new')`,
]
const file = (sql: string, control?: 'begin' | 'commit' | 'rollback'): Part => ({
  ...{ sql, transaction: 0, openedBy: 'file' },
  ...(control && { control }),
})
const inBatch = (sql: string): Part => ({ sql, transaction: 0, openedBy: 'batch' })

onEverySession((session) => {
  beforeEach(() => emptied(session()))

  const played = (change: readonly Part[], base: readonly string[] = orders) =>
    playedOn(session(), { base }, change)
  const rows = async (sql: string) => {
    const { rows, error } = await session().run(sql)
    return error?.message ?? rows.map((row) => Object.values(row).join(' '))
  }

  describe('transactions', () => {
    test('of the tool are one for its statements, and fall as one', async () => {
      const { outcome, steps } = await played([
        inTool('CREATE TABLE kept (id int)'),
        inTool('SELECT id, txid_current() FROM orders'),
        inTool('INSERT INTO nowhere VALUES (1)'),
        inTool('CREATE TABLE never (id int)'),
      ])
      expect({ outcome, ran: steps.length }).toEqual({ outcome: 'failed', ran: 3 })
      expect(await rows('SELECT * FROM kept')).toBe('relation "kept" does not exist')
    })

    test('of statements by themselves are each its own', async () => {
      const change = ['CREATE TABLE kept (id int)', 'INSERT INTO nowhere VALUES (1)']
      expect(await played(change)).toMatchObject({ outcome: 'failed', steps: [{ watched: true }, {}] })
      expect(await rows('SELECT * FROM kept')).toEqual([])
    })

    test('of the file are as it says', async () => {
      await played([
        file('BEGIN', 'begin'),
        file('CREATE TABLE gone (id int)'),
        file('ROLLBACK', 'rollback'),
        'CREATE TABLE kept (id int)',
      ])
      expect(await rows('SELECT * FROM gone')).toBe('relation "gone" does not exist')
      expect(await rows('SELECT * FROM kept')).toEqual([])
    })

    test('that a file leaves open end with its connection', async () => {
      const change = [file('BEGIN', 'begin'), file('CREATE TABLE gone (id int)')]
      expect(await played(change)).toMatchObject({ outcome: 'applied' })
      expect(await rows('SELECT * FROM gone')).toBe('relation "gone" does not exist')
    })

    test('of a batch become those of the BEGIN in them', async () => {
      const change = [
        inBatch('ALTER TABLE orders ADD COLUMN note text'),
        { sql: 'BEGIN', transaction: 1, openedBy: 'file', control: 'begin' },
        { sql: 'ALTER TABLE orders ADD COLUMN more text', transaction: 1, openedBy: 'file' },
        { sql: 'COMMIT', transaction: 1, openedBy: 'file', control: 'commit' },
      ] as const
      const { outcome, steps } = await played(change)
      expect(outcome).toBe('applied')
      expect(steps.map(shown)).toEqual([['ACCESS EXCLUSIVE public.orders'], [], [], []])
    })

    test('that a batch ends in its midst begin anew', async () => {
      const { outcome, steps } = await played([
        inBatch('ALTER TABLE orders ADD COLUMN note text'),
        { sql: 'COMMIT', transaction: 0, openedBy: 'batch', control: 'commit' },
        { sql: 'ALTER TABLE orders ADD COLUMN more text', transaction: 1, openedBy: 'batch' },
      ])
      expect(outcome).toBe('applied')
      expect(steps.map(shown)).toEqual([
        ['ACCESS EXCLUSIVE public.orders'],
        [],
        ['ACCESS EXCLUSIVE public.orders'],
      ])
    })

    test('may still be told how to isolate', async () => {
      const change = [
        'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
        `UPDATE orders SET status = current_setting('transaction_isolation')`,
      ]
      expect(await played(change.map(inTool))).toMatchObject({ outcome: 'applied' })
      expect(await rows('SELECT DISTINCT status FROM orders')).toEqual(['serializable'])
    })

    test('fail for what is put off to their end, which counts for the last statement', async () => {
      const base = [
        ...orders,
        'CREATE TABLE lines (order_id int REFERENCES orders DEFERRABLE INITIALLY DEFERRED)',
      ]
      const orphan = 'INSERT INTO lines VALUES (9)'
      const failed = { error: { code: '23503' } }
      expect(await played([inTool(orphan), inTool('SELECT 1')], base)).toMatchObject({
        outcome: 'failed',
        steps: [{ watched: true }, failed],
      })
      await emptied(session())
      expect(await played([orphan], base)).toMatchObject({ outcome: 'failed', steps: [failed] })
      await emptied(session())
      const parent = `INSERT INTO orders VALUES (9, 'new')`
      expect(await played([inTool(orphan), inTool(parent)], base)).toMatchObject({ outcome: 'applied' })
    })
  })

  describe('outside transactions', () => {
    test('a statement that needs it runs unwatched, and shows what became of the files', async () => {
      const { outcome, steps } = await played([
        'CREATE INDEX CONCURRENTLY by_status ON orders (status)',
        'VACUUM FULL orders',
        'REINDEX TABLE orders',
      ])
      expect(outcome).toBe('applied')
      expect(steps.map(({ watched }) => watched)).toEqual([false, false, true])
      expect(steps.map(shown)).toEqual([
        ['build public.by_status on public.orders'],
        [
          'rewrite public.orders',
          'build public.by_status on public.orders',
          'build public.orders_pkey on public.orders',
        ],
        [
          'SHARE public.orders',
          'build public.by_status on public.orders',
          'build public.orders_pkey on public.orders',
        ],
      ])
    })

    test.each([inTool, inBatch])('it fails in a transaction', async (within) => {
      const change = ['SELECT 1', 'CREATE INDEX CONCURRENTLY by_status ON orders (status)']
      expect(await played(change.map(within))).toMatchObject({
        outcome: 'failed',
        steps: [{}, { watched: false, error: { code: '25001' } }],
      })
    })

    test('a block may commit', async () => {
      const block = `DO $$ BEGIN UPDATE orders SET status = 'x' WHERE id = 1; COMMIT; EXECUTE 'DROP TABLE orders'; END $$`
      const { outcome, steps } = await played([block])
      expect({ outcome, watched: steps[0]?.watched }).toEqual({ outcome: 'applied', watched: false })
      expect(steps[0]?.inner.map(({ sql }) => sql)).toContain('DROP TABLE orders')
    })
  })

  describe('errors', () => {
    test('stand where they are in the file', async () => {
      const change = ['SELECT 1', `SELECT '𝒳ä', nowhere FROM orders`]
      const { steps } = await played(change)
      const { text } = scriptOf(change)
      expect(steps[1]?.error).toMatchObject({ code: '42703', at: text.indexOf('nowhere') })
    })

    test('leave the next file a session that works', async () => {
      await must(session(), ...orders)
      const world = await beginChange(session())
      await play(
        session(),
        scriptOf(['ALTER TABLE orders ALTER id TYPE bigint', 'SELECT 1/0'].map(inTool)),
        world,
      )
      const { steps } = await play(session(), scriptOf(['ALTER TABLE orders ADD COLUMN note text']), world)
      expect(steps.map(shown)).toEqual([['ACCESS EXCLUSIVE public.orders']])
    })
  })

  test('rows in a file are not sent', async () => {
    const change = ['COPY orders (id, status) FROM /* here */ stdin', `COPY (SELECT 'from stdin') TO STDOUT`]
    const { outcome, steps } = await played(change)
    expect(outcome).toBe('applied')
    expect(steps.map(({ watched }) => watched)).toEqual([false, true])
    expect(await rows('SELECT count(*) FROM orders')).toEqual(['2'])
  })

  describe('sample rows', () => {
    const playedOnSamples = async (base: readonly string[], change: readonly Part[]) => {
      await must(session(), ...base)
      await rememberSamples(session(), await seed(session(), async () => undefined))
      return play(session(), scriptOf(change), await beginChange(session(), sampleRows))
    }
    const empty = ['CREATE TABLE orders (id int PRIMARY KEY, status text)']
    const toNumber = 'ALTER TABLE orders ALTER COLUMN status TYPE int USING status::int'

    test.each([
      ['in a transaction', [inTool('SELECT 1'), inTool(toNumber), inTool('SELECT 1')], '22P02'],
      ['by itself', ['SELECT 1', toNumber, 'SELECT 1'], '22P02'],
      ['that a constraint names', ['SELECT 1', 'ALTER TABLE orders ADD CHECK (id < 0)'], '23514'],
    ])('a statement that fails for them %s is run without them', async (_, change, code) => {
      const { outcome, steps } = await playedOnSamples(empty, change)
      expect(outcome).toBe('applied')
      expect(steps[1]).toMatchObject({ watched: true, failedOnSamples: { code } })
      expect(steps[1]?.error).toBeUndefined()
      expect(steps[0]?.failedOnSamples).toBeUndefined()
    })

    test('are no excuse for rows of the history', async () => {
      expect(await playedOnSamples(orders, [toNumber])).toMatchObject({
        outcome: 'failed',
        steps: [{ error: { code: '22P02' } }],
      })
    })

    test('are no excuse for what fails without them', async () => {
      const { outcome, steps } = await playedOnSamples(empty, ['SELECT 1 / 0'])
      expect(outcome).toBe('failed')
      expect(steps[0]).toMatchObject({ error: { code: '22012' } })
      expect(await rows('SELECT count(*) > 0 FROM orders')).toEqual(['true'])
    })
  })

  test('the same change shows the same, to the byte', async () => {
    const change = [
      'ALTER TABLE orders ALTER id TYPE bigint',
      `DO $$ BEGIN EXECUTE 'CREATE TEMP TABLE t AS SELECT * FROM orders'; DELETE FROM orders; END $$`,
      'CREATE INDEX CONCURRENTLY ON orders (status)',
      'ALTER TABLE orders ADD CHECK (id > 10)',
      `INSERT INTO orders VALUES (1, 'a'), (1, 'b')`,
    ]
    const first = JSON.stringify(await played(change))
    await emptied(session())
    expect(JSON.stringify(await played(change))).toBe(first)
  })
})
