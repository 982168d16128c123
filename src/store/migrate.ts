import { createHash } from 'node:crypto'
import type { Connection, Driver } from './driver.ts'
import { migrations } from './migrations.generated.ts'
import { StoreUnavailable } from './unavailable.ts'

export interface Migration {
  /** The file's name; their order is the order of names. */
  readonly name: string
  readonly text: string
}

/** Brings the schema up to date, one transaction for each file. Several processes may do so at once. */
export async function migrate(
  driver: Pick<Driver, 'transaction'>,
  files: readonly Migration[] = migrations,
): Promise<void> {
  for (let pending = true; pending; ) {
    pending = await driver.transaction((connection) => applyNext(connection, files))
  }
}

/** Whether there may be another one. */
async function applyNext(connection: Connection, files: readonly Migration[]): Promise<boolean> {
  await connection.query('SELECT pg_advisory_xact_lock($1)', [lock])
  await begin(connection)
  const applied = await connection.query<Applied>(
    'SELECT name, sha256 FROM sluice.sluice_migrations ORDER BY name',
  )
  refuseForeign(applied, files)
  const next = files.find(({ name }) => !applied.some((each) => each.name === name))
  if (!next) return false
  await connection.script(next.text)
  await connection.query('INSERT INTO sluice.sluice_migrations (name, sha256) VALUES ($1, $2)', [
    next.name,
    hashOf(next),
  ])
  return true
}

/** "sluice" as a number: advisory locks are shared by all that use the database. */
const lock = 0x736c75696365

interface Applied {
  readonly name: string
  readonly sha256: string
}

async function begin(connection: Connection): Promise<void> {
  // Asked first: a role that may not create in the database can still use what an administrator has made.
  const [row] = await connection.query<{ there: boolean }>(
    `SELECT to_regclass('sluice.sluice_migrations') IS NOT NULL AS there`,
  )
  if (row?.there) return
  try {
    await connection.script(beginning)
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new StoreUnavailable(
      'The role in DATABASE_URL may not create the schema "sluice".',
      'Grant it CREATE on the database, or create the schema and make the role its owner.',
    )
  }
}

const beginning = `CREATE SCHEMA IF NOT EXISTS sluice;
CREATE TABLE sluice.sluice_migrations (
  name text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);`

function refuseForeign(applied: readonly Applied[], files: readonly Migration[]): void {
  for (const { name, sha256 } of applied) {
    const file = files.find((each) => each.name === name)
    if (!file) throw newer(name)
    if (hashOf(file) !== sha256) throw changed(name)
  }
}

function hashOf({ text }: Migration): string {
  return createHash('sha256').update(text).digest('hex')
}

function newer(name: string): StoreUnavailable {
  return new StoreUnavailable(
    `The database has been changed by another version of Sluice: ${name} is not known to this one.`,
    'Run the version that made it, or a newer one.',
  )
}

function changed(name: string): StoreUnavailable {
  return new StoreUnavailable(
    `The migration ${name} of this version differs from the one that was applied to the database.`,
    'Run a released version of Sluice. A migration that was applied is never edited: what it lacks goes into a new one.',
  )
}
