import type { Dialect } from './dialect.ts'
import { lastPart } from './name.ts'
import type { TypeName } from './query.ts'

/** What a type can hold, in the same words for every dialect. */
export type Kind =
  | { readonly family: 'integer'; readonly bytes: number }
  | { readonly family: 'decimal'; readonly precision?: number; readonly scale?: number }
  | { readonly family: 'float'; readonly bits: 24 | 53 }
  | { readonly family: 'text'; readonly length?: number }
  | { readonly family: 'bits'; readonly length?: number }
  | { readonly family: 'date' }
  | { readonly family: 'boolean' | 'uuid' | 'json' | 'binary' | 'inet' | 'cidr' }
  | { readonly family: 'timestamp' | 'time'; readonly zoned: boolean; readonly precision: number }
  | { readonly family: 'interval'; readonly modifiers: string }
  | { readonly family: 'other' }

const integers: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  int2: 2,
  smallserial: 2,
  mediumint: 3,
  integer: 4,
  int: 4,
  int4: 4,
  serial: 4,
  bigint: 8,
  int8: 8,
  int64: 8,
  bigserial: 8,
}
/** Longest text of each type, in the dialects where it has a limit of its own. */
const texts: Readonly<Record<string, number | undefined>> = {
  text: undefined,
  'character varying': undefined,
  varchar: undefined,
  string: undefined,
  citext: undefined,
  bpchar: undefined,
  nvarchar: undefined,
  longtext: undefined,
  character: 1,
  char: 1,
  name: 63,
  tinytext: 255,
  mediumtext: 16_777_215,
}
const simple: Readonly<Record<string, Kind>> = {
  real: { family: 'float', bits: 24 },
  float4: { family: 'float', bits: 24 },
  'double precision': { family: 'float', bits: 53 },
  double: { family: 'float', bits: 53 },
  float8: { family: 'float', bits: 53 },
  float64: { family: 'float', bits: 53 },
  date: { family: 'date' },
  boolean: { family: 'boolean' },
  bool: { family: 'boolean' },
  uuid: { family: 'uuid' },
  json: { family: 'json' },
  jsonb: { family: 'json' },
  variant: { family: 'json' },
  bytea: { family: 'binary' },
  inet: { family: 'inet' },
  cidr: { family: 'cidr' },
}

export function kindOf({ name, modifiers }: TypeName, dialect: Dialect): Kind {
  const type = lastPart(name).toLowerCase()
  const [first, second] = modifiers
  if (type === 'tinyint' && first === 1) return { family: 'other' }
  const bytes = integers[type]
  if (bytes !== undefined)
    return dialect === 'snowflake'
      ? { family: 'decimal', precision: 38, scale: 0 }
      : { family: 'integer', bytes }
  if (type in texts) return text(first ?? texts[type])
  if (type === 'bit varying' || type === 'varbit')
    return first === undefined ? { family: 'bits' } : { family: 'bits', length: first }
  if (type === 'interval') return { family: 'interval', modifiers: modifiers.join() }
  if (type === 'float' && dialect !== 'mysql' && dialect !== 'mariadb') return { family: 'float', bits: 53 }
  if (['numeric', 'decimal', 'number', 'dec'].includes(type)) return decimal(first, second, dialect)
  return simple[type] ?? temporal(type, first)
}

function temporal(type: string, precision = 6): Kind {
  const match = /^(timestamp|time)(?: (with|without) time zone|(tz|_tz|_ntz|_ltz))?$/.exec(type)
  if (!match)
    return type === 'datetime' ? { family: 'timestamp', zoned: false, precision } : { family: 'other' }
  const zoned = match[2] === 'with' || (match[3] !== undefined && match[3] !== '_ntz')
  return { family: match[1] as 'timestamp' | 'time', zoned, precision }
}

function text(length: number | undefined): Kind {
  return length === undefined ? { family: 'text' } : { family: 'text', length }
}

/** A decimal without modifiers is unlimited in Postgres alone. */
function decimal(precision: number | undefined, scale: number | undefined, dialect: Dialect): Kind {
  if (precision !== undefined) return { family: 'decimal', precision, scale: scale ?? 0 }
  if (dialect === 'postgres') return { family: 'decimal' }
  if (dialect === 'bigquery') return { family: 'decimal', precision: 38, scale: 9 }
  return {
    family: 'decimal',
    precision: dialect === 'snowflake' ? 38 : dialect === 'redshift' ? 18 : 10,
    scale: 0,
  }
}
