import type { FileContent } from '../core/snapshot.ts'
import { decode, unread } from './decode.ts'
import { must, type Repository } from './repository.ts'

/** The contents of blobs by id, from one `git cat-file` streamed; no more than one blob is held as bytes at a time. */
export async function readBlobs(
  repository: Repository,
  ids: readonly string[],
): Promise<Map<string, FileContent>> {
  const contents = new Map<string, FileContent>()
  if (ids.length === 0) return contents
  const onOutput = batchReader((id, bytes) => contents.set(id, bytes ? decode(bytes) : missingObject(id)))
  const streams = { input: `${ids.join('\n')}\n`, onOutput }
  await must('cat-file', repository.objects(['cat-file', '--batch', '--buffer'], streams))
  return contents
}

export function missingObject(id: string): FileContent {
  return unread(
    'missing-object',
    `The object ${id} is not in this clone (a partial clone?), and nothing is fetched.`,
  )
}

interface OpenBlob {
  readonly id: string
  readonly parts: Buffer[]
  /** Bytes still to come, with the newline git puts after the content. */
  missing: number
}

/** Takes `<id> <type> <size>LF<content>LF` or `<id> missingLF` in chunks cut anywhere. */
export function batchReader(deliver: (id: string, bytes: Buffer | null) => void): (chunk: Buffer) => void {
  let header = ''
  let open: OpenBlob | undefined

  const fill = (blob: OpenBlob, chunk: Buffer, at: number) => {
    const part = chunk.subarray(at, at + blob.missing)
    blob.parts.push(part)
    blob.missing -= part.length
    if (blob.missing > 0) return at + part.length
    open = undefined
    deliver(blob.id, Buffer.concat(blob.parts).subarray(0, -1))
    return at + part.length
  }
  const readHeader = (chunk: Buffer, at: number) => {
    const end = chunk.indexOf(10, at)
    header += chunk.toString('latin1', at, end < 0 ? chunk.length : end)
    if (end < 0) return chunk.length
    const [id = '', type, size] = header.split(' ')
    header = ''
    if (type === 'missing') deliver(id, null)
    else open = { id, parts: [], missing: Number(size) + 1 }
    return end + 1
  }
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) at = open ? fill(open, chunk, at) : readHeader(chunk, at)
  }
}
