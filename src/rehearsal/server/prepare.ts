import type pg from 'pg'
import { identifier, literal } from '../quoting.ts'
import type { Addresses } from './addresses.ts'
import { connected } from './connect.ts'
import type { Keeper } from './keeper.ts'

/** Gives the runner an empty database as its owner would have it, before anything of a pull request is in it. */
export async function prepare(keeper: Keeper, addresses: Addresses, database: string): Promise<void> {
  // Before 15 the schema is everybody's.
  if (keeper.version < 15) return
  const isGone = await withSession(await connected(addresses.keeper, database), async (client) => {
    const gone = await client.query('DROP SCHEMA public').then(
      () => true,
      () => false, // something of an extension is in it
    )
    if (!gone) await client.query(`GRANT ALL ON SCHEMA public TO ${identifier(keeper.runner)}`)
    return gone
  })
  if (!isGone) return
  await withSession(await connected(addresses.runner, database), async (client) => {
    await client.query('CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC')
  })
}

/** What a script set for its role would be there for every later session of it. What only a superuser may set stays. */
export async function resetRunner(addresses: Addresses, database: string): Promise<void> {
  await withSession(await connected(addresses.runner, database), async (client) => {
    await client.query('BEGIN READ WRITE; ALTER ROLE SESSION_USER RESET ALL; COMMIT')
  })
}

/** Prepared transactions outlive their session, and nobody else may end them; a database that has one cannot be dropped. */
export async function clearPrepared(keeper: Keeper, addresses: Addresses, database: string): Promise<void> {
  const { rows } = await keeper.client.query<{ gid: string }>(
    'SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = $1',
    [database],
  )
  if (rows.length === 0) return
  await withSession(await connected(addresses.runner, database), async (client) => {
    for (const { gid } of rows) await client.query(`ROLLBACK PREPARED ${literal(gid)}`)
  })
}

async function withSession<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
