import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { FileContent, Tree } from '../core/snapshot.ts'
import { asRefusal, Disk } from './disk.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { byteOrder } from './paths.ts'
import { asResult, CannotRead, type Result } from './result.ts'

/**
 * A directory of the disk as a tree that is no commit: every path below it, and the contents of the wanted ones.
 * Links are listed and not followed; a `.git` is left out.
 */
export function readDirectory(
  directory: string,
  wanted: (path: string) => boolean,
  limits?: Partial<Limits>,
): Promise<Result<Tree>> {
  return asResult(async () => {
    const bounds = { ...defaultLimits, ...limits }
    const disk = new Disk(bounds)
    const paths = (await walk(resolve(directory), bounds.paths)).sort(byteOrder)
    const files = new Map<string, FileContent>()
    for (const path of paths.filter(wanted)) files.set(path, disk.readFile(join(directory, path)))
    return { commit: null, files, paths }
  })
}

async function walk(root: string, limit: number): Promise<string[]> {
  const found: string[] = []
  const open = ['']
  for (let prefix = open.pop(); prefix !== undefined; prefix = open.pop()) {
    for (const entry of await list(join(root, prefix))) {
      if (entry.name === '.git') continue
      if (entry.isDirectory()) open.push(`${prefix}${entry.name}/`)
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(`${prefix}${entry.name}`)
      if (found.length + open.length > limit) throw tooMany(root, limit)
    }
  }
  return found
}

async function list(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true })
  } catch (error) {
    throw asRefusal('directory', directory, error)
  }
}

function tooMany(root: string, limit: number): CannotRead {
  return new CannotRead(
    `${root} holds more than ${limit} files.`,
    'Pass the directory of the migrations alone.',
  )
}
