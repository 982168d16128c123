import { type NestedType, nestedType } from './nested-types.ts'
import { isMap, type Value, valueAt } from './value.ts'

/** Where a table of Terraform's is: types of the same name differ. */
export type Platform = 'bigquery' | 'glue' | 'snowflake' | 'databricks'

const platforms: ReadonlyMap<string, Platform> = new Map([
  ['google_bigquery_table', 'bigquery'],
  ['aws_glue_catalog_table', 'glue'],
  ['snowflake_table', 'snowflake'],
  ['databricks_sql_table', 'databricks'],
])

/** Of the resource types whose columns are read. */
export const platformOf = (resourceType: string): Platform | undefined => platforms.get(resourceType)

/** Without what is not part of a type: case and blanks. */
export function plainType(type: string): string {
  return type.slice(0, 4000).toLowerCase().replace(/\s+/g, '')
}

/** The type of a field of a BigQuery schema, as SQL spells it; undefined where it, or its mode, is not known. */
export function bigqueryFieldType(field: Value | undefined): string | undefined {
  const [type, mode] = [
    valueAt(field, ['type']),
    isMap(field) ? (field.get('mode') ?? 'NULLABLE') : undefined,
  ]
  if (typeof type !== 'string' || typeof mode !== 'string') return undefined
  const plain = plainType(type)
  const [length, precision, scale] = ['maxLength', 'precision', 'scale'].map((name) => sizeAt(field, name))
  const size = length ?? (precision === undefined ? '' : [precision, scale].filter(Boolean).join(','))
  const whole = `${bigqueryNames.get(plain) ?? plain}${size === '' ? '' : `(${size})`}`
  return mode.toUpperCase() === 'REPEATED' ? `array<${whole}>` : whole
}

function sizeAt(field: Value | undefined, name: string): string | undefined {
  const size = isMap(field) ? field.get(name) : undefined
  return /^\d{1,9}$/.test(String(size)) ? String(size) : undefined
}

/** Legacy names and standard ones are the same types. */
const bigqueryNames: ReadonlyMap<string, string> = new Map([
  ...['integer', 'int', 'smallint', 'bigint', 'tinyint', 'byteint'].map((name) => [name, 'int64'] as const),
  ['float', 'float64'],
  ['boolean', 'bool'],
  ['record', 'struct'],
  ['decimal', 'numeric'],
  ['bigdecimal', 'bignumeric'],
])

type Zone = 'none' | 'local' | 'own' | 'any'

/** What a type holds, as far as widening goes. */
type Kind =
  /** The most digits that a value has. */
  | { readonly family: 'integer'; readonly digits: number }
  | { readonly family: 'decimal'; readonly whole: number; readonly scale: number }
  /** The most digits that integers may have and keep. */
  | { readonly family: 'float'; readonly digits: number }
  | { readonly family: 'text' | 'bytes'; readonly length: number }
  /** Snowflake's, with the digits of its second; `any` where the account says which it is. */
  | { readonly family: 'timestamp'; readonly zone: Zone; readonly digits: number }
  | { readonly family: 'other'; readonly name: string }

/** Whether two types are the same under different names, or may be. */
export function isSameType(one: string, other: string, platform: Platform): boolean {
  if (one === other) return true
  const nested = nestedPair([one, other], platform)
  if (nested) return hasParts(nested, (was, is) => isSameType(was, is, platform)) && isAsLong(nested)
  const [was, is] = [kindOf(one, platform), kindOf(other, platform)]
  return isLeftOpen(was, is) || JSON.stringify(was) === JSON.stringify(is)
}

/**
 * Whether a column can take a new type where it stands, and keeps every value exactly; undefined where that depends on what is not in the
 * code.
 */
export function keepsValues(from: string, to: string, platform: Platform): boolean | undefined {
  const [was, is] = [kindOf(from, platform), kindOf(to, platform)]
  if (isLeftOpen(was, is)) return undefined
  const nested = platform === 'glue' && nestedPair([from, to], platform)
  // Files that have no such field yet are read as nulls.
  if (nested) return hasParts(nested, (one, other) => keepsValues(one, other, platform) === true)
  if (isSameType(from, to, platform)) return true
  // Files of text hold the same; of other formats the types alone do not tell.
  if (platform === 'glue' && is.family === 'text' && is.length === unlimited) return true
  if (was.family === 'other') return laterDates.get(from)?.get(to) === platform
  if (was.family === is.family) return isWider(was, is, platform)
  if (was.family !== 'integer' || platform === 'glue') return false
  return (
    (is.family === 'decimal' && is.whole >= was.digits) || (is.family === 'float' && is.digits >= was.digits)
  )
}

type NestedPair = readonly [was: NestedType, is: NestedType]

function nestedPair(types: readonly [string, string], platform: Platform): NestedPair | undefined {
  if (platform !== 'glue' && platform !== 'databricks') return undefined
  const [was, is] = [nestedType(types[0]), nestedType(types[1])]
  return was && is && [was, is]
}

/** Whether every part is still there, in its place and under its name, and its type does. */
function hasParts([was, is]: NestedPair, does: (was: string, is: string) => boolean): boolean {
  if (was.outer !== is.outer) return false
  return was.parts.every(({ name, type }, i) => {
    const part = is.parts[i]
    return part?.name === name && does(type, part.type)
  })
}

