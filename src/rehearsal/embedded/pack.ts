import { createHash } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
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

export const quick = 1
/** Takes seconds, and saves half. */
export const thorough = 19

/**
 * As one run of bytes that begins with a digest of the rest. A new cluster has most files three times, one for each of its databases:
 * equal ones are packed as one.
 */
export function pack({ cluster, base }: Snapshot, level = quick): Buffer {
  const seen = new Map<string, Uint8Array>()
  const files = cluster.files.map(([path, content]) => {
    const digest = digestOf(content).toString('base64')
    const same = seen.get(digest) ?? content
    seen.set(digest, same)
    return [path, same] as const
  })
  const content = serialize({ cluster: { ...cluster, files }, base } satisfies Snapshot)
  const body = zstdCompressSync(content, { params: { [constants.ZSTD_c_compressionLevel]: level } })
  return Buffer.concat([digestOf(body), body])
}

export function unpack(packed: Uint8Array): Snapshot {
  return deserialize(zstdDecompressSync(packed.subarray(digestLength)))
}

/** Whether it is as it was packed. */
export function isWhole(packed: Uint8Array): boolean {
  const digest = digestOf(packed.subarray(digestLength))
  return packed.length > digestLength && digest.equals(packed.subarray(0, digestLength))
}

const digestLength = 32
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
