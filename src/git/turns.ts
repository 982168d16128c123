import { open, readFile, rm, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type FetchFailure, failure, Stopped } from './fetch-failure.ts'

/** Who waits for what in this process. */
const queues = new Map<string, Promise<unknown>>()

/** Runs one thing at a time for a key, in the order asked. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve()
  const turn = before.then(work, work)
  const settled = turn.catch(() => undefined)
  queues.set(key, settled)
  try {
    return await turn
  } finally {
    if (queues.get(key) === settled) queues.delete(key)
  }
}

export function isBusy(key: string): boolean {
  return queues.has(key)
}

/** Holds a file against other processes that share the cache. A holder that is gone, or that held it too long, is passed over. */
export async function holding<T>(file: string, seconds: number, work: () => Promise<T>): Promise<T> {
  await take(file, seconds)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await create(file))) {
    if (await isStale(file, seconds)) await rm(file, { force: true })
    else if (Date.now() > end) throw new Stopped(busy)
    else await pause(50)
  }
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function isStale(file: string, seconds: number): Promise<boolean> {
  const [text, found] = await Promise.all([
    readFile(file, 'utf8').catch(() => ''),
    stat(file).catch(() => undefined),
  ])
  if (!found) return false
  const age = Date.now() - found.mtimeMs
  // An empty file is one whose holder is about to write its number.
  if (text === '') return age > 2000
  return Number(text) === process.pid || age > (seconds + 30) * 1000 || !isRunning(Number(text))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const busy: FetchFailure = failure(
  'too-slow',
  'Another process has been fetching this repository for too long.',
)
