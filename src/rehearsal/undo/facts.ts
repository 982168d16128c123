import { type Ran, ServerBroken, type Session } from '../session.ts'
import type { SchemaFact } from './fact.ts'
import { keyOf } from './fact.ts'
import { type Comment, type Edge, factsOf, type Thing } from './facts/derive.ts'
import { comments, edges } from './facts/edges.ts'
import { ofDatabase, ofServer, type Rare } from './facts/others.ts'
import { ofTables } from './facts/parts.ts'
import { ofRelations, relation } from './facts/relations.ts'
import { ofSchemas } from './facts/routines.ts'
import { union } from './facts/sql.ts'

/**
 * Everything in the user's schemas, sorted: not what the server, an extension or the rehearsal itself put there, not rows, and not the
 * order of a table's columns. The session must be outside a transaction; its search path, role and settings make no difference and stay
 * as they are. Roles and their settings are told on the embedded server only: a real one shares them with other databases.
 */
export async function schemaFacts(session: Session): Promise<readonly SchemaFact[]> {
  const { things, hung, said } = await read(session)
  const facts = factsOf(things, hung, said)
  return facts.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
}

interface Rows {
  readonly things: readonly Thing[]
  readonly hung: readonly Edge[]
  readonly said: readonly Comment[]
}

async function read(session: Session): Promise<Rows> {
  const { version } = session
  for (const sql of neutral) await answer(session, sql)
  const rare = await list<{ number: number }>(session, looksFor(rareOn(session)))
  const found = rare.map(({ number }) => rareOn(session)[number]).filter((branch) => branch !== undefined)
  const tables = await list<Thing>(session, `${relation} ${union([...ofRelations(version), ...ofTables])}`)
  const others = await list<Thing>(session, union([...ofSchemas, ...found]))
  const hung = await list<Edge>(session, edges)
  const said = await list<Comment>(session, comments)
  await answer(session, 'ROLLBACK')
  return { things: [...tables, ...others], hung, said }
}

const rareOn = ({ version, kind }: Session): readonly Rare[] => [
  ...ofDatabase(version),
  ...(kind === 'embedded' ? ofServer : []),
]

const looksFor = (rare: readonly Rare[]) =>
  rare.map((branch, i) => `select ${i} as number where exists (select from ${branch.if})`).join(' union all ')

/** A transaction in which nothing of the session's own matters. It is ended by ROLLBACK, which gives the session back what it had. */
const neutral = [
  'BEGIN',
  'SET LOCAL SESSION AUTHORIZATION DEFAULT',
  `SELECT pg_catalog.set_config(name, value, true) FROM (VALUES ${Object.entries({
    search_path: 'pg_catalog',
    role: 'none',
    standard_conforming_strings: 'on',
    quote_all_identifiers: 'off',
    statement_timeout: '0',
    lock_timeout: '0',
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    bytea_output: 'hex',
    extra_float_digits: '1',
    client_min_messages: 'error',
    jit: 'off',
  })
    .map(([name, value]) => `('${name}', '${value}')`)
    .join(', ')}) settings(name, value)`,
]

/** The rows of a query, as one JSON text: a broken server answers with no row at all. */
async function list<Row>(session: Session, query: string): Promise<readonly Row[]> {
  const { rows } = await answer(
    session,
    `select coalesce(json_agg(one), '[]')::text as list from (${query}) one`,
  )
  const text = rows[0]?.list
  if (typeof text !== 'string') throw new ServerBroken('the server gave no answer about its schema')
  return JSON.parse(text)
}

async function answer(session: Session, sql: string): Promise<Ran> {
  const ran = await session.run(sql)
  if (ran.error) throw new ServerBroken(`the schema could not be read: ${ran.error.message}`)
  return ran
}
