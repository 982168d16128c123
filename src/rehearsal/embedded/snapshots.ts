import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isWhole } from './pack.ts'

/** Packed snapshots in a directory, each under a key that says all it is made of. What cannot be read or kept is made anew: never an error. */
export interface Snapshots {
  read(key: string): Promise<Buffer | undefined>
  write(key: string, packed: Uint8Array): Promise<void>
}

/** Several processes may use one directory. `megabytes`: of all of them together; those used longest ago go first. */
export function snapshotsIn(directory: string, megabytes = 1024): Snapshots {
  const fileOf = (key: string) => join(directory, `${key}${ending}`)
  return {
    async read(key) {
      try {
        const packed = await readFile(fileOf(key))
        if (isWhole(packed)) {
          // Its time says when it was used last. Where that cannot be written, nobody removes it either.
          await utimes(fileOf(key), new Date(), new Date()).catch(() => undefined)
          return packed
        }
        await rm(fileOf(key), { force: true })
      } catch {
        // Not there, or not ours to read.
      }
      return undefined
    },
    async write(key, packed) {
      const unfinished = join(directory, `${randomUUID()}${unfinishedEnding}`)
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        await writeFile(unfinished, packed)
        await rename(unfinished, fileOf(key))
        await makeRoom(directory, megabytes)
      } catch {
        // No room, or not ours to write: it is built again next time.
        await rm(unfinished, { force: true }).catch(() => undefined)
      }
    },
  }
}

/** Where the command line keeps them: where the system keeps what can be made again. */
export function usualDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'sluice', 'rehearsal')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'sluice', 'rehearsal')
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'sluice', 'rehearsal')
  return join(homedir(), '.cache', 'sluice', 'rehearsal')
}

const ending = '.base'
const unfinishedEnding = '.unfinished'
const hour = 60 * 60 * 1000

interface Kept {
  readonly path: string
  readonly size: number
  readonly used: number
}

async function makeRoom(directory: string, megabytes: number): Promise<void> {
  const kept = await list(directory)
  let room = megabytes * 1024 ** 2
  for (const { path, size, used } of kept.sort((one, other) => other.used - one.used)) {
    // One that is being written has a name of its own; where its writer was killed, it is nobody's.
    const isLeftover = path.endsWith(unfinishedEnding) && used < Date.now() - hour
    if (path.endsWith(ending)) room -= size
    if (isLeftover || (path.endsWith(ending) && room < 0)) await rm(path, { force: true })
  }
}

async function list(directory: string): Promise<Kept[]> {
  const names = (await readdir(directory)).filter(
    (name) => name.endsWith(ending) || name.endsWith(unfinishedEnding),
  )
  const kept = names.map(async (name): Promise<Kept[]> => {
    const path = join(directory, name)
    try {
      const { size, mtimeMs } = await stat(path)
      return [{ path, size, used: mtimeMs }]
    } catch {
      // Another process removed it.
      return []
    }
  })
  return (await Promise.all(kept)).flat()
}
