import type { Dialect } from './dialect.ts'
import { type TypeName, typeText } from './query.ts'
import { type Kind, kindOf } from './type-kind.ts'

/**
 * What may happen to the values of a column whose type changes: `keeps` every value, `rejects` some (the statement fails),
 * `loses` part of some without a word, `reinterprets` them by the session's time zone, or it cannot be told.
 */
export interface Conversion {
  readonly outcome: 'keeps' | 'rejects' | 'loses' | 'reinterprets' | 'unknown'
  /** What does not survive, as a clause for people: `values above 32767 do not fit`. */
  readonly because?: string
}

const keeps: Conversion = { outcome: 'keeps' }
const unknown: Conversion = { outcome: 'unknown' }

/** What a conversion by the dialect's own cast does to values; a conversion by any other expression cannot be told from types. */
export function conversionOf(from: TypeName, to: TypeName, dialect: Dialect = 'postgres'): Conversion {
  if (from.dimensions > 0 || to.dimensions > 0) return arrayConversion(from, to, dialect)
  const [old, wanted] = [kindOf(from, dialect), kindOf(to, dialect)]
  if (old.family === 'other' || wanted.family === 'other') return otherConversion(from, to, old, wanted)
  if (wanted.family === 'text') return toText(old, wanted.length)
  if (old.family === 'text') return rejects(`text that is no ${typeText(to)} is refused`)
  if (isNumber(old) && isNumber(wanted)) return numberConversion(old, wanted)
  if (isTemporal(old) && isTemporal(wanted)) return temporalConversion(old, wanted)
  return restConversion(old, wanted)
}

function arrayConversion(from: TypeName, to: TypeName, dialect: Dialect): Conversion {
  if (from.dimensions > 0 && to.dimensions > 0) {
    return conversionOf({ ...from, dimensions: 0 }, { ...to, dimensions: 0 }, dialect)
  }
  const target = kindOf(to, dialect)
  return to.dimensions === 0 && target.family === 'text' && target.length === undefined ? keeps : unknown
}

function otherConversion(from: TypeName, to: TypeName, old: Kind, wanted: Kind): Conversion {
  if (typeText(from) === typeText(to)) return keeps
  if (wanted.family === 'text' && wanted.length === undefined) return keeps
  return old.family === 'text' ? rejects(`text that is no ${typeText(to)} is refused`) : unknown
}

type NumberKind = Extract<Kind, { family: 'integer' | 'decimal' | 'float' }>

function isNumber(kind: Kind): kind is NumberKind {
  return kind.family === 'integer' || kind.family === 'decimal' || kind.family === 'float'
}

/** Decimal digits that every value of so many bytes fits in, and that always fit into so many bytes. */
const needs: Readonly<Record<number, number>> = { 1: 3, 2: 5, 3: 8, 4: 10, 8: 19 }
const holds: Readonly<Record<number, number>> = { 1: 2, 2: 4, 3: 6, 4: 9, 8: 18 }

function numberConversion(old: NumberKind, wanted: NumberKind): Conversion {
  if (wanted.family === 'float') return toFloat(old, wanted.bits)
  if (old.family === 'float')
    return loses(wanted.family === 'integer' ? 'fractions are rounded away' : 'digits are rounded away')
  if (wanted.family === 'integer') return toInteger(old, wanted.bytes)
  if (wanted.precision === undefined) return keeps
  const scale = wanted.scale ?? 0
  const room = wanted.precision - scale
  if (old.family === 'integer') {
    return room >= (needs[old.bytes] ?? 19) ? keeps : rejects(`values of more than ${room} digits do not fit`)
  }
  if (old.precision === undefined || old.scale === undefined || old.scale > scale) {
    return loses(
      scale === 0 ? 'fractions are rounded away' : `digits beyond ${scale} decimal places are rounded away`,
    )
  }
  return room >= old.precision - old.scale
    ? keeps
    : rejects(`values of more than ${room} digits before the point do not fit`)
}

