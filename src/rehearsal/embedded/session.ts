import { PGlite, type PGliteOptions, protocol } from '@electric-sql/pglite'
import { shippedPristine } from '../pristine.ts'
import { type Ran, ServerBroken, type Session } from '../session.ts'
import { Answer } from './answer.ts'
import { type Cluster, ClusterMemory } from './cluster.ts'
import { contribExtensions } from './contrib.ts'
import { pristineKey } from './key.ts'
import { unpack } from './pack.ts'
import { compiled, memoryOf } from './wasm.ts'

export interface EmbeddedOptions {
  /** What it begins with: without one, with the new one that the build left, or one that it makes, which takes seconds. */
  readonly cluster?: Cluster
  /** Bundled extensions that CREATE EXTENSION shall find, as `extensionsOf` names them. */
  readonly extensions?: readonly string[]
  /** What the server's own memory may grow to. At the limit a statement fails with 53200. */
  readonly megabytes?: number
  readonly limits?: OutputLimits
  /** Called in the midst of a statement that says more than it may. It goes on: only whoever ends the process ends it. */
  readonly onExcess?: (reason: string) => void
}

export interface OutputLimits {
  readonly bytes: number
  readonly rows: number
}

export interface EmbeddedSession extends Session {
  /** Shuts the server down, and gives what it leaves. */
  close(): Promise<Cluster>
}

const usualLimits: OutputLimits = { bytes: 32 * 1024 ** 2, rows: 200_000 }

/** A Postgres inside this thread, with nothing of ours in it and nothing of it on the disk. */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedSession> {
  const { cluster = await pristine(), extensions = [], megabytes = 384 } = options
  const left = Promise.withResolvers<Cluster>()
  const server = await PGlite.create({
    ...engine,
    pgliteWasmModule: await compiled,
    fs: new ClusterMemory(cluster, left.resolve),
    extensions: { ...(await contribExtensions([...always, ...extensions])), memory: memoryOf(megabytes) },
  })
  const ask = asking(server, options)
  const { rows } = ask(`SELECT pg_catalog.current_setting('server_version_num')::int / 10000 AS version`)
  return {
    kind: 'embedded',
    version: Number(rows[0]?.version),
    run: async (sql) => ask(sql),
    async close() {
      await server.close()
      return left.promise
    },
  }
}

async function pristine(): Promise<Cluster | undefined> {
  const packed = await shippedPristine.read(pristineKey)
  return packed && unpack(packed).cluster
}

/**
 * Small, as its files are in memory too: 1 MB for a segment of the write-ahead log, 16 MB for its buffers. Other than PGlite would start it,
 * it keeps people from writing to the system's catalogs, and its search path is the usual one: as servers do.
 */
const engine: PGliteOptions = {
  initDbStartParams: ['--wal-segsize=1'],
  startParams: [
    ...['--single', '-F', '-j'],
    ...[
      ...['exit_on_error=false', 'io_method=sync', 'log_checkpoints=false'],
      ...['max_worker_processes=0', 'max_parallel_workers=0', 'max_parallel_workers_per_gather=0'],
      ...['max_parallel_maintenance_workers=0'],
      ...['shared_buffers=16MB', 'max_wal_size=32MB', 'min_wal_size=2MB', 'wal_recycle=off'],
    ].flatMap((setting) => ['-c', setting]),
  ],
}

/** Tells which statements run inside others. */
const always = ['auto_explain']

function asking(server: PGlite, { limits = usualLimits, onExcess }: EmbeddedOptions): (sql: string) => Ran {
  let broken: ServerBroken | undefined
  return (sql) => {
    if (broken) throw broken
    if (sql.includes('\0')) return nullByte
    try {
      return answerTo(sql, { server, limits, ...(onExcess && { onExcess }) })
    } catch (error) {
      broken = error instanceof ServerBroken ? error : new ServerBroken(String(error))
      throw broken
    }
  }
}

interface Line {
  readonly server: PGlite
  readonly limits: OutputLimits
  readonly onExcess?: (reason: string) => void
}

function answerTo(sql: string, { server, limits, onExcess }: Line): Ran {
  const answer = new Answer(sql)
  const parser = new protocol.Parser()
  let bytes = 0
  let excess: string | undefined
  const hear = (chunk: Uint8Array) => {
    if (excess !== undefined) return
    bytes += chunk.length
    if (bytes <= limits.bytes) parser.parse(chunk, (message) => answer.take(message))
    if (bytes <= limits.bytes && answer.size <= limits.rows) return
    excess = `a statement answered with more than ${bytes > limits.bytes ? `${limits.bytes / 1024 ** 2} MB of rows and messages` : `${limits.rows} rows`}`
    onExcess?.(excess)
  }
  void server.execProtocolRawStream(messagesFor(sql), { syncToFs: false, onRawData: hear })
  if (excess !== undefined) throw new ServerBroken(excess)
  return answer.whole()
}

/** A COPY FROM STDIN would read on for ever in search of its rows: it is told at once that there are none. Without one the word is ignored. */
function messagesFor(sql: string): Uint8Array {
  return Buffer.concat([protocol.serialize.query(sql), protocol.serialize.copyFail('there are no rows here')])
}

/** As a server says it of text that cannot even be sent. */
const nullByte: Ran = {
  rows: [],
  notices: [],
  affected: 0,
  error: { severity: 'ERROR', code: '22021', message: 'invalid byte sequence for encoding "UTF8": 0x00' },
}
