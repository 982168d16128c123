import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import type { Addresses } from '../../../src/rehearsal/server/addresses.ts'
import { onServer } from '../../store/places.ts'

export interface Roles {
  readonly keeper: string
  readonly runner: string
  readonly addresses: Addresses
  remove(): Promise<void>
}

/** A keeper and a runner of this test's own, made by the statements that the docs tell. */
export async function newRoles(): Promise<Roles> {
  const suffix = randomUUID().replaceAll('-', '').slice(0, 12)
  const [keeper, runner] = [`sluice_keeper_${suffix}`, `sluice_runner_${suffix}`]
  await onServer(`CREATE ROLE ${keeper} LOGIN CREATEDB PASSWORD 'kept-very-secret'`)
  await onServer(`CREATE ROLE ${runner} LOGIN PASSWORD 'runs-very-secret'`)
  await onServer(`GRANT pg_signal_backend TO ${keeper}`)
  const address = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:5432/postgres`
  return {
    ...{ keeper, runner },
    addresses: { keeper: address(keeper, 'kept-very-secret'), runner: address(runner, 'runs-very-secret') },
    async remove() {
      for (const { name } of await rows(
        `SELECT datname AS name FROM pg_database WHERE pg_get_userbyid(datdba) = '${keeper}'`,
      ))
        await onServer(`DROP DATABASE "${name}" WITH (FORCE)`)
      await onServer(`DROP ROLE ${keeper}`)
      await onServer(`DROP ROLE ${runner}`)
    },
  }
}

export async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: 'postgres://postgres@127.0.0.1:5432/postgres' })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