function toInteger(old: Exclude<NumberKind, { family: 'float' }>, bytes: number): Conversion {
  const limit = `values beyond ${(2n ** BigInt(bytes * 8 - 1) - 1n).toString()} do not fit`
  if (old.family === 'integer') return old.bytes <= bytes ? keeps : rejects(limit)
  if (old.scale === undefined || old.scale > 0) return loses('fractions are rounded away')
  return (old.precision ?? 99) <= (holds[bytes] ?? 18) ? keeps : rejects(limit)
}

function toFloat(old: NumberKind, bits: number): Conversion {
  if (old.family === 'float')
    return old.bits <= bits ? keeps : loses('digits beyond the sixth are rounded away')
  if (old.family === 'decimal') return loses('exact decimals become binary approximations')
  return old.bytes * 8 <= bits ? keeps : loses(`integers above ${2 ** bits} lose their last digits`)
}

/** Characters that the longest value needs when it is written out. */
function textWidth(kind: Kind): number | undefined {
  if (kind.family === 'integer') return (needs[kind.bytes] ?? 19) + 1
  if (kind.family === 'decimal') return kind.precision === undefined ? undefined : kind.precision + 2
  if (kind.family === 'float') return kind.bits === 24 ? 15 : 24
  if (kind.family === 'text' || kind.family === 'bits') return kind.length
  if (kind.family === 'timestamp') return kind.zoned ? 32 : 26
  return { boolean: 5, uuid: 36, date: 10, time: 18, inet: 43, cidr: 43 }[kind.family as string]
}

function toText(old: Kind, length: number | undefined): Conversion {
  if (length === undefined) return keeps
  return (textWidth(old) ?? Number.POSITIVE_INFINITY) <= length
    ? keeps
    : rejects(`values longer than ${length} characters do not fit`)
}

type TemporalKind = Extract<Kind, { family: 'timestamp' | 'time' | 'date' }>

function isTemporal(kind: Kind): kind is TemporalKind {
  return kind.family === 'timestamp' || kind.family === 'time' || kind.family === 'date'
}

function temporalConversion(old: TemporalKind, wanted: TemporalKind): Conversion {
  if (old.family === 'date') {
    if (wanted.family === 'date') return keeps
    if (wanted.family === 'time') return unknown
    return wanted.zoned ? byTimeZone : keeps
  }
  if (wanted.family === 'date') return old.family === 'time' ? unknown : loses('the time of day is cut off')
  if (old.family === 'timestamp' && wanted.family === 'time') return loses('the date is cut off')
  if (old.family === 'time' && wanted.family === 'timestamp') return unknown
  if (wanted.precision < old.precision) return loses('fractions of a second are rounded away')
  if (old.family === 'time' && old.zoned && !wanted.zoned) return loses('the time zone is cut off')
  return old.zoned === wanted.zoned ? keeps : byTimeZone
}

const byTimeZone: Conversion = {
  outcome: 'reinterprets',
  because: "every value is read in the session's time zone, whatever it was meant in",
}

function restConversion(old: Kind, wanted: Kind): Conversion {
  if (old.family === 'bits' && wanted.family === 'bits') {
    return (old.length ?? Number.POSITIVE_INFINITY) <= (wanted.length ?? Number.POSITIVE_INFINITY)
      ? keeps
      : rejects(`values longer than ${wanted.length} bits do not fit`)
  }
  if (old.family === 'interval' && wanted.family === 'interval') {
    if (old.modifiers === wanted.modifiers || wanted.modifiers === '') return keeps
    return loses('parts of the interval are cut off')
  }
  if (old.family === 'inet' && wanted.family === 'cidr')
    return rejects('addresses with host bits are refused')
  if (old.family === 'cidr' && wanted.family === 'inet') return keeps
  if (old.family === 'boolean' && wanted.family === 'integer') return keeps
  if (old.family === 'integer' && wanted.family === 'boolean')
    return loses('every value but zero becomes true')
  return old.family === wanted.family ? keeps : unknown
}

function rejects(because: string): Conversion {
  return { outcome: 'rejects', because }
}

function loses(because: string): Conversion {
  return { outcome: 'loses', because }
}
