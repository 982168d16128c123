import { describe, expect, test } from 'vitest'
import { type Database, isTransient, openDatabase } from '../../src/store/database.ts'
import { jsonText } from '../../src/store/driver.ts'
import { hasServer, newServerDatabase, onEveryDatabase, until } from './places.ts'

onEveryDatabase((db) => {
  const guids = async () =>
    (await db().query<{ guid: string }>('SELECT guid FROM sluice.deliveries ORDER BY guid')).map(
      ({ guid }) => guid,
    )
  const insert = (on: Database, guid: string) =>
    on.query(`INSERT INTO sluice.deliveries (guid, event) VALUES ($1, 'push')`, [guid])

  test('gives the same values on both: numbers, times, JSON', async () => {
    const [row] = await db().query(
      `SELECT 9007199254740991::bigint AS big, count(*) AS many, timestamptz '2026-01-31 12:00:00.123+02' AS at,
         '{"a": [1, null]}'::jsonb AS document, NULL::bigint AS nothing, true AS yes FROM (SELECT 1) one`,
    )
    expect(row).toEqual({
      big: 9007199254740991,
      many: 1,
      at: new Date('2026-01-31T10:00:00.123Z'),
      document: { a: [1, null] },
      nothing: null,
      yes: true,
    })
  })

  test('a transaction is kept whole or not at all', async () => {
    await db().transaction((inside) => insert(inside, 'kept'))
    const failing = db().transaction(async (inside) => {
      await insert(inside, 'lost')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await guids()).toEqual(['kept'])
  })

  test('a transaction in a transaction can fail alone', async () => {
    await db().transaction(async (outer) => {
      await insert(outer, 'outer')
      const failing = outer.transaction(async (inner) => {
        await insert(inner, 'inner')
        await inner.transaction((innermost) => insert(innermost, 'outer'))
      })
      await expect(failing).rejects.toThrow(/duplicate key/)
      await outer.transaction((inner) => insert(inner, 'second'))
    })
    expect(await guids()).toEqual(['kept', 'outer', 'second'])
  })

  test('a failed statement that was caught does not pass for a commit', async () => {
    const swallowing = db().transaction(async (inside) => {
      await insert(inside, 'swallowed')
      await inside.query('SELECT 1/0').catch(() => undefined)
    })
    await expect(swallowing).rejects.toThrow()
    expect(await guids()).not.toContain('swallowed')
  })

  test('a notification is heard when its transaction is committed, and not before', async () => {
    let heard = 0
    const stop = await db().listen('a_channel', () => heard++)
    await db().transaction(async (inside) => {
      await inside.notify('a_channel')
      await inside.query('SELECT 1')
      expect(heard).toBe(0)
    })
    await until(() => heard === 1)
    await db()
      .transaction(async (inside) => {
        await inside.notify('a_channel')
        throw new Error('no')
      })
      .catch(() => undefined)
    await db().notify('a_channel')
    await until(() => heard === 2)
    await stop()
  })

  test('what stops listening is not called, what goes on is', async () => {
    const heard: string[] = []
    const stop = await db().listen('shared', () => heard.push('first'))
    const stopOther = await db().listen('shared', () => heard.push('second'))
    await stop()
    await db().notify('shared')
    await until(() => heard.length > 0)
    expect(heard).toEqual(['second'])
    await stopOther()
  })

  test('a channel that is no name is refused before it reaches SQL', async () => {
    await expect(db().notify('a; DROP TABLE x')).rejects.toThrow('is no name of a channel')
  })

  test.each([
    ['a\0b', 'a\uFFFDb'],
    ['half \ud800 of a pair', 'half \uFFFD of a pair'],
    ['whole 😀', 'whole 😀'],
    ['\\u0000 as six characters', '\\u0000 as six characters'],
    ['\\\0', '\\\uFFFD'],
  ])('text that Postgres cannot hold is kept as near as it can: %j', async (text, kept) => {
    const [row] = await db().query('SELECT $1::text AS text, $2::jsonb AS document', [
      text,
      jsonText({ [text]: text }),
    ])
    expect(row).toEqual({ text: kept, document: { [kept]: kept } })
  })

  test('a mistake in a statement is not transient', async () => {
    const error = await db()
      .query('SELECT nothing')
      .catch((thrown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(isTransient(error)).toBe(false)
  })
})

describe('what may pass by itself', () => {
  const coded = (code: string) => Object.assign(new Error('x'), { code })
  test.each([
    coded('57P01'),
    coded('08006'),
    coded('53100'),
    coded('53300'),
    coded('40P01'),
    coded('ECONNREFUSED'),
    coded('ENOSPC'),
    new AggregateError([coded('ECONNREFUSED')]),
    new Error('outer', { cause: coded('ECONNRESET') }),
    new Error('Connection terminated unexpectedly'),
    new Error('could not extend file: No space left on device'),
  ])('%o', (error) => expect(isTransient(error)).toBe(true))

  test.each([
    coded('23505'),
    coded('42P01'),
    coded('28P01'),
    coded('3D000'),
    coded('ENOENT'),
    new TypeError('x'),
    'text',
    null,
  ])('not %o', (error) => expect(isTransient(error)).toBe(false))
})

describe.runIf(hasServer)('a server', () => {
  const killOthers = (db: Database) =>
    db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )

  test('that kills connections is transient, and the next query succeeds', async () => {
    const room = await newServerDatabase()
    const db = await openDatabase(room.place)
    const killed = await db
      .transaction(async (inside) => {
        await killOthers(db)
        return inside.query('SELECT 1')
      })
      .catch((error: unknown) => error)
    expect(killed).toBeInstanceOf(Error)
    expect(isTransient(killed)).toBe(true)
    await until(async () => (await db.query('SELECT 1').catch(() => [])).length === 1)
    expect(await db.transaction((inside) => inside.query('SELECT 2 AS two'))).toEqual([{ two: 2 }])
    await db.close()
    await room.remove()
  })

  test('that drops a listener is listened to again, and what was missed is looked for', async () => {
    const room = await newServerDatabase()
    const db = await openDatabase(room.place)
    let heard = 0
    const stop = await db.listen('again', () => heard++)
    await killOthers(db)
    await until(() => heard === 1)
    await until(async () => {
      await db.notify('again').catch(() => undefined)
      return heard > 1
    })
    await stop()
    await db.close()
    await room.remove()
  })

  test('two databases of one place hear each other', async () => {
    const room = await newServerDatabase()
    const [one, other] = [await openDatabase(room.place), await openDatabase(room.place)]
    const heard = Promise.withResolvers<void>()
    await one.listen('across', heard.resolve)
    await other.notify('across')
    await heard.promise
    await Promise.all([one.close(), other.close()])
    await room.remove()
  })

  test.each([
    ['postgres://u:pa55word@127.0.0.1:1/x', /does not answer \(ECONNREFUSED\)/],
    [
      'postgres://postgres:pa55word@127.0.0.1:5432/no_such_database',
      /does not let Sluice in: database "no_such_database" does not exist/,
    ],
    ['postgres://u:pa55word@[bad', /is not a URL/],
    ['mysql://u:pa55word@host/x', /is not a URL/],
    ['', /is not a URL/],
  ])('that cannot be opened (%s) is told without the password', async (url, message) => {
    const error = await openDatabase({ url }).catch((thrown) => thrown)
    expect(error.name).toBe('StoreUnavailable')
    expect(error.message).toMatch(message)
    expect(error.next).toMatch(/\w+ .*\.$/)
    const told = JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause })
    expect(told).not.toContain('pa55word')
  })
})
