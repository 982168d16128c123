import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase, type Place } from '../../src/store/database.ts'

/** Somewhere a database can be opened, gone after `remove`. */
export interface Room {
  readonly place: Place
  remove(): Promise<void>
}

const server = (database: string) => `postgres://postgres@127.0.0.1:5432/${database}`

/** A directory that is not there yet. */
export function newDirectory(): Room & { readonly place: { readonly directory: string } } {
  const parent = mkdtempSync(join(tmpdir(), 'sluice-store-'))
  return {
    place: { directory: join(parent, 'data') },
    remove: async () => rmSync(parent, { recursive: true, force: true }),
  }
}

/** An empty database on the server. */
export async function newServerDatabase(): Promise<Room & { readonly place: { readonly url: string } }> {
  const name = `sluice_test_${randomUUID().replaceAll('-', '')}`
  await onServer(`CREATE DATABASE ${name}`)
  return {
    place: { url: server(name) },
    remove: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`),
  }
}

export async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: server('postgres') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function isReachable(): Promise<boolean> {
  try {
    await onServer('SELECT 1')
    return true
  } catch {
    return false // where a server is required, the tests that need it run and fail
  }
}

export const hasServer = process.env.SLUICE_TEST_REQUIRE_POSTGRES === '1' || (await isReachable())

/** Making a cluster takes seconds, and more where other tests take the processor. */
export const patience = 120_000

/** Runs the tests on each kind of database, every kind opened once. */
export function onEveryDatabase(tests: (db: () => Database) => void): void {
  const kinds = [
    ['embedded', async () => newDirectory()],
    ['postgres', newServerDatabase],
  ] as const
  describe.each(kinds.filter(([kind]) => kind === 'embedded' || hasServer))('%s', (_, newRoom) => {
    let room: Room
    let database: Database
    beforeAll(async () => {
      room = await newRoom()
      database = await openDatabase(room.place)
    }, patience)
    afterAll(async () => {
      await database?.close()
      await room?.remove()
    }, patience)
    tests(() => database)
  })
}

/** Resolves when `isTrue` does; the test's own time limit ends the wait. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 10))
}
