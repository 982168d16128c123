import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedSession, openEmbedded } from '../../src/rehearsal/embedded/session.ts'

let session: EmbeddedSession
beforeAll(async () => {
  session = await openEmbedded({ extensions: ['citext', 'uuid-ossp'], limits: { bytes: 100_000, rows: 50 } })
})
afterAll(() => session.close())

const rowsOf = async (sql: string) => (await session.run(sql)).rows

describe('the embedded server', () => {
  test('says what it is', () => {
    expect(session).toMatchObject({ kind: 'embedded', version: 18 })
  })

  test('gives values, rows a tag counts, and notices', async () => {
    expect(
      await rowsOf(`SELECT 1 AS int4, count(*) AS int8, true AS b, null AS n, '{a,"b c"}'::name[] AS names`),
    ).toEqual([{ int4: 1, int8: 1, b: true, n: null, names: ['a', 'b c'] }])
    await session.run('CREATE TABLE kept (id int)')
    expect(await session.run('INSERT INTO kept SELECT generate_series(1, 3)')).toEqual({
      rows: [],
      notices: [],
      affected: 3,
    })
    const { notices } = await session.run(`DO $$ BEGIN RAISE NOTICE 'seen'; END $$`)
    expect(notices).toMatchObject([{ severity: 'NOTICE', message: 'seen', code: '00000' }])
    expect(await session.run('')).toEqual({ rows: [], notices: [], affected: 0 })
  })

  test('counts the place of an error in units of the text, as editors do', async () => {
    expect((await session.run(`SELECT '𝒳ä', nowhere`)).error).toEqual({
      severity: 'ERROR',
      code: '42703',
      message: 'column "nowhere" does not exist',
      at: `SELECT '𝒳ä', `.length,
    })
  })

  test('names what a row offends', async () => {
    await session.run('CREATE TABLE strict (id int CONSTRAINT positive CHECK (id > 0))')
    expect((await session.run('INSERT INTO strict VALUES (-1)')).error).toMatchObject({
      code: '23514',
      schema: 'public',
      table: 'strict',
      constraint: 'positive',
      detail: 'Failing row contains (-1).',
    })
  })

  test('does not wait for rows that nobody sends', async () => {
    expect((await session.run('COPY kept FROM STDIN')).error).toMatchObject({ code: '57014' })
    expect(await rowsOf('SELECT count(*) AS n FROM kept')).toEqual([{ n: 3 }])
  })

  test('refuses a null byte, and stays', async () => {
    expect((await session.run('SELECT 1\0; DROP TABLE kept')).error).toMatchObject({ code: '22021' })
    expect(await rowsOf('SELECT count(*) AS n FROM kept')).toEqual([{ n: 3 }])
  })

  test('has the extensions that were asked for, and no others', async () => {
    expect((await session.run('CREATE EXTENSION "uuid-ossp"')).error).toBeUndefined()
    expect((await session.run('CREATE EXTENSION citext')).error).toBeUndefined()
    expect((await session.run('CREATE EXTENSION hstore')).error).toMatchObject({ code: '0A000' })
  })

  test('runs out of memory as servers do, and stays', async () => {
    const { error } = await session.run(
      `SELECT length(repeat('x', 300 * 1024 * 1024) || repeat('y', 300 * 1024 * 1024))`,
    )
    expect(error).toMatchObject({ code: '53200', message: 'out of memory' })
    expect(await rowsOf('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})

describe('a server that breaks', () => {
  test('says so when a statement says too much', async () => {
    const talkative = await openEmbedded({ limits: { bytes: 100_000, rows: 50 } })
    expect((await talkative.run('SELECT generate_series(1, 50)')).rows).toHaveLength(50)
    await expect(talkative.run('SELECT generate_series(1, 51)')).rejects.toThrow('more than 50 rows')
    await expect(talkative.run('SELECT 1')).rejects.toThrow('more than 50 rows')
    await talkative.close()
  })

  test('is noticed though it gives no error, and gives nothing after that', async () => {
    const trapped = await openEmbedded()
    await trapped.run(
      'CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(n + 1) + 1; END $$',
    )
    await expect(trapped.run('SELECT f(1)')).rejects.toThrow('it stopped answering')
    await expect(trapped.run('SELECT 1')).rejects.toThrow('it stopped answering')
  })
})
