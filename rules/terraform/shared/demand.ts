import type { Block } from '../../../src/core/terraform/configuration.ts'
import { type Reading, read } from '../../../src/core/terraform/read.ts'
import {
  firstUnknown,
  isMasked,
  isUnknown,
  unknown,
  type Value,
  valueText,
} from '../../../src/core/terraform/value.ts'
import type { Judge, Told } from './family.ts'

/** Whether a value is as it should be. It is asked only of values known through and through. */
export type Wanted = (value: Value) => boolean

export interface Absence {
  /** What it means that the attribute is not there: what the provider then does. */
  readonly absent: 'bad' | 'good'
}

/** The attribute must be as wanted: `demand('storage_encrypted', isTrue, { absent: 'bad' })`. */
export function demand(path: string, wanted: Wanted, { absent }: Absence): Judge {
  return (resource) => demanded(resource, path, { wanted, absent })
}

export function demanded(
  block: Block,
  path: string,
  { wanted, absent }: Absence & { readonly wanted: Wanted },
): Told[] {
  const reading = read(block, path)
  const { value } = reading
  if (value === undefined || value === null) return absent === 'bad' ? [bad(reading, path)] : []
  const open = firstUnknown(value)
  if (open) return [{ kind: 'unclear', what: path, place: reading.place, because: open }]
  if (isMasked(value))
    return [{ kind: 'unclear', what: path, place: reading.place, because: unknown(`${path} is sensitive`) }]
  return wanted(value) ? [] : [bad(reading, path)]
}

/** A finding on what was read; a block that is not there is named by its path. */
export function bad({ place, value, attribute }: Reading, what: string): Told {
  const fact = value === undefined || value === null ? `${what} is not set` : `${what} is ${valueText(value)}`
  return {
    kind: 'bad',
    what,
    place,
    fact,
    ...(value !== undefined && { value }),
    ...(attribute && { via: attribute.via }),
  }
}

/** All judges, each for itself. */
export function every(...judges: readonly Judge[]): Judge {
  return (resource, world) => judges.flatMap((judge) => judge(resource, world))
}

/** Judges only where the attribute is as wanted; where that is not known, nothing can be told. */
export function when(
  path: string,
  wanted: Wanted,
  judge: Judge,
  { absent }: { readonly absent: boolean },
): Judge {
  return (resource, world) => {
    const { value, place } = read(resource, path)
    if (value === undefined || value === null) return absent ? judge(resource, world) : []
    const open = firstUnknown(value)
    if (open) {
      // Where there is nothing to say either way, the condition does not matter.
      return judge(resource, world).length > 0 ? [{ kind: 'unclear', what: path, place, because: open }] : []
    }
    return wanted(value) ? judge(resource, world) : []
  }
}

/** Providers take booleans as text too. */
export const isTrue: Wanted = (value) => value === true || value === 'true'
export const isFalse: Wanted = (value) => value === false || value === 'false'
export const isSet: Wanted = (value) => value !== null && value !== '' && !isUnknown(value)
export const isOneOf =
  (...values: readonly Value[]): Wanted =>
  (value) =>
    values.includes(value)
export const isNot =
  (wanted: Wanted): Wanted =>
  (value) =>
    !wanted(value)
export const isAtLeast =
  (least: number): Wanted =>
  (value) =>
    typeof numberOf(value) === 'number' && Number(numberOf(value)) >= least

/** Providers take numbers as text too. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined
}
