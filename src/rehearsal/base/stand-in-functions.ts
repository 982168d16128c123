import { identifier, literal } from '../quoting.ts'
import { isBundled } from './extensions.ts'
import type { Failure, Remedy } from './remedy.ts'
import { hasStandIn } from './stand-in-extensions.ts'

/** What to do about `function f(integer, unknown) does not exist` (42883): a function of that signature which does nothing. */
export function remediesForFunction(failure: Failure): readonly Remedy[] {
  const signature = signatureOf(failure.error.message)
  if (!signature || !(failure.isMerged || isFromExtension(signature, failure))) return []
  return [standIn(signature, resultOf(signature.name, failure.sql))]
}

/** The stand-in was made, and the statement shows what type it should have returned. */
export function remediesForOtherResult({ error }: Failure, tried: readonly Remedy[]): readonly Remedy[] {
  const made = tried.findLast(({ returning }) => returning !== undefined)
  const type = wantedType(error.message)
  return made?.returning && type !== undefined ? [made.returning(type)] : []
}

function standIn(signature: Signature, type: string): Remedy {
  const { kind, schema, name, parameters } = signature
  const full = schema === undefined ? [name] : [schema, name]
  const head = `${kind} ${identifier(...full)}(${parameters.join(', ')})`
  return {
    sql: `DROP ${kind} IF EXISTS ${head.slice(kind.length)};\nCREATE ${head} ${definition(type, kind)}`,
    stubs: [{ kind: 'function', name: full.join('.') }],
    returning: (other) => standIn(signature, other),
  }
}

function wantedType(message: string): string | undefined {
  return (
    /is of type (.+?) but (?:default )?expression is of type/.exec(message)?.[1] ??
    /must be type (.+?), not type/.exec(message)?.[1] ??
    /^operator does not exist: text \S+ (.+)$/.exec(message)?.[1] ??
    /^operator does not exist: (.+?) \S+ text$/.exec(message)?.[1]
  )
}

interface Signature {
  readonly kind: 'FUNCTION' | 'PROCEDURE'
  readonly schema: string | undefined
  readonly name: string
  readonly parameters: readonly string[]
}

function signatureOf(message: string): Signature | undefined {
  const [, kind = '', written = '', parameters = ''] =
    /^(function|procedure) (.+?)\((.*)\) does not exist$/.exec(message) ?? []
  if (kind === '') return undefined
  const dot = written.lastIndexOf('.')
  return {
    kind: kind === 'procedure' ? 'PROCEDURE' : 'FUNCTION',
    schema: dot < 0 ? undefined : written.slice(0, dot),
    name: written.slice(dot + 1),
    parameters: parameters === '' ? [] : parameters.split(', ').map(parameter),
  }
}

/** `queue_name => unknown`: a literal whose type nobody told is a text. */
function parameter(written: string): string {
  const [, name, type = ''] = /^(?:(.+) => )?(.+)$/.exec(written) ?? []
  const known = type === 'unknown' ? 'text' : type === 'record' ? 'anyelement' : type
  return name === undefined ? known : `${identifier(name)} ${known}`
}

/**
 * Whether it may be a function of an extension that is not here: of one that nothing is known of any may be, of the others only what their
 * documentation names.
 */
function isFromExtension({ schema, name }: Signature, { stubs }: Failure): boolean {
  const extensions = stubs.filter(({ kind }) => kind === 'extension')
  return extensions.some(
    (one) =>
      !(isBundled(one.name) || hasStandIn(one.name)) ||
      one.name === schema ||
      knownResults.some(([pattern]) => pattern.test(name)),
  )
}

/**
 * The type to return. What is known of extensions comes from their own documentation: uuid-ossp and pgcrypto (PostgreSQL 18, F.49 and
 * F.26), PostGIS 3.5 (chapter 7), pgvector 0.8 (README), TimescaleDB 2 and Citus 13 (API reference).
 */
function resultOf(name: string, sql: string): string {
  if (/^\s*create\s+(?:or\s+replace\s+)?(?:constraint\s+)?trigger\b/i.test(sql)) return 'trigger'
  if (/^\s*create\s+event\s+trigger\b/i.test(sql)) return 'event_trigger'
  return knownResults.find(([pattern]) => pattern.test(name))?.[1] ?? 'text'
}

const knownResults: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^uuid_|^(?:gen_|generate_)?(?:random_)?uuid|_uuid$/i, 'uuid'],
  [/^gen_ulid$|^(?:generate_)?(?:ulid|ksuid|nanoid)$/i, 'text'],
  [/^(?:digest|hmac|gen_random_bytes|encrypt|decrypt|pgp_(?:pub|sym)_encrypt)/i, 'bytea'],
  [/^st_(?:distance|length|area|x|y|z|perimeter|azimuth)$/i, 'double precision'],
  [
    /^st_(?:contains|within|intersects|d?within|covers|coveredby|equals|touches|crosses|isvalid)$/i,
    'boolean',
  ],
  [/^st_as(?:text|ewkt|geojson)$|^st_geometrytype$/i, 'text'],
  [/^st_(?:srid|npoints)$/i, 'integer'],
  [/^st_/i, 'geometry'],
  [/_distance$|^inner_product$|similarity$/i, 'double precision'],
  [/^vector_dims$/i, 'integer'],
  [/^(?:create_hypertable|create_distributed_table|create_reference_table)$/i, 'void'],
  [/^add_(?:retention|compression|continuous_aggregate)_policy$/i, 'integer'],
  [/^create_parent$/i, 'boolean'],
]

function definition(type: string, kind: Signature['kind']): string {
  if (kind === 'PROCEDURE') return `LANGUAGE plpgsql AS 'BEGIN END'`
  if (type === 'trigger') return `RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`
  if (type === 'event_trigger') return `RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'`
  if (type === 'void') return `RETURNS void LANGUAGE sql IMMUTABLE AS ''`
  // A default of a key: every row needs another.
  if (type === 'uuid') return `RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.gen_random_uuid()'`
  return `RETURNS ${type} LANGUAGE sql IMMUTABLE AS ${literal(`SELECT NULL::${type}`)}`
}
