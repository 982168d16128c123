import { ServerBroken, type Session } from '../session.ts'
import { apartFromAll } from '../watch/apart.ts'
import type { SchemaFact } from './fact.ts'
import { keyOf } from './fact.ts'
import { ofDatabase } from './facts/database.ts'
import { type Comment, type Edge, factsOf, type Thing } from './facts/derive.ts'
import { comments, edges } from './facts/edges.ts'
import { ofLanguage } from './facts/language.ts'
import { ofTables } from './facts/parts.ts'
import { ofRelations } from './facts/relations.ts'
import { ofServer } from './facts/roles.ts'
import { ofSchemas } from './facts/routines.ts'
import { type Rare, relation, union } from './facts/sql.ts'

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
  return apartFromAll(session, async (ask) => {
    const list = async <Row>(query: string): Promise<readonly Row[]> => {
      const rows = await ask(`select coalesce(json_agg(one), '[]') from (${query}) one`)
      // The queries are ours: what refuses them is no server we know.
      if (rows === undefined) throw new ServerBroken('it does not tell its schema')
      return rows as readonly Row[]
    }
    await list(settings)
    const rare = await list<{ number: number }>(looksFor(rareOn(session)))
    const found = rare.map(({ number }) => rareOn(session)[number]).filter((branch) => branch !== undefined)
    return {
      things: [
        ...(await list<Thing>(`${relation} ${union([...ofRelations(session.version), ...ofTables])}`)),
        ...(await list<Thing>(union([...ofSchemas, ...found]))),
      ],
      hung: await list<Edge>(edges),
      said: await list<Comment>(comments),
    }
  })
}

const rareOn = ({ version, kind }: Session): readonly Rare[] => [
  ...ofDatabase(version),
  ...ofLanguage,
  ...(kind === 'embedded' ? ofServer : []),
]

const looksFor = (rare: readonly Rare[]) =>
  rare.map((branch, i) => `select ${i} as number where exists (select from ${branch.if})`).join(' union all ')

/** Settings on which it depends how a definition is printed. */
const settings = `select set_config(name, value, true) from (values ${Object.entries({
  standard_conforming_strings: 'on',
  quote_all_identifiers: 'off',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  // Compiling these queries takes longer than running them.
  jit: 'off',
})
  .map(([name, value]) => `('${name}', '${value}')`)
  .join(', ')}) s(name, value)`
