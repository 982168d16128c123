import { randomUUID } from 'node:crypto'
import { openEmbedded } from '../../src/rehearsal/embedded/session.ts'
import { openServerSession, type ServerSession } from '../../src/rehearsal/server/session.ts'
import type { Session } from '../../src/rehearsal/session.ts'
import { hasServer } from '../store/places.ts'
import { base } from './lock-table-base.ts'

/** A server that can be given the database of the lock table. */
export interface Place {
  readonly name: string
  open(): Promise<Opened>
}

export interface Opened {
  readonly session: Session
  /** Another tablespace than that of the tables. */
  readonly elsewhere: string
  /** One more connection to the same database; the embedded server has none. */
  readonly connect?: () => Promise<ServerSession>
  close(): Promise<void>
}

/** The embedded server, the local one, and those of SLUICE_TEST_POSTGRES_SERVERS: addresses with commas between, as a superuser. */
export function places(): readonly Place[] {
  const others = (process.env.SLUICE_TEST_POSTGRES_SERVERS ?? '').split(',').filter(Boolean)
  const local = hasServer ? ['postgres://postgres@127.0.0.1:5432/postgres'] : []
  return [
    { name: 'embedded', open: openOnEmbedded },
    ...[...local, ...others].map((address) => ({ name: address, open: () => openOnServer(address) })),
  ]
}

async function openOnEmbedded(): Promise<Opened> {
  const session = await openEmbedded()
  await lay(session, 'elsewhere')
  const close = async () => void (await session.close())
  return { session, elsewhere: 'elsewhere', close }
}

async function openOnServer(address: string): Promise<Opened> {
  const database = `sluice_test_${randomUUID().replaceAll('-', '')}`
  const keeper = await openServerSession({ config: { connectionString: address } })
  await sure(keeper, `CREATE DATABASE ${database}`)
  const url = new URL(address)
  url.pathname = database
  const connect = () => openServerSession({ config: { connectionString: url.href } })
  const session = await connect()
  const close = async () => {
    await session.close()
    await sure(keeper, `DROP DATABASE ${database}`)
    await sure(keeper, `DROP TABLESPACE IF EXISTS ${database}`)
    await keeper.close()
  }
  try {
    await lay(session, database)
  } catch (error) {
    await close()
    throw error
  }
  return { session, elsewhere: database, connect, close }
}

/** The base, and a tablespace inside the data directory. */
async function lay(session: Session, tablespace: string): Promise<void> {
  await sure(session, 'SET allow_in_place_tablespaces = on')
  await sure(session, `CREATE TABLESPACE ${tablespace} LOCATION ''`)
  for (const { since = 0, sql } of base)
    if (session.version >= since) await sure(session, sql.replaceAll('elsewhere', tablespace))
  await sure(session, 'ANALYZE')
}

async function sure(session: Session, sql: string): Promise<void> {
  const { error } = await session.run(sql)
  if (error) throw new Error(`${error.message}: ${sql}`)
}
