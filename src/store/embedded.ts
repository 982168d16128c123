import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createCluster } from './cluster.ts'
import { lockDirectory } from './directory-lock.ts'
import { type Connection, type Driver, storable } from './driver.ts'
import { type EmbeddedServer, embeddedServer, isBroken } from './embedded-server.ts'
import { StoreUnavailable } from './unavailable.ts'

/** Postgres inside this process, its files in a directory that no other process opens. */
export async function openEmbedded(directory: string): Promise<Driver> {
  makeDirectory(directory)
  const unlock = await lockDirectory(directory)
  try {
    const files = join(directory, 'postgres')
    if (!existsSync(files)) await createCluster(files)
    return driverOf(
      embeddedServer(await open(files), () => open(files)),
      unlock,
    )
  } catch (error) {
    unlock()
    throw error
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw new StoreUnavailable(
      `The directory ${directory} cannot be made (${(error as NodeJS.ErrnoException).code}).`,
      'Give a directory that Sluice may write to.',
    )
  }
}

async function open(files: string): Promise<PGlite> {
  try {
    return await PGlite.create({ dataDir: files, parsers: { [bigint]: Number } })
  } catch (error) {
    throw new StoreUnavailable(
      `The embedded database in ${files} does not start: ${(error as Error).message}.`,
      'Check free space and permissions there. When the files are damaged, restore them from a backup or start with an empty directory.',
    )
  }
}

const bigint = 20

/** Set where a transaction is being worked on, until it ends. */
const within = new AsyncLocalStorage<{ open: boolean }>()

function driverOf(server: EmbeddedServer, unlock: () => void): Driver {
  return {
    kind: 'embedded',
    query: async (text, values) => {
      refuseInside()
      return server.exclusive((one) => connectionOn(one).query(text, values))
    },
    transaction: async (work) => {
      refuseInside()
      return server.exclusive((one) => inTransaction(one, work))
    },
    listen: (channel, heard) => server.listen(channel, heard),
    close: async () => {
      await server.close()
      unlock()
    },
  }
}

async function inTransaction<T>(server: PGlite, work: (connection: Connection) => Promise<T>): Promise<T> {
  const here = { open: true }
  await server.exec('BEGIN')
  try {
    const result = await within.run(here, () => work(connectionOn(server, here)))
    here.open = false
    await commit(server)
    return result
  } catch (error) {
    here.open = false
    // One that is broken is opened again, which undoes what was not committed.
    if (!isBroken(error)) await server.exec('ROLLBACK')
    throw error
  }
}

/** COMMIT of a transaction with a failed statement rolls back and calls that a success. */
async function commit(server: PGlite): Promise<void> {
  const [result] = await server.exec('COMMIT')
  if (result?.command === 'ROLLBACK')
    throw new Error('A statement of this transaction failed, and nothing of it was kept.')
}

/** There is one connection, and the transaction has it: waiting for it here would never end. */
function refuseInside(): void {
  if (within.getStore()?.open) throw new Error('Inside a transaction use the database that it hands out.')
}

/** One of a transaction is good until that ends: nothing done late gets into the next one. */
function connectionOn(server: PGlite, transaction = { open: true }): Connection {
  const checked = () => {
    if (!transaction.open) throw new Error('This transaction has ended.')
    return server
  }
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      (await checked().query<Row>(text, values?.map(storable))).rows,
    script: async (text) => void (await checked().exec(text)),
  }
}
