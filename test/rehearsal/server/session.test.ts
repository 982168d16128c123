import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServerSession, type ServerSession } from '../../../src/rehearsal/server/session.ts'
import { ServerBroken } from '../../../src/rehearsal/session.ts'
import { hasServer, newServerDatabase, onServer, type Room } from '../../store/places.ts'

describe.runIf(hasServer)('a session on a real server', () => {
  let room: Room & { readonly place: { readonly url: string } }
  let session: ServerSession
  const open = (limits = { bytes: 1024 ** 2, rows: 1000 }) =>
    openServerSession({ config: { connectionString: room.place.url }, limits })
  beforeAll(async () => {
    room = await newServerDatabase()
    session = await open()
  })
  afterAll(async () => {
    await session.close()
    await room.remove()
  })

  test('answers with rows, notices and the count of the tag', async () => {
    expect(await session.run(`SELECT 1::int AS one, 2::bigint AS two, ARRAY['a'::name] AS names`)).toEqual({
      rows: [{ one: 1, two: 2, names: ['a'] }],
      notices: [],
      affected: 1,
    })
    expect(await session.run(`DO $$ BEGIN RAISE NOTICE 'said %', 1; END $$`)).toMatchObject({
      notices: [{ severity: 'NOTICE', message: 'said 1', code: '00000' }],
    })
    await session.run('CREATE TABLE t (id int)')
    expect(await session.run('INSERT INTO t SELECT generate_series(1, 3)')).toMatchObject({ affected: 3 })
  })

  test('gives an error as a value, its place in UTF-16 units', async () => {
    const sql = `SELECT '😀😀', nothing FROM t`
    expect(await session.run(sql)).toEqual({
      ...{ rows: [], notices: [], affected: 0 },
      error: {
        ...{ severity: 'ERROR', code: '42703', message: 'column "nothing" does not exist' },
        at: sql.indexOf('nothing'),
      },
    })
    await session.run('ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0)')
    expect((await session.run('INSERT INTO t VALUES (0)')).error).toMatchObject({
      ...{ code: '23514', table: 't', constraint: 'positive', schema: 'public' },
      detail: 'Failing row contains (0).',
    })
  })

  test('a comment is a statement that does nothing', async () => {
    expect(await session.run('-- nothing')).toEqual({ rows: [], notices: [], affected: 0 })
  })

  test.each([
    ['rows without end', 'SELECT generate_series(1, 1000000000)', 'more than 1'],
    ['one row that is too large', `SELECT repeat('x', 50000000)`, 'more than 1 MB'],
    [
      'notices without end',
      `DO $$ BEGIN LOOP RAISE NOTICE '%', repeat('x', 1000); END LOOP; END $$`,
      'more than 1 MB',
    ],
    ['the end of its own backend', 'SELECT pg_terminate_backend(pg_backend_pid())', 'ended the connection'],
  ])('%s: it is broken from then on', async (_, sql, why) => {
    const broken = await open()
    await expect(broken.run(sql)).rejects.toThrow(ServerBroken)
    await expect(broken.run(sql)).rejects.toThrow(/ended the connection/)
    await broken.close()
    const other = await open()
    await expect(other.run(sql)).rejects.toThrow(why)
    await other.close()
    expect(await session.run('SELECT 1 AS one')).toMatchObject({ rows: [{ one: 1 }] })
  })

  test('is ended from another connection by its backend', async () => {
    const ended = await open()
    const running = ended.run('SELECT pg_sleep(1000)')
    await Promise.all([
      expect(running).rejects.toThrow('terminating connection due to administrator command'),
      onServer(`SELECT pg_terminate_backend(${ended.backend})`),
    ])
    await ended.close()
  })
})
