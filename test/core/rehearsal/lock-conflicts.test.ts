import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blockadeOf, conflict } from '../../../src/core/lock-conflicts.ts'
import { lockModes } from '../../../src/core/statement.ts'
import { hasServer, newServerDatabase, patience, type Room } from '../../store/places.ts'

describe('who waits for whom', () => {
  test.each([
    ['ACCESS SHARE', undefined],
    ['ROW SHARE', undefined],
    ['ROW EXCLUSIVE', undefined],
    ['SHARE UPDATE EXCLUSIVE', undefined],
    ['SHARE', 'writes'],
    ['SHARE ROW EXCLUSIVE', 'writes'],
    ['EXCLUSIVE', 'all-but-reads'],
    ['ACCESS EXCLUSIVE', 'everything'],
  ] as const)('%s blocks %s', (mode, what) => expect(blockadeOf(mode)).toBe(what))

  test('it makes no difference who came first', () => {
    for (const one of lockModes)
      for (const other of lockModes) expect(conflict(one, other)).toBe(conflict(other, one))
  })
})

describe.runIf(hasServer)('as a server has it', () => {
  let room: Room & { readonly place: { readonly url: string } }
  let holder: Client
  let asker: Client

  beforeAll(async () => {
    room = await newServerDatabase()
    holder = await connected(room.place.url)
    asker = await connected(room.place.url)
    await holder.query(
      'CREATE TABLE orders (id int PRIMARY KEY, total int); INSERT INTO orders VALUES (1, 1)',
    )
  }, patience)

  afterAll(async () => {
    await holder?.end()
    await asker?.end()
    await room?.remove()
  })

  test.each(lockModes)('%s', async (held) => {
    const waiting: string[] = []
    for (const asked of lockModes) {
      const waits = await whileHeld(held, `LOCK TABLE orders IN ${asked} MODE NOWAIT`)
      if (waits) waiting.push(asked)
    }
    expect(waiting).toEqual(lockModes.filter((asked) => conflict(held, asked)))
  })

  test.each(lockModes)('%s keeps plain statements waiting as told', async (held) => {
    const waits = {
      reads: await whileHeld(held, 'SELECT * FROM orders'),
      locks: await whileHeld(held, 'SELECT * FROM orders FOR UPDATE'),
      writes: await whileHeld(held, 'UPDATE orders SET total = 2'),
    }
    const what = blockadeOf(held)
    expect(waits).toEqual({
      reads: what === 'everything',
      locks: what === 'everything' || what === 'all-but-reads',
      writes: what !== undefined,
    })
  })

  /** Whether a statement waits for a lock that the other connection holds. */
  async function whileHeld(mode: string, sql: string): Promise<boolean> {
    await holder.query(`BEGIN; LOCK TABLE orders IN ${mode} MODE`)
    await asker.query("BEGIN; SET LOCAL lock_timeout = '20ms'")
    try {
      await asker.query(sql)
      return false
    } catch (error) {
      expect(error).toMatchObject({ code: '55P03' })
      return true
    } finally {
      await asker.query('ROLLBACK')
      await holder.query('ROLLBACK')
    }
  }
})

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}
