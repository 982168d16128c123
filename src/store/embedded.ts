import { AsyncLocalStorage } from 'node:async_hooks'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { lockDirectory } from './directory-lock.ts'
import { type Connection, type Driver, storable } from './driver.ts'
import { StoreUnavailable } from './unavailable.ts'

/** Postgres inside this process, its files in a directory that no other process opens. */
export async function openEmbedded(directory: string): Promise<Driver> {
  makeDirectory(directory)
  const unlock = await lockDirectory(directory)
  try {
    const files = join(directory, 'postgres')
    if (!existsSync(files)) await createCluster(files)
    return driverOf(await open(files), unlock)
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

/**
 * In a process of its own: making a cluster takes 200 MB that a process never gives back. Under another name until it is
 * whole, so that one cut short is not taken for a database.
 */
async function createCluster(files: string): Promise<void> {
  const unfinished = `${files}.new`
  rmSync(unfinished, { recursive: true, force: true })
  const script = fileURLToPath(new URL('./create-cluster.ts', import.meta.url))
  const { code, complaint } = await finished(script, unfinished)
  if (code !== 0)
    throw new StoreUnavailable(
      `The embedded database cannot be made in ${files}: ${complaint || `exit code ${code}`}.`,
      'Check free space (60 MB are needed) and permissions there.',
    )
  renameSync(unfinished, files)
}

function finished(script: string, argument: string): Promise<{ code: number | null; complaint: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; complaint: string }>()
  const child = spawn(process.execPath, [script, argument], { stdio: ['ignore', 'ignore', 'pipe'], env: {} })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-600)
  })
  child.on('error', reject)
  child.on('close', (code) => resolve({ code, complaint: complaint.trim() }))
  return promise
}

/** Set where a transaction is being worked on, until it ends. */
const within = new AsyncLocalStorage<{ open: boolean }>()

function driverOf(server: PGlite, unlock: () => void): Driver {
  return {
    kind: 'embedded',
    async query<Row>(text: string, values?: readonly unknown[]) {
      refuseInside()
      return (await server.query<Row>(text, values?.map(storable))).rows
    },
    async transaction(work) {
      refuseInside()
      const here = { open: true }
      try {
        return await server.transaction((inside) => within.run(here, () => work(connectionOf(inside))))
      } finally {
        here.open = false
      }
    },
    listen: async (channel, heard) => {
      const stop = await server.listen(channel, heard)
      return () => stop()
    },
    async close() {
      await server.close()
      unlock()
    },
  }
}

/** There is one connection, and the transaction has it: waiting for it here would never end. */
function refuseInside(): void {
  if (within.getStore()?.open) throw new Error('Inside a transaction use the database that it hands out.')
}

function connectionOf(inside: Transaction): Connection {
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      (await inside.query<Row>(text, values?.map(storable))).rows,
    script: async (text) => void (await inside.exec(text)),
  }
}
