import type { Connection, Driver } from './driver.ts'
import { migrate } from './migrate.ts'

export { isTransient } from './transient.ts'
export { StoreUnavailable } from './unavailable.ts'

/** A database of ours. Both kinds give bigint as number, timestamptz as Date and jsonb parsed. */
export interface Database {
  readonly kind: 'postgres' | 'embedded'
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** BEGIN..COMMIT on one connection; rolled back when `work` throws. Inside another one it is a savepoint. */
  transaction<T>(work: (db: Database) => Promise<T>): Promise<T>
  /** `heard` runs when any process on this database calls `notify(channel)`, and after a lost connection is back. Gives the way to stop. */
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>
  /** Inside a transaction it is heard when that is committed. */
  notify(channel: string): Promise<void>
  close(): Promise<void>
}

export type Place =
  | { readonly url: string; readonly connections?: number }
  /** One process at a time. */
  | { readonly directory: string }

/** Opens the database and brings its schema up to date. Throws `StoreUnavailable` when it cannot be opened. */
export async function openDatabase(place: Place): Promise<Database> {
  const driver = await driverOf(place)
  try {
    await migrate(driver)
  } catch (error) {
    await driver.close()
    throw error
  }
  return databaseOf(driver)
}

/** Each loads what only it needs: the embedded one brings a whole Postgres. */
async function driverOf(place: Place): Promise<Driver> {
  if ('url' in place) {
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres(place.url, place.connections ?? 10)
  }
  const { openEmbedded } = await import('./embedded.ts')
  return openEmbedded(place.directory)
}

function databaseOf(driver: Driver): Database {
  return {
    kind: driver.kind,
    query: (text, values) => driver.query(text, values),
    transaction: (work) =>
      driver.transaction((connection) => work(databaseOn(connection, { kind: driver.kind, depth: 1 }))),
    listen: (channel, heard) => driver.listen(channelName(channel), heard),
    notify: (channel) => notify(driver, channel),
    close: () => driver.close(),
  }
}

interface Level {
  readonly kind: Database['kind']
  readonly depth: number
}

/** The database as a transaction sees it. */
function databaseOn(connection: Connection, { kind, depth }: Level): Database {
  return {
    kind,
    query: (text, values) => connection.query(text, values),
    transaction: (work) =>
      inSavepoint(connection, `level_${depth}`, () =>
        work(databaseOn(connection, { kind, depth: depth + 1 })),
      ),
    listen: () => Promise.reject(new Error('Listening outlives a transaction: call listen on the database.')),
    notify: (channel) => notify(connection, channel),
    close: () => Promise.reject(new Error('A transaction does not close its database.')),
  }
}

async function inSavepoint<T>(connection: Connection, name: string, work: () => Promise<T>): Promise<T> {
  await connection.query(`SAVEPOINT ${name}`)
  try {
    const result = await work()
    await connection.query(`RELEASE SAVEPOINT ${name}`)
    return result
  } catch (error) {
    await connection.query(`ROLLBACK TO SAVEPOINT ${name}`)
    throw error
  }
}

async function notify(connection: Pick<Connection, 'query'>, channel: string): Promise<void> {
  await connection.query(`SELECT pg_notify($1, '')`, [channelName(channel)])
}

/** A channel's name becomes part of a LISTEN. */
function channelName(channel: string): string {
  if (!/^[a-z][a-z_]{0,62}$/.test(channel)) throw new Error(`"${channel}" is no name of a channel.`)
  return channel
}
