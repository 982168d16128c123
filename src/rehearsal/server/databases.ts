import type pg from 'pg'
import type { RehearsedBase } from '../../core/rehearsal.ts'
import { identifier, literal } from '../quoting.ts'

// Databases of ours on a server: `sluice_rehearsal_…`, thrown away after each rehearsal, and `sluice_base_…`, kept as templates. All belong
// to the keeper, so that no script can drop, rename or change one.

const throwAway = 'sluice_rehearsal_'
const kept = 'sluice_base_'

/** Not to be guessed by whoever writes scripts. */
export const newName = () => `${throwAway}${crypto.randomUUID().replaceAll('-', '')}`

const nameOfBase = (key: string) => `${kept}${key.slice(0, 40)}`

/** A database that only keeper and runner may use. */
export async function create(
  keeper: pg.Client,
  { name, template, runner }: { readonly name: string; readonly template: string; readonly runner: string },
): Promise<void> {
  await keeper.query(`CREATE DATABASE ${identifier(name)} TEMPLATE ${identifier(template)}`)
  await keeper.query(`REVOKE ALL ON DATABASE ${identifier(name)} FROM PUBLIC`)
  await keeper.query(`GRANT ALL ON DATABASE ${identifier(name)} TO ${identifier(runner)}`)
}

/** Where somebody else is in it, it stays, and goes with the leftovers of another time. */
export async function drop(keeper: pg.Client, name: string): Promise<void> {
  await endSessions(keeper, name)
  try {
    await keeper.query(`DROP DATABASE IF EXISTS ${identifier(name)}`)
  } catch (error) {
    if ((error as { code?: unknown }).code !== inUse) throw error
  }
}

const inUse = '55006'

/** Those of keeper and runner: sessions of superusers and of the server itself are not ours to end. */
export async function endSessions(keeper: pg.Client, name: string): Promise<void> {
  await keeper.query(
    `SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a
     JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid AND NOT r.rolsuper
     WHERE a.datname = $1 AND a.pid <> pg_catalog.pg_backend_pid()`,
    [name],
  )
}

/** Throw-away databases that nobody threw away: whoever made them is gone. */
export async function leftovers(keeper: pg.Client): Promise<string[]> {
  const { rows } = await keeper.query<{ name: string }>(
    `SELECT datname AS name FROM pg_catalog.pg_database
     WHERE datname LIKE '${throwAway.replaceAll('_', '\\_')}%' AND pg_catalog.pg_get_userbyid(datdba) = CURRENT_USER`,
  )
  return rows.map(({ name }) => name)
}

export interface KeptBase {
  readonly name: string
  readonly base: RehearsedBase
}

/** What is written at a base: its comment goes where the database goes. */
interface Note {
  readonly base: RehearsedBase
  /** Milliseconds since 1970, when it was last used. */
  readonly used: number
}

/** The base of this key, where it is kept. */
export async function findBase(keeper: pg.Client, key: string): Promise<KeptBase | undefined> {
  const found = (await bases(keeper)).find(({ name }) => name === nameOfBase(key))
  if (!found) return undefined
  await annotate(keeper, found.name, found.note.base)
  return { name: found.name, base: found.note.base }
}

/** Keeps a database in which nobody works any more under its key; of all that are kept, those used longest ago go. */
export async function keepBase(
  keeper: pg.Client,
  { name, key, base }: { readonly name: string; readonly key: string; readonly base: RehearsedBase },
): Promise<KeptBase> {
  const [others, as] = [await bases(keeper), nameOfBase(key)]
  const surplus = others.sort((a, b) => b.note.used - a.note.used).slice(mostBases - 1)
  for (const { name: old } of surplus) await drop(keeper, old)
  await endSessions(keeper, name)
  await keeper.query(`ALTER DATABASE ${identifier(name)} ALLOW_CONNECTIONS false`)
  await annotate(keeper, name, base)
  await keeper.query(`ALTER DATABASE ${identifier(name)} RENAME TO ${identifier(as)}`)
  return { name: as, base }
}

const mostBases = 20

async function bases(keeper: pg.Client): Promise<{ name: string; note: Note }[]> {
  const { rows } = await keeper.query<{ name: string; note: string }>(
    `SELECT datname AS name, pg_catalog.shobj_description(oid, 'pg_database') AS note FROM pg_catalog.pg_database
     WHERE datname LIKE '${kept.replaceAll('_', '\\_')}%' AND NOT datallowconn
       AND pg_catalog.pg_get_userbyid(datdba) = CURRENT_USER
       AND pg_catalog.shobj_description(oid, 'pg_database') IS NOT NULL`,
  )
  return rows.map(({ name, note }) => ({ name, note: JSON.parse(note) as Note }))
}

async function annotate(keeper: pg.Client, name: string, base: RehearsedBase): Promise<void> {
  const note: Note = { base, used: Date.now() }
  await keeper.query(`COMMENT ON DATABASE ${identifier(name)} IS ${literal(JSON.stringify(note))}`)
}
