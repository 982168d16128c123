import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { FileContent } from '../core/snapshot.ts'
import { beyondTotal, decode, tooLarge, unread } from './decode.ts'
import type { Limits } from './limits.ts'
import { CannotRead } from './result.ts'

/** Reads files of the disk one after the other, by the rules of `decode` and within the limits. */
export class Disk {
  readonly #limits: Limits
  #total = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** The content of one regular file. A link is not followed, not even one that appears while we look. */
  readFile(path: string): FileContent {
    try {
      return this.#read(path)
    } catch (error) {
      if (codeOf(error) === 'ELOOP')
        return unread('symlink', 'The path is a symbolic link; links are not followed.')
      throw asRefusal('file', path, error)
    }
  }

  /** The content of a stream, which is left unread beyond the limit. */
  async readStream(stream: AsyncIterable<Uint8Array>): Promise<FileContent> {
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of stream) {
      chunks.push(chunk)
      size += chunk.length
      if (size > this.#limits.fileBytes) break
    }
    return this.#admit(size) ?? decode(Buffer.concat(chunks))
  }

  #read(path: string): FileContent {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    const file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    )
    try {
      const found = fstatSync(file)
      if (!found.isFile()) throw notRegular(path, found.isDirectory())
      const refused = this.#admit(found.size)
      if (refused) return refused
      const bytes = Buffer.alloc(found.size)
      return decode(bytes.subarray(0, readSync(file, bytes, 0, found.size, 0)))
    } finally {
      closeSync(file)
    }
  }

  #admit(size: number): FileContent | undefined {
    if (size > this.#limits.fileBytes) return tooLarge(size, this.#limits.fileBytes)
    if (this.#total + size > this.#limits.totalBytes) return beyondTotal(size, this.#limits.totalBytes)
    this.#total += size
    return undefined
  }
}

/** A failed file system call as a sentence; anything else is returned as it is. */
export function asRefusal(kind: 'file' | 'directory', path: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CannotRead(`There is no ${kind} ${path}.`, 'Check the name.')
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new CannotRead(
      `The ${kind} ${path} may not be read by this user.`,
      'Change its permissions, or leave it out.',
    )
  }
  return new CannotRead(`The ${kind} ${path} could not be read (${code}).`, 'Check it, and the disk.')
}

function notRegular(path: string, directory: boolean): CannotRead {
  if (directory) return new CannotRead(`${path} is a directory.`, 'Name the files in it.')
  return new CannotRead(
    `${path} is not a regular file.`,
    'Pass its text through standard input: `... | sluice lint -`.',
  )
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
