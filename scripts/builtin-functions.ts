import { writeFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'

export const builtinFunctionsFile = 'rules/postgres/shared/builtin-functions.generated.ts'

/** Functions a default may call by name: those over ordinary values, neither aggregates nor the inner workings of types and indexes. */
const callable = `
  pronamespace = 'pg_catalog'::regnamespace and prokind = 'f' and not proretset
  and not 'internal'::regtype = any (proargtypes::oid[]) and prorettype not in ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)`
const inner = `
  exists (select from pg_operator where oprcode = p.oid or oprrest = p.oid or oprjoin = p.oid)
  or exists (select from pg_amproc where amproc = p.oid) or exists (select from pg_aggregate where aggtransfn = p.oid or aggfinalfn = p.oid)
  or exists (select from pg_type where p.oid in (typinput, typoutput, typreceive, typsend, typmodin, typmodout))`

/** The text of the generated table of built-in functions, read from pg_proc of the embedded server. */
export async function builtinFunctions(): Promise<string> {
  const server = await PGlite.create()
  const names = async (condition: string) => {
    const { rows } = await server.query<{ proname: string }>(
      `select proname from pg_proc p where ${callable} and ${condition} group by proname order by proname collate "C"`,
    )
    return rows.map(({ proname }) => proname)
  }
  const volatile = await names(`provolatile = 'v' and proname not like 'binary_upgrade%'`)
  const settled = await names(`provolatile <> 'v' and proname not like 'pg\\_%' and not (${inner})`)
  await server.close()
  return `${head}\n${table('volatile', volatile)}\n${table(
    'settled',
    settled.filter((name) => !volatile.includes(name)),
  )}`
}

const head = `// Generated from pg_proc of PostgreSQL 18 by scripts/builtin-functions.ts. Do not edit.\n`

function table(name: string, words: readonly string[]): string {
  return `export const ${name}: ReadonlySet<string> = new Set(\n  \`${wrap(words).join('\n  ')}\`.split(/\\s+/),\n)\n`
}

function wrap(words: readonly string[]): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > 140) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

if (import.meta.main) writeFileSync(builtinFunctionsFile, await builtinFunctions())
