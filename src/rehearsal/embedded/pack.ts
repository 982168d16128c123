import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { RehearsedBase } from '../../core/rehearsal.ts'
import type { Cluster } from './cluster.ts'

/** A database as it was built, and what is to be told of it. */
export interface Snapshot {
  readonly cluster: Cluster
  readonly base: RehearsedBase
}

/** Of what is packed. Whatever is kept under another number is not read. */
export const packFormat = 1

const quick = 1
/** Takes a second, and saves a third. */
export const thorough = 12

/** What a pack begins with: as JSON, behind its length. The contents follow, end to end. */
interface Contents {
  readonly base: RehearsedBase
  readonly directories: Cluster['directories']
  /** With the number of their content. */
  readonly files: readonly (readonly [path: string, content: number])[]
  readonly sizes: readonly number[]
}

/**
 * As one run of bytes that begins with a digest of the rest. A new cluster has most files three times, one for each of its databases:
 * equal ones are packed as one.
 */
export function pack({ cluster, base }: Snapshot, level = quick): Buffer {
  const numbers = new Map<string, number>()
  const contents: Uint8Array[] = []
  const numberOf = (content: Uint8Array) => {
    const digest = digestOf(content).toString('base64')
    const known = numbers.get(digest) ?? contents.push(content) - 1
    numbers.set(digest, known)
    return known
  }
  const files = cluster.files.map(([path, content]) => [path, numberOf(content)] as const)
  const sizes = contents.map(({ length }) => length)
  const head = Buffer.from(
    JSON.stringify({ base, directories: cluster.directories, files, sizes } satisfies Contents),
  )
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(head.length)
  const params = { [constants.ZSTD_c_compressionLevel]: level }
  const body = zstdCompressSync(Buffer.concat([length, head, ...contents]), { params })
  return Buffer.concat([digestOf(body), body])
}

/** Equal files share their bytes: they are to be copied before they are written to. */
export function unpack(packed: Uint8Array): Snapshot {
  const bytes = zstdDecompressSync(packed.subarray(digestBytes))
  let at = lengthBytes + bytes.readUInt32LE(0)
  const { base, directories, files, sizes }: Contents = JSON.parse(bytes.toString('utf8', lengthBytes, at))
  const contents = sizes.map((size) => {
    at += size
    return bytes.subarray(at - size, at)
  })
  const contentOf = (number: number) => contents[number] ?? new Uint8Array()
  return { base, cluster: { directories, files: files.map(([path, number]) => [path, contentOf(number)]) } }
}

/** Whether it is as it was packed. */
export function isWhole(packed: Uint8Array): boolean {
  const digest = digestOf(packed.subarray(digestBytes))
  return packed.length > digestBytes && digest.equals(packed.subarray(0, digestBytes))
}

const digestBytes = 32
const lengthBytes = 4
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
