import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'

/** A file of a zip as text, or why it was not read, as a clause. */
export type ZippedFile = { readonly name: string } & (
  | { readonly text: string }
  | { readonly refused: string }
)

export type Unzipped = { readonly files: readonly ZippedFile[] } | { readonly refused: string }

export interface ZipLimits {
  /** Of the names in it. */
  readonly entries: number
  /** Of wanted files. */
  readonly files: number
  /** Of one file. */
  readonly fileBytes: number
  /** Of all files together. */
  readonly bytes: number
}

/** Reads the wanted files of a zip that anybody may have made, in memory, without believing the sizes it states. */
export async function unzip(
  zip: Buffer,
  wanted: (names: readonly string[]) => readonly string[],
  limits: ZipLimits,
): Promise<Unzipped> {
  try {
    const opened = await fromBufferPromise(zip)
    const entries = await regularFiles(opened, limits)
    return 'refused' in entries ? entries : { files: await texts(opened, entries, { wanted, limits }) }
  } catch {
    // Messages of the library quote what stands in the zip.
    return { refused: 'it is not a zip that can be read' }
  }
}

async function regularFiles(
  zip: ZipFile,
  { entries: most }: ZipLimits,
): Promise<ReadonlyMap<string, Entry> | { readonly refused: string }> {
  const files = new Map<string, Entry>()
  let count = 0
  for await (const entry of zip.eachEntry()) {
    count += 1
    if (count > most) return { refused: `it holds more than ${most} files` }
    if (files.has(entry.fileName)) return { refused: 'it holds two files of one name' }
    if (isRegular(entry)) files.set(entry.fileName, entry)
  }
  return files
}

/** No folder, link or device. */
function isRegular({ fileName, versionMadeBy, externalFileAttributes }: Entry): boolean {
  const isUnix = versionMadeBy >> 8 === 3
  const type = (externalFileAttributes >>> 16) & 0o170000
  return !fileName.endsWith('/') && (!isUnix || type === 0 || type === 0o100000)
}

interface Reading {
  readonly wanted: (names: readonly string[]) => readonly string[]
  readonly limits: ZipLimits
}

async function texts(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  { wanted, limits }: Reading,
): Promise<ZippedFile[]> {
  const read: ZippedFile[] = []
  let [bytes, files] = [limits.bytes, limits.files]
  for (const name of wanted([...entries.keys()])) {
    const entry = entries.get(name)
    if (!entry) continue
    const { uncompressedSize: size } = entry
    files -= 1
    if (files < 0) read.push({ name, refused: `no more than ${limits.files} files are read` })
    else if (size > limits.fileBytes)
      read.push({
        name,
        refused: `it has ${megabytes(size)}, and files over ${megabytes(limits.fileBytes)} are not read`,
      })
    else if (size > bytes)
      read.push({
        name,
        refused: 'with it, all files together are more than is read',
      })
    else {
      bytes -= size
      read.push({ name, ...(await textOf(zip, entry)) })
    }
  }
  return read
}

/** The library stops where the content is longer than was stated. */
async function textOf(
  zip: ZipFile,
  entry: Entry,
): Promise<{ readonly text: string } | { readonly refused: string }> {
  try {
    const stream = await zip.openReadStreamPromise(entry)
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    return crc32(bytes) === entry.crc32 ? { text: bytes.toString('utf8') } : damaged
  } catch {
    return damaged
  }
}

const damaged = { refused: 'it is damaged, encrypted, or not of the size that the zip states' }

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1024 ** 2)} MiB`
