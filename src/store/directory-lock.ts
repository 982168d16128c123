import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreUnavailable } from './unavailable.ts'

/** Takes a directory for this process, or throws `StoreUnavailable` while another one has it. Gives the way to let it go. */
export async function lockDirectory(directory: string): Promise<() => void> {
  const path = join(directory, 'lock')
  const mine = JSON.stringify({
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
    id: randomUUID(),
  })
  if (!take(path, mine)) {
    const theirs = read(path)
    if (theirs !== undefined && isHeld(path, theirs)) throw inUse(directory, theirs)
    if (theirs !== undefined) bury(path, theirs)
    if (!take(path, mine)) throw inUse(directory, read(path) ?? '{}')
    // Two who bury the same dead lock at once both think that they have it, until one of them looks again.
    await pause(50)
  }
  if (read(path) !== mine) throw inUse(directory, read(path) ?? '{}')
  const beat = setInterval(() => touch(path), beatSeconds * 1000)
  beat.unref()
  return () => {
    clearInterval(beat)
    if (read(path) === mine) rmSync(path, { force: true })
  }
}

/** How often a holder shows that it lives; on another machine nothing else can be seen of it. */
const beatSeconds = 5

/** Written beside it and linked, so that a lock is never there without its text. */
function take(path: string, text: string): boolean {
  const own = `${path}.${process.pid}.${randomUUID()}`
  writeFileSync(own, text)
  return linked(own, path)
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(from, { force: true })
  }
}

/** Removes the lock of a dead process. One that somebody else has put there in the meantime goes back. */
function bury(path: string, dead: string): void {
  const grave = `${path}.dead.${randomUUID()}`
  try {
    renameSync(path, grave)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return
  }
  if (read(grave) === dead) rmSync(grave, { force: true })
  else linked(grave, path)
}

interface Holder {
  readonly host?: string
  readonly pid?: number
  readonly started?: string
}

function holderOf(text: string): Holder {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return {} // cut short by a full disk: nobody's
  }
}

function isHeld(path: string, text: string): boolean {
  const { host, pid, started } = holderOf(text)
  if (pid === undefined) return false
  if (host === hostname()) return isAlive(pid) && startOf(pid) === started
  const beaten = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Date.now() - beaten < 6 * beatSeconds * 1000
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process started, as Linux says it: a number that is used again does not pass for the process that had it. Empty elsewhere. */
function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`) ?? ''
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

function touch(path: string): void {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch (error) {
    // Somebody removed it; the database goes on, and the next to come is told by nothing.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function inUse(directory: string, text: string): StoreUnavailable {
  const { pid, host } = holderOf(text)
  const who = pid === undefined ? 'another process' : `process ${pid} on ${host}`
  return new StoreUnavailable(
    `The directory ${directory} is in use by ${who}.`,
    'Stop that process first, or give this one a directory of its own. Several processes need a Postgres server: set DATABASE_URL.',
  )
}
