import type { RehearsedBase, ServerError } from './rehearsal.ts'

/**
 * Why an error about something that is not there proves nothing, as a clause: no migration need bring it along, since it belongs to the
 * cluster or to an extension, and those are made by hand where migrations run without superuser's rights.
 */
export function lacking({ code, message }: ServerError, base: RehearsedBase): string | undefined {
  if (code === '42501' && rights.test(message)) return `rights are given outside of migrations: ${message}`
  if (message.startsWith(`${ownSchema} `)) return 'it names a schema that rehearsals use'
  const isOutside = outside.some((pattern) => pattern.test(message)) || lacksOperatorClass(message)
  if (isOutside) return `it is made outside of migrations: ${message}`
  return ofMissing.has(code) && mayBeOfExtension(message, base)
    ? `an extension that is not here may bring it: ${message}`
    : undefined
}

/** Of a role that the script takes: the one that rehearsals begin with may do everything. */
const rights = /^(?:must be owner of|permission denied for)\b/

/** Where rehearsals keep what is theirs. */
const ownSchema = 'sluice_rehearsal'

const outside: readonly RegExp[] = [
  /^role ".+" does not exist$/,
  /^(?:access method|language|extension|tablespace|database|foreign-data wrapper) ".+" does not exist$/,
  /^collation ".+?"(?: for encoding ".+")? does not exist$/,
  /^operator (?:class|family) ".+" does not exist for access method/,
  /^unrecognized configuration parameter ".+\..+"$/,
]

/** Extensions bring them for their own types, and for those of the server in GIN and GiST (PostgreSQL 18, F.6 and F.7). */
export function lacksOperatorClass(message: string): boolean {
  const [, type = '', method = ''] =
    /^data type (.+) has no default operator class for access method "(.+)"$/.exec(message) ?? []
  return method !== '' && !(builtIn.has(method) && ofServer.test(type))
}

const builtIn: ReadonlySet<string> = new Set(['btree', 'hash'])
const ofServer = /^(?:json|xml|point|line|lseg|box|path|polygon|circle|tsquery|jsonpath|aclitem|\w*record)\b/

/** Undefined function, object, table, schema. */
const ofMissing: ReadonlySet<string> = new Set(['42883', '42704', '42P01', '3F000'])

/** Tables of an extension of which nothing is known lie in its schema; a table without one is sooner a slip of the pen. */
function mayBeOfExtension(message: string, { stubs }: RehearsedBase): boolean {
  const name = nameIn(message)
  if (name === undefined) return false
  if ([...brought.values()].some((names) => names.test(name))) return true
  const isBareTable = message.startsWith('relation ') && !name.includes('.')
  return !isBareTable && stubs.some((one) => one.kind === 'extension' && !brought.has(one.name))
}

/** Without quotes and arguments; of an operator, its operands. */
function nameIn(message: string): string | undefined {
  const pattern = /^(?:function|procedure|aggregate|type|relation|schema) "?(.+?)"?(?:\(.*\))? does not exist/
  return pattern.exec(message)?.[1] ?? /^operator does not exist: (.+)$/.exec(message)?.[1]
}

/** What extensions bring, by its name; of all others it is not known. Sources: their own references, as in the stand-ins for them. */
const brought: ReadonlyMap<string, RegExp> = new Map([
  [
    'vector',
    /\b(?:vector|halfvec|sparsevec)\b|^(?:l1|l2|cosine|hamming|jaccard)_distance$|^(?:inner_product|l2_norm(?:alize)?|vector_\w+|subvector|binary_quantize)$/i,
  ],
  ['postgis', /\b(?:geometry|geography|raster|box[23]d)\b|\b_?st_\w+|^postgis_\w+|^spatial_ref_sys$/i],
  ['timescaledb', /hypertable|^(?:add|remove)_\w+_policy$|^time_bucket|timescaledb/i],
  ['pg_stat_statements', /^pg_stat_statements/i],
  ['pg_cron', /^cron\b/i],
  ['pgmq', /^pgmq\b/i],
  ['pg_net', /^net\b/i],
  ['supabase_vault', /^vault\b/i],
  ['pg_graphql', /^graphql\b/i],
])
