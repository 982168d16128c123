import {
  batchCharacters,
  batchFiles,
  defaultHeapMb,
  defaultTimeoutMs,
  longestFile,
  msPerCharacter,
} from './limits.ts'
import type { FileStatements, SqlFile } from './read-file.ts'
import { type SqlThread, startThread } from './thread.ts'

export type SqlReading =
  | ({ readonly ok: true } & FileStatements)
  | { readonly ok: false; readonly reason: string }

export interface SqlReader {
  /** One reading per file, in the order of the files. A file that cannot be read fails alone. */
  read(files: readonly SqlFile[]): Promise<SqlReading[]>
  /** Ends the thread. */
  close(): Promise<void>
}

export interface SqlReaderOptions {
  /** Milliseconds one file may take; left out: some seconds, and more the longer it is. */
  readonly timeoutMs?: number
  /** Megabytes of heap the thread may use. */
  readonly maxOldGenerationSizeMb?: number
}

/** Reads Postgres SQL in a thread that starts at once, and is replaced when a file hangs, exhausts memory or crashes it. */
export function openSqlReader(options: SqlReaderOptions = {}): SqlReader {
  return new Reader(options.timeoutMs, options.maxOldGenerationSizeMb ?? defaultHeapMb)
}

class Reader implements SqlReader {
  readonly #timeoutMs: number | undefined
  readonly #heapMb: number
  #thread: SqlThread | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(timeoutMs: number | undefined, heapMb: number) {
    this.#timeoutMs = timeoutMs
    this.#heapMb = heapMb
    this.#thread = startThread(heapMb)
  }

  read(files: readonly SqlFile[]): Promise<SqlReading[]> {
    const next = this.#queue.then(() => this.#readAll(files))
    this.#queue = next.catch(() => undefined)
    return next
  }

  async close(): Promise<void> {
    await this.#queue
    await this.#thread?.stop()
    this.#thread = undefined
  }

  async #readAll(files: readonly SqlFile[]): Promise<SqlReading[]> {
    const readings: SqlReading[] = []
    let decode: Decode = () => []
    for (const batch of batches(files)) {
      const answer = this.#readBatch(batch)
      // While the thread reads this batch, the one before is decoded here.
      readings.push(...decode())
      decode = await answer
    }
    return [...readings, ...decode()]
  }

  /** A batch has one file's time and that of its length; when it fails, each of its files gets its time alone. */
  async #readBatch(batch: readonly SqlFile[]): Promise<Decode> {
    const [first] = batch
    if (batch.length === 1 && first && first.text.length > longestFile) {
      return () => [{ ok: false, reason: `the file is longer than ${longestFile} characters` }]
    }
    this.#thread ??= startThread(this.#heapMb)
    const length = batch.reduce((sum, { text }) => sum + text.length, 0)
    const answer = await this.#thread.ask(
      batch,
      this.#timeoutMs ?? defaultTimeoutMs + Math.ceil(length * msPerCharacter),
    )
    if (answer.ok) return () => answer.decode().map((reading) => ({ ok: true, ...reading }))
    await this.#thread.stop()
    this.#thread = undefined
    if (batch.length === 1) return () => [{ ok: false, reason: answer.reason }]
    const decoders: Decode[] = []
    for (const file of batch) decoders.push(await this.#readBatch([file]))
    return () => decoders.flatMap((decode) => decode())
  }
}

type Decode = () => SqlReading[]

function* batches(files: readonly SqlFile[]): Generator<readonly SqlFile[]> {
  let batch: SqlFile[] = []
  let characters = 0
  for (const file of files) {
    const full = characters + file.text.length > batchCharacters || batch.length >= batchFiles
    if (full && batch.length > 0) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(file)
    characters += file.text.length
  }
  if (batch.length > 0) yield batch
}
