import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg'
import { type Connection, type Driver, storable } from './driver.ts'
import { listenerOn } from './listener.ts'
import { StoreUnavailable } from './unavailable.ts'

/** A Postgres server. Throws `StoreUnavailable` when it does not answer or does not let us in. */
export async function openPostgres(url: string, connections: number): Promise<Driver> {
  const config = configOf(url)
  const pool = new Pool({ ...config, max: connections })
  pool.on('connect', surviveLoss)
  // The pool has already dropped the connection that broke; whoever comes next gets a new one.
  pool.on('error', () => {})
  try {
    await pool.query('SELECT 1')
  } catch (error) {
    await pool.end()
    throw unavailable(error)
  }
  const listener = listenerOn(() => new Client(config))
  return {
    kind: 'postgres',
    query: async (text, values) => (await pool.query(text, values?.map(storable))).rows,
    transaction: async (work) => onOne(await pool.connect(), work),
    listen: listener.listen,
    close: async () => {
      await listener.close()
      await pool.end()
    },
  }
}

/** A connection that breaks between two queries says so by an event, and one that nobody hears ends the process. The next query fails anyway. */
function surviveLoss(client: PoolClient): void {
  client.on('error', () => {})
}

async function onOne<T>(client: PoolClient, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection: Connection = {
    query: async (text, values) => (await client.query(text, values?.map(storable))).rows,
    script: async (text) => void (await client.query(text)),
  }
  let broken = false
  try {
    await client.query('BEGIN')
    const result = await work(connection)
    await commit(client)
    return result
  } catch (error) {
    // What was done is undone by the server when the connection closes, should this not reach it.
    await client.query('ROLLBACK').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** COMMIT of a transaction with a failed statement rolls back and calls that a success. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT')
  if (command === 'ROLLBACK')
    throw new Error('A statement of this transaction failed, and nothing of it was kept.')
}

function configOf(url: string): ClientConfig {
  if (!/^(?:postgres|postgresql|socket):/.test(url)) throw notAnUrl()
  return {
    connectionString: url,
    application_name: 'sluice',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  }
}

const bigint = 20

function parserOf(oid: number, format?: 'text'): unknown {
  return oid === bigint ? Number : types.getTypeParser(oid, format)
}

/** Only the server's own words and those of the system go on: an error about the URL itself repeats it. */
function unavailable(error: unknown): StoreUnavailable {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (code === 'ERR_INVALID_URL') return notAnUrl()
  if (/^(?:28|3D)/.test(code))
    return new StoreUnavailable(
      `Postgres does not let Sluice in: ${message}.`,
      'Check user, password and database in DATABASE_URL.',
    )
  const why = code.startsWith('E') ? code : message
  return new StoreUnavailable(
    `Postgres does not answer${why ? ` (${why})` : ''}.`,
    'Check that the server runs and that host and port in DATABASE_URL are right.',
  )
}

function notAnUrl(): StoreUnavailable {
  return new StoreUnavailable(
    'DATABASE_URL is not a URL of a Postgres database.',
    'Write it as postgres://user:password@host:5432/database, with special characters of the password percent-encoded.',
  )
}
