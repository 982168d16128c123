import { existsSync } from 'node:fs'
import pg from 'pg'
import { oneLine } from '../../render/visible.ts'
import { type Check, fail, ok, warn } from './check.ts'

const oldest = 13

/** Whether Sluice could start on this server. Nothing is written, and nothing is migrated. */
export async function checkServer(url: string): Promise<readonly Check[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 8000,
    query_timeout: 8000,
    statement_timeout: 8000,
  })
  // Without a listener a connection that breaks later would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return look(await stateOf(client))
  } catch (error) {
    return [
      fail(
        `the database: ${withoutPassword(error, url)}`,
        'Check DATABASE_URL, the server and its pg_hba.conf.',
      ),
    ]
  } finally {
    await client.end().catch(() => undefined)
  }
}

interface ServerState {
  readonly version: number
  readonly readOnly: boolean
  readonly mayCreate: boolean
  readonly migrated: boolean
}

async function stateOf(client: pg.Client): Promise<ServerState> {
  const { rows } = await client.query<ServerState>(`
    SELECT current_setting('server_version_num')::int / 10000 AS version,
           pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS "readOnly",
           has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
           to_regclass('sluice.sluice_migrations') IS NOT NULL AS migrated`)
  const [state] = rows
  if (!state) throw new Error('it gave no answer')
  return state
}

function look({ version, readOnly, mayCreate, migrated }: ServerState): Check[] {
  const checks = [
    version < oldest
      ? fail(`Postgres ${version} is too old`, `Use Postgres ${oldest} or newer.`)
      : ok(`Postgres ${version} answers`),
  ]
  if (readOnly)
    checks.push(fail('the database is read-only', 'Name the primary in DATABASE_URL, not a standby.'))
  if (migrated && mayCreate) checks.push(ok('the schema sluice is there'))
  else if (mayCreate) checks.push(ok('the schema sluice is not there yet; `sluice start` makes it'))
  else if (migrated) {
    checks.push(
      warn(
        'the role may not create in this database',
        'Upgrades of Sluice need GRANT CREATE ON DATABASE to it.',
      ),
    )
  } else {
    checks.push(
      fail(
        'the schema sluice is not there, and the role may not make it',
        'GRANT CREATE ON DATABASE to the role.',
      ),
    )
  }
  return checks
}

/** The embedded store belongs to one process, which may be running: it is looked at from outside. */
export async function checkEmbedded(directory: string): Promise<readonly Check[]> {
  return [
    ok(
      existsSync(directory)
        ? `the embedded store is in ${directory}`
        : `the embedded store will be made in ${directory}`,
    ),
  ]
}

function withoutPassword(error: unknown, url: string): string {
  const text = oneLine(error instanceof Error ? error.message || String(error) : String(error))
  const password = URL.canParse(url) ? new URL(url).password : ''
  return [url, password, decodeURIComponent(password)]
    .filter((secret) => secret !== '')
    .reduce((safe, secret) => safe.replaceAll(secret, '[secret]'), text)
}
