import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { FileContent, Tree } from '../core/snapshot.ts'
import { Disk } from './disk.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { byteOrder } from './paths.ts'
import { asResult, CannotRead, type Result } from './result.ts'

export interface ReadFilesOptions {
  /** Where relative names start, and what paths are told from. */
  readonly directory: string
  /** What the name `-` reads, such as `process.stdin`. */
  readonly standardInput?: AsyncIterable<Uint8Array>
  /** The path standard input goes by; `stdin.sql` unless said. */
  readonly standardInputPath?: string
  readonly limits?: Partial<Limits>
}

/** The files a person named, and `-` for standard input, as a tree that is no commit. */
export function readFiles(names: readonly string[], options: ReadFilesOptions): Promise<Result<Tree>> {
  return asResult(async () => {
    const disk = new Disk({ ...defaultLimits, ...options.limits })
    const nameByPath = new Map(names.map((name) => [pathOf(name, options), name]))
    const paths = [...nameByPath.keys()].sort(byteOrder)
    const files = new Map<string, FileContent>()
    for (const path of paths) files.set(path, await readNamed(nameByPath.get(path) ?? path, disk, options))
    return { commit: null, files, paths }
  })
}

async function readNamed(name: string, disk: Disk, options: ReadFilesOptions): Promise<FileContent> {
  if (name !== '-') return disk.readFile(resolve(options.directory, name))
  if (options.standardInput) return disk.readStream(options.standardInput)
  throw new CannotRead('"-" was named, and there is no standard input.', 'Pipe a file in, or name it.')
}

/** Relative to the directory where that is shorter, `/`-separated; a file elsewhere keeps its full path. */
function pathOf(name: string, options: ReadFilesOptions): string {
  if (name === '-') return options.standardInputPath ?? 'stdin.sql'
  const full = resolve(options.directory, name)
  const near = relative(resolve(options.directory), full)
  const outside = near.startsWith('..') || isAbsolute(near)
  return (outside ? full : near).split(sep).join('/')
}
