import type pg from 'pg'
import { type Addresses, roleIn } from './addresses.ts'
import { connected } from './connect.ts'
import { drop, leftovers } from './databases.ts'
import { privilegeProblems, type RoleFacts, roleFacts, roleStatements } from './privileges.ts'
import { ServerUnavailable } from './unavailable.ts'

/** The keeper at work: nobody else rehearses on this server meanwhile. */
export interface Keeper {
  readonly client: pg.Client
  /** Name of the role that scripts run as. */
  readonly runner: string
  /** Major version. */
  readonly version: number
  /** All that an empty database of this server is, as text that changes with it. */
  readonly nature: string
}

/**
 * Connects as the keeper, holds its roles against what they may be, waits until no other Sluice rehearses here, and clears away what was left
 * behind. Throws `ServerUnavailable`.
 */
export async function withKeeper<T>(
  { addresses, closing }: { readonly addresses: Addresses; readonly closing: AbortSignal },
  work: (keeper: Keeper) => Promise<T>,
): Promise<T> {
  const client = await connected(addresses.keeper)
  try {
    const state = await examined(client, addresses)
    await alone(client, closing)
    for (const name of await leftovers(client)) await drop(client, name)
    return await work({ client, ...state })
  } finally {
    await client.end().catch(() => undefined)
  }
}

const oldest = 13

async function examined(client: pg.Client, addresses: Addresses): Promise<Omit<Keeper, 'client'>> {
  const { rows } = await client.query<{ number: string; keeper: string }>(
    `SELECT pg_catalog.current_setting('server_version_num') AS number, SESSION_USER AS keeper`,
  )
  const { number = '0', keeper = '' } = rows[0] ?? {}
  const version = Math.trunc(Number(number) / 10_000)
  if (version < oldest)
    throw new ServerUnavailable(
      `the server for rehearsals is Postgres ${version}`,
      `Use Postgres ${oldest} or newer.`,
    )
  const runner = roleIn(addresses.runner)
  await checkRoles(client, { keeper, runner, version })
  return { runner, version, nature: `${number} ${await extensions(addresses.keeper)}` }
}

interface Names {
  readonly keeper: string
  readonly runner: string
  readonly version: number
}

async function checkRoles(client: pg.Client, { keeper, runner, version }: Names): Promise<void> {
  const { rows } = await client.query<RoleFacts>(roleFacts, [[keeper, runner]])
  const factsOf = (name: string) => rows.find((row) => row.name === name)
  const [ours, theirs] = [factsOf(keeper), factsOf(runner)]
  const problems =
    ours && theirs
      ? privilegeProblems({ keeper: ours, runner: theirs, version })
      : [`there is no role ${runner || 'in SLUICE_REHEARSAL_RUNNER_URL'}`]
  if (problems.length === 0) return
  throw new ServerUnavailable(
    `the server for rehearsals is not used: ${problems.join(', ')}`,
    `Make two roles that may no more than they need, as a superuser: ${roleStatements(version)}`,
  )
}

/** Whatever is in `template1` is in every database of ours: extensions that only a superuser can install, for instance. */
async function extensions(address: string): Promise<string> {
  const client = await connected(address, template)
  try {
    const { rows } = await client.query<{ name: string; version: string }>(
      'SELECT extname AS name, extversion AS version FROM pg_catalog.pg_extension ORDER BY 1',
    )
    const outward = rows.find(({ name }) => reachesOut.has(name))
    if (outward)
      throw new ServerUnavailable(
        `${template} of the server for rehearsals holds ${outward.name}, with which a script could reach other databases or the network`,
        `Drop it there: \\c ${template}, then DROP EXTENSION ${outward.name}.`,
      )
    return rows.map(({ name, version }) => `${name}@${version}`).join(' ')
  } finally {
    await client.end().catch(() => undefined)
  }
}

export const template = 'template1'

const reachesOut = new Set([
  ...['dblink', 'postgres_fdw', 'mysql_fdw', 'oracle_fdw', 'tds_fdw', 'file_fdw', 'http', 'pg_net'],
  ...[
    'pg_cron',
    'pgagent',
    'adminpack',
    'aws_s3',
    'aws_lambda',
    'plsh',
    'plperlu',
    'plpythonu',
    'plpython3u',
  ],
])

/** One rehearsal at a time: scripts all run as one role, which sees what its other sessions do and can end them. */
async function alone(client: pg.Client, closing: AbortSignal): Promise<void> {
  const giveUp = () => void client.end().catch(() => undefined)
  closing.addEventListener('abort', giveUp)
  try {
    await client.query(`SET lock_timeout = ${longestWaitMs}`)
    await client.query(`
      SELECT pg_catalog.pg_advisory_lock(${ourLocks}, (oid::pg_catalog.int8 % 2147483647)::pg_catalog.int4)
      FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER`)
    await client.query('RESET lock_timeout')
  } catch (error) {
    if (closing.aborted) throw new ServerUnavailable(String(closing.reason), 'Start Sluice again.')
    if ((error as { code?: unknown }).code !== '55P03') throw error
    throw new ServerUnavailable('other rehearsals had the server all the while', 'Give each Sluice its own.')
  } finally {
    closing.removeEventListener('abort', giveUp)
  }
}

const longestWaitMs = 300_000
/** A number that nobody else takes for advisory locks; the second one is the keeper's. */
const ourLocks = 5_308_878
