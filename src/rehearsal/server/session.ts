import { Socket } from 'node:net'
import pg from 'pg'
import { inUtf16 } from '../position.ts'
import { type Notice, type Ran, ServerBroken, type Session, type SessionError } from '../session.ts'
import { parserOf } from '../values.ts'

export interface ServerSession extends Session {
  /** Of its backend, by which another connection can end it. */
  readonly backend: number
  close(): Promise<void>
}

export interface ServerSessionOptions {
  readonly config: pg.ClientConfig
  readonly limits?: OutputLimits
}

/** What one run may answer. Beyond, the connection is cut. */
export interface OutputLimits {
  readonly bytes: number
  readonly rows: number
}

const usualLimits: OutputLimits = { bytes: 32 * 1024 ** 2, rows: 200_000 }

/** Connects to a database of a real server; what fails is thrown as the driver says it. The limits of time are whoever's who kills. */
export async function openServerSession(options: ServerSessionOptions): Promise<ServerSession> {
  const socket = new Socket()
  const client = new pg.Client({
    ...{ keepAlive: true, connectionTimeoutMillis: 10_000, ...options.config },
    stream: () => socket,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  })
  // A connection that breaks says so to whoever runs something on it; without a listener the process would end.
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ backend: number; version: number }>(
    `SELECT pg_catalog.pg_backend_pid() AS backend, pg_catalog.current_setting('server_version_num') AS version`,
  )
  const { backend = 0, version = 0 } = rows[0] ?? {}
  const limits = options.limits ?? usualLimits
  return {
    ...{ kind: 'server', backend, version: Math.trunc(Number(version) / 10_000) },
    run: (sql) => run(sql, { client, socket, limits }),
    async close() {
      socket.destroy()
      await client.end()
    },
  }
}

interface Line {
  readonly client: pg.Client
  readonly socket: Socket
  readonly limits: OutputLimits
}

async function run(sql: string, { client, socket, limits }: Line): Promise<Ran> {
  const rows: Record<string, unknown>[] = []
  const notices: Notice[] = []
  let excess: string | undefined
  const cut = (why: string) => {
    excess = why
    socket.destroy()
  }
  // Looked at by the clock: what is too large may be one row, which is told of only when all of it is there.
  const before = socket.bytesRead
  const look = setInterval(() => {
    if (socket.bytesRead - before > limits.bytes) cut(`more than ${limits.bytes / 1024 ** 2} MB`)
  }, 10)
  const heard = (notice: Fields) => notices.push(noticeOf(notice))
  client.on('notice', heard)
  try {
    const affected = await answered(client, sql, (row) => {
      rows.push(row)
      if (rows.length > limits.rows) cut(`more than ${limits.rows} rows`)
    })
    return { rows, notices, affected }
  } catch (error) {
    if (excess !== undefined) throw new ServerBroken(`a statement answered with ${excess}`)
    return { rows: [], notices, affected: 0, error: statementError(error, sql) }
  } finally {
    clearInterval(look)
    client.off('notice', heard)
  }
}

/** Rows that the tag of the last command counts. */
function answered(
  client: pg.Client,
  sql: string,
  take: (row: Record<string, unknown>) => void,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const query = new pg.Query<Record<string, unknown>>(sql)
  query.on('row', take)
  query.on('error', reject)
  query.on('end', (result) => resolve([result].flat().at(-1)?.rowCount ?? 0))
  client.query(query)
  return promise
}

type Fields = { readonly [K in keyof Notice]?: string | undefined }

function noticeOf({ severity = '', message = '', code = '', routine, where }: Fields): Notice {
  return {
    ...{ severity, message, code },
    ...(routine !== undefined && { routine }),
    ...(where !== undefined && { where }),
  }
}

/** What ends the connection is no failure of a statement: the server went away, or was told to. */
function statementError(error: unknown, sql: string): SessionError {
  if (!(error instanceof pg.DatabaseError) || endsSession.test(error.severity ?? ''))
    throw new ServerBroken(
      `the server ended the connection: ${error instanceof Error ? error.message : error}`,
    )
  const { code = 'XX000', severity = 'ERROR', message, position } = error
  const { detail, hint, schema, table, column, constraint } = error
  const more = Object.entries({ detail, hint, schema, table, column, constraint })
  return {
    ...{ code, severity, message },
    ...Object.fromEntries(more.filter(([, value]) => value !== undefined)),
    ...(position !== undefined && { at: inUtf16(sql, Number(position)) }),
  }
}

const endsSession = /^(?:FATAL|PANIC)$/
