import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { lockDirectory } from '../../src/store/directory-lock.ts'
import { embeddedServer } from '../../src/store/embedded-server.ts'
import { newDirectory, patience } from './places.ts'

vi.setConfig({ testTimeout: patience })

let room: ReturnType<typeof newDirectory>
beforeEach(() => {
  room = newDirectory()
})
afterEach(() => room.remove())

const source = resolve(import.meta.dirname, '../../src/store')

/** Another process that runs this with the directory as its argument and says what it prints first. */
async function elsewhere(code: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, room.place.directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout, 'data')
  return { child, said: String(said).trim() }
}

const opening = `import { openDatabase } from '${source}/database.ts'
  const directory = process.argv.at(-1)
  try {
    const db = await openDatabase({ directory })
    await db.query("INSERT INTO sluice.deliveries (guid, event) VALUES ('theirs', 'push')")
    console.log('open')
    setInterval(() => {}, 1000)
  } catch (error) { console.log(error.name + ': ' + error.message) }`

test('a directory is open in one process at a time; after a kill the next one has it, with all that was committed', async () => {
  const first = await elsewhere(opening)
  expect(first.said).toBe('open')

  const refused = await openDatabase(room.place).catch((error) => error)
  expect(refused.name).toBe('StoreUnavailable')
  expect(refused.message).toContain(`is in use by process ${first.child.pid}`)
  expect(refused.next).toContain('DATABASE_URL')
  expect((await elsewhere(opening)).said).toMatch(/^StoreUnavailable: .* is in use by/)

  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const db = await openDatabase(room.place)
  expect(await db.query('SELECT guid FROM sluice.deliveries')).toEqual([{ guid: 'theirs' }])
  await db.close()
})

test('what was closed can be opened again, and a query outside a transaction that waits for itself is refused', async () => {
  const db = await openDatabase(room.place)
  await db.query(`INSERT INTO sluice.deliveries (guid, event) VALUES ('kept', 'push')`)
  await expect(db.transaction(() => db.query('SELECT 1'))).rejects.toThrow(
    'use the database that it hands out',
  )
  const late = await db.transaction(async (inside) => inside)
  await expect(late.query('SELECT 1')).rejects.toThrow('This transaction has ended.')
  await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toThrow(
    'use the database that it hands out',
  )
  await db.close()
  expect(existsSync(join(room.place.directory, 'lock'))).toBe(false)
  const again = await openDatabase(room.place)
  expect(await again.query('SELECT guid FROM sluice.deliveries')).toEqual([{ guid: 'kept' }])
  await again.close()
})

test('a cluster whose making was cut short is made anew', async () => {
  mkdirSync(join(room.place.directory, 'postgres.new'), { recursive: true })
  writeFileSync(join(room.place.directory, 'postgres.new', 'PG_VERSION'), '18')
  const db = await openDatabase(room.place)
  expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
  await db.close()
})

test('files that are no database are told, and the directory is free again', async () => {
  mkdirSync(join(room.place.directory, 'postgres'), { recursive: true })
  writeFileSync(join(room.place.directory, 'postgres', 'PG_VERSION'), 'not a version')
  const error = await openDatabase(room.place).catch((thrown) => thrown)
  expect(error).toMatchObject({
    name: 'StoreUnavailable',
    message: expect.stringContaining('does not start'),
  })
  expect(existsSync(join(room.place.directory, 'lock'))).toBe(false)
})

test('a place where no directory can be made is told', async () => {
  mkdirSync(room.place.directory, { recursive: true })
  const file = join(room.place.directory, 'file')
  writeFileSync(file, '')
  await expect(openDatabase({ directory: join(file, 'data') })).rejects.toMatchObject({
    name: 'StoreUnavailable',
    message: expect.stringContaining('ENOTDIR'),
  })
})

test('a server that broke inside is opened again, with what was committed, and still heard', async () => {
  const files = join(room.place.directory, 'postgres')
  mkdirSync(room.place.directory, { recursive: true })
  let opened = 0
  const open = () => {
    opened++
    return PGlite.create({ dataDir: files })
  }
  const server = embeddedServer(await open(), open)
  const heard = Promise.withResolvers<void>()
  await server.listen('told', heard.resolve)
  await server.exclusive((one) => one.exec('CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)'))
  const full = Object.assign(
    new Error('could not write to file "pg_wal/xlogtemp.42": No space left on device'),
    {
      code: '53100',
    },
  )
  // What a disk without room does; who waits behind it is served by the server that is opened then.
  const failing = server.exclusive(() => Promise.reject(full))
  const waiting = server.exclusive(async (one) => (await one.query('SELECT id FROM kept')).rows)
  await expect(failing).rejects.toThrow('No space left')
  expect(await waiting).toEqual([{ id: 1 }])
  expect(opened).toBe(2)
  await server.exclusive((one) => one.exec('NOTIFY told'))
  await heard.promise
  await server.exclusive((one) => one.query('SELECT nothing')).catch(() => undefined)
  await server.exclusive((one) => one.query('SELECT 1'))
  expect(opened).toBe(2)
  await server.close()
})

const lockText = (holder: object) => {
  mkdirSync(room.place.directory, { recursive: true })
  writeFileSync(join(room.place.directory, 'lock'), JSON.stringify(holder))
}
const current = () => JSON.parse(readFileSync(join(room.place.directory, 'lock'), 'utf8'))

test('a number of a process that is used again by another does not hold the lock', async () => {
  const unlockOwn = await takeNew()
  const { host } = current()
  unlockOwn()
  lockText({ host, pid: process.ppid, started: 'another time' })
  const unlock = await lockDirectory(room.place.directory)
  expect(current().pid).toBe(process.pid)
  unlock()
})

test('a holder on another machine is believed while it shows that it lives', async () => {
  lockText({ host: 'another-machine', pid: 1, started: '1' })
  await expect(lockDirectory(room.place.directory)).rejects.toThrow('process 1 on another-machine')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(join(room.place.directory, 'lock'), longAgo, longAgo)
  const unlock = await lockDirectory(room.place.directory)
  expect(current().pid).toBe(process.pid)
  unlock()
})

test('of many who find a dead lock at once, one gets it', async () => {
  for (let round = 0; round < 10; round++) {
    lockText({ host: 'another-machine' })
    const tried = await Promise.allSettled(
      Array.from({ length: 8 }, () => lockDirectory(room.place.directory)),
    )
    const won = tried.filter((one) => one.status === 'fulfilled')
    expect(won.length).toBe(1)
    won[0]?.value()
  }
})

async function takeNew(): Promise<() => void> {
  mkdirSync(room.place.directory, { recursive: true })
  return lockDirectory(room.place.directory)
}
