import { partsOfExpression } from '../../../src/core/catalog/expressions.ts'
import { searched } from '../../../src/core/catalog/lookup.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import { lastPart, type Name, schemaPart } from '../../../src/core/name.ts'
import type { Expression } from '../../../src/core/query.ts'
import { settled, volatile } from './builtin-functions.generated.ts'

/** A function that makes an expression give another value for every row, or may do so. */
export interface VolatileCall {
  readonly function: Name
  /** False when nothing read here says what the function is; functions are volatile unless declared otherwise. */
  readonly certain: boolean
}

/**
 * The first call in an expression that is volatile, else the first that may be. Operators and casts of the server are never volatile,
 * and a stable or immutable call stays so whatever its arguments look like: only a volatile call among them counts.
 */
export function volatileCall(expression: Expression, catalog: Catalog): VolatileCall | undefined {
  const calls = callsIn(expression).flatMap((name): VolatileCall[] => {
    const answer = volatilityOf(name, catalog)
    return answer === 'no' ? [] : [{ function: name, certain: answer === 'yes' }]
  })
  return calls.find(({ certain }) => certain) ?? calls[0]
}

export function volatilityOf(name: Name, catalog: Catalog): 'yes' | 'no' | 'unknown' {
  const word = lastPart(name)
  const schema = schemaPart(name)
  // pg_catalog is searched first unless a path names it elsewhere.
  if (schema === undefined || schema === 'pg_catalog') {
    if (volatile.has(word)) return 'yes'
    if (settled.has(word) || syntax.has(word) || word.startsWith('pg_')) return 'no'
  }
  const routine = searched(catalog, name)
    .map((full) => catalog.routines.get(full))
    .find((found) => found !== undefined)
  if (routine) return routine.volatility === 'volatile' ? 'yes' : 'no'
  if (volatileExtensions.has(word)) return 'yes'
  return settledExtensions.has(word) ? 'no' : 'unknown'
}

function callsIn(expression: Expression): Name[] {
  const inner = partsOfExpression(expression).flatMap(callsIn)
  if (expression.kind === 'call') return [expression.name, ...inner]
  return expression.kind === 'opaque-expression' ? [...callsInText(expression.text), ...inner] : inner
}

/** What stands before a parenthesis in text that was not read as an expression. */
function callsInText(text: string): Name[] {
  const code = text.replace(/'(?:[^']|'')*'/g, "''")
  return [...code.matchAll(/([a-z_][\w$.]*)\s*\(/gi)].map((match) => (match[1] ?? '').toLowerCase())
}

/** Words of the grammar that read as calls; all of them stable or immutable. */
const syntax = new Set(
  `current_date current_time current_timestamp localtime localtimestamp current_role current_user session_user user current_catalog
  current_schema coalesce nullif greatest least array row cast exists in any all xmlelement xmlforest xmlpi xmlroot xmlserialize xmlparse
  xmlconcat json json_array json_object json_scalar json_serialize json_value json_query json_exists numeric varchar char timestamp interval time`.split(
    /\s+/,
  ),
)

/** uuid-ossp, pgcrypto, pg_uuidv7, pgx_ulid and their like. */
const volatileExtensions = new Set(
  `uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuid_generate_v6 uuid_generate_v7 gen_random_bytes gen_salt gen_ulid gen_monotonic_ulid
  ulid_generate nanoid`.split(/\s+/),
)
const settledExtensions = new Set(
  `uuid_nil uuid_ns_dns uuid_ns_url uuid_ns_oid uuid_ns_x500 uuid_generate_v3 uuid_generate_v5 digest hmac crypt unaccent hstore citext
  st_makepoint st_setsrid st_point st_geomfromtext st_geogfromtext`.split(/\s+/),
)