const isAsLong = ([was, is]: NestedPair) => was.parts.length === is.parts.length

/** What `TIMESTAMP` is in Snowflake the account says. */
function isLeftOpen(was: Kind, is: Kind): boolean {
  if (was.family !== 'timestamp' || is.family !== 'timestamp') return false
  return was.digits === is.digits && was.zone !== is.zone && (was.zone === 'any' || is.zone === 'any')
}

function isWider(was: Kind, is: Kind, platform: Platform): boolean {
  if (was.family === 'decimal' && is.family === 'decimal') {
    const isScaled = platform === 'snowflake' ? is.scale === was.scale : is.scale >= was.scale
    return isScaled && is.whole >= was.whole
  }
  // Snowflake changes no timestamp.
  if (was.family === 'timestamp') return false
  if ('digits' in was && 'digits' in is) return is.digits >= was.digits
  return 'length' in was && 'length' in is && is.length >= was.length
}

/** A day as the midnight it begins with, where no time zone has a say. */
const laterDates: ReadonlyMap<string, ReadonlyMap<string, Platform>> = new Map([
  [
    'date',
    new Map<string, Platform>([
      ['datetime', 'bigquery'],
      ['timestamp_ntz', 'databricks'],
    ]),
  ],
])

const unlimited = Number.MAX_SAFE_INTEGER

const integers: ReadonlyMap<string, number> = new Map([
  ['tinyint', 3],
  ['byte', 3],
  ['smallint', 5],
  ['short', 5],
  ['int', 10],
  ['integer', 10],
  ['bigint', 19],
  ['long', 19],
  ['int64', 19],
  ['byteint', 3],
])
const single = 7
const double = 15
const floats: ReadonlyMap<string, number> = new Map([
  ['float', single],
  ['real', single],
  ['float4', single],
  ['double', double],
  ['doubleprecision', double],
  ['float8', double],
  ['float64', double],
])
const letters: ReadonlySet<string> = new Set(['char', 'character', 'nchar'])
const texts: ReadonlySet<string> = new Set([
  ...letters,
  ...['string', 'varchar', 'text', 'nvarchar', 'nvarchar2', 'charvarying', 'ncharvarying'],
])
const bytes: ReadonlySet<string> = new Set(['bytes', 'binary', 'varbinary'])
const decimals: ReadonlySet<string> = new Set(['decimal', 'dec', 'numeric', 'number', 'bignumeric'])

/** Names of Snowflake's without blanks; the digits may stand before or after the words on the zone. */
const zones: ReadonlyMap<string, Zone> = new Map([
  ['timestamp_ntz', 'none'],
  ['timestampntz', 'none'],
  ['datetime', 'none'],
  ['timestampwithouttimezone', 'none'],
  ['timestamp_ltz', 'local'],
  ['timestampltz', 'local'],
  ['timestampwithlocaltimezone', 'local'],
  ['timestamp_tz', 'own'],
  ['timestamptz', 'own'],
  ['timestampwithtimezone', 'own'],
  ['timestamp', 'any'],
])

function timeOf(type: string): Kind | undefined {
  const [, start = '', size = '9', end = ''] = /^([a-z_]{1,40})(?:\((\d)\))?([a-z]{0,40})$/.exec(type) ?? []
  const name = start + end
  if (name === 'time') return { family: 'other', name: `time(${size})` }
  const zone = zones.get(name)
  return zone && { family: 'timestamp', zone, digits: Number(size) }
}

function kindOf(type: string, platform: Platform): Kind {
  const time = platform === 'snowflake' ? timeOf(type) : undefined
  if (time) return time
  const [, name = '', first, second] = /^([a-z0-9_]+)(?:\((\d{1,9})(?:,(\d{1,9}))?\))?$/.exec(type) ?? []
  const size = first === undefined ? undefined : Number(first)
  const digits = integers.get(name)
  if (digits !== undefined) {
    return platform === 'snowflake'
      ? { family: 'decimal', whole: 38, scale: 0 }
      : { family: 'integer', digits }
  }
  const exact = floats.get(name)
  if (exact !== undefined) return { family: 'float', digits: platform === 'snowflake' ? double : exact }
  if (texts.has(name)) return { family: 'text', length: size ?? usualLength(name, platform) }
  if (bytes.has(name))
    return { family: 'bytes', length: size ?? (platform === 'snowflake' ? 8_388_608 : unlimited) }
  if (decimals.has(name))
    return decimalOf(name, platform, size === undefined ? undefined : [size, Number(second ?? 0)])
  return { family: 'other', name: type }
}

function usualLength(name: string, platform: Platform): number {
  if (letters.has(name)) return 1
  return platform === 'snowflake' ? 16_777_216 : unlimited
}

/** Without a size: 38 digits in Snowflake, 10 in Hive and Spark; BigQuery's hold 9 and 38 decimal places. */
function decimalOf(
  name: string,
  platform: Platform,
  size: readonly [precision: number, scale: number] | undefined,
): Kind {
  const family = 'decimal'
  if (size) return { family, whole: size[0] - size[1], scale: size[1] }
  if (name === 'bignumeric') return { family, whole: 38, scale: 38 }
  if (platform === 'bigquery') return { family, whole: 29, scale: 9 }
  return { family, whole: platform === 'snowflake' ? 38 : 10, scale: 0 }
}
