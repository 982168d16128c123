import type { Block } from './configuration.ts'
import { type Guard, on } from './guard.ts'
import { awsGuards } from './guards-aws.ts'
import { azureGuards } from './guards-azure.ts'
import { googleGuards } from './guards-google.ts'
import { platformGuards } from './guards-platforms.ts'
import { type Reading, read } from './read.ts'
import {
  firstUnknown,
  isList,
  isMap,
  isMasked,
  isUnknown,
  type Path,
  sameValue,
  type Value,
  valueAt,
} from './value.ts'

export type { Guard } from './guard.ts'

/** The guards of a type of resource, Terraform's own `prevent_destroy` among them. */
export function guardsOf(type: string): readonly Guard[] {
  return [...(byType.get(type) ?? []), preventDestroy]
}

/** A guard of every type. Plans do not show it. */
export const preventDestroy: Guard = {
  types: [],
  path: 'lifecycle.prevent_destroy',
  kind: 'protection',
  name: 'prevent_destroy',
  measure: on,
  absent: false,
}

/** Whether code forbids Terraform to destroy what it declares. */
export function isKeptFromDestruction(declared: Block | undefined): boolean {
  return declared !== undefined && guardIn(declared, preventDestroy).value === true
}

/** What Terraform says to the destruction of such a resource, as a sentence. */
export const destructionRefused = 'Terraform refuses it while prevent_destroy stands.'

const byType: ReadonlyMap<string, readonly Guard[]> = tableByType([
  ...awsGuards,
  ...googleGuards,
  ...azureGuards,
  ...platformGuards,
])

function tableByType(guards: readonly Guard[]): Map<string, Guard[]> {
  const table = new Map<string, Guard[]>()
  for (const guard of guards) {
    for (const type of guard.types) table.set(type, [...(table.get(type) ?? []), guard])
  }
  return table
}

/** What code says of a guard. */
export function guardIn(block: Block, { path, key }: Guard): Reading {
  const reading = read(block, path)
  return key === undefined ? reading : { ...reading, value: valueAt(reading.value, [key]) }
}

/** What the values of a planned resource say of a guard, and where they say it. */
export function guardAt(
  value: Value,
  { path, key }: Pick<Guard, 'path' | 'key'>,
): { readonly value: Value | undefined; readonly path: Path } {
  const names = [...path.split('.'), ...(key === undefined ? [] : [key])]
  const found: (string | number)[] = []
  let at: Value | undefined = value
  for (const name of names) {
    if (isList(at)) {
      found.push(0)
      at = at[0]
    }
    found.push(name)
    at = valueAt(at, [name])
  }
  return { value: at, path: found }
}

/** Whether a guard is weaker after a change than before it. */
export function weakened(
  guard: Guard,
  before: Value | undefined,
  after: Value | undefined,
): 'yes' | 'no' | 'unknown' {
  if (sameValue(before ?? null, after ?? null) === 'yes') return 'no'
  if (guard.measure.by === 'entries') return lostEntries(before, after)
  const [was, is] = [strengthOf(guard, before), strengthOf(guard, after)]
  if (was === least || is === most(guard)) return 'no'
  if (was === 'beside' || is === 'beside') return 'no'
  if (was === 'unknown' || is === 'unknown') return 'unknown'
  return is < was ? 'yes' : 'no'
}

const least = 0

function most({ measure }: Guard): number {
  if (measure.by === 'ladder') return measure.steps.length - 1
  return measure.by === 'presence' ? 1 : Number.POSITIVE_INFINITY
}

/** `beside` is a value that the measure does not speak of. */
function strengthOf({ measure, absent }: Guard, given: Value | undefined): number | 'beside' | 'unknown' {
  if (measure.by === 'presence') return presenceOf(given)
  const value = given ?? absent
  if (
    measure.by === 'length' &&
    measure.forever !== undefined &&
    sameAsText(value ?? null, measure.forever)
  ) {
    return Number.POSITIVE_INFINITY
  }
  if (value === undefined || value === null || isUnknown(value) || isMasked(value)) return 'unknown'
  if (isList(value) || isMap(value)) return 'beside'
  if (measure.by === 'length') return lengthOf(value) ?? 'beside'
  if (measure.by === 'entries') return 'beside'
  const step = measure.steps.findIndex((each) => sameAsText(each, value))
  return step < 0 ? 'beside' : step
}

function presenceOf(value: Value | undefined): number | 'unknown' {
  if (value === undefined || value === null || value === '' || (isList(value) && value.length === 0)) {
    return least
  }
  return isUnknown(value) && !value.reference ? 'unknown' : 1
}

/** Providers take booleans and numbers as text too. */
function sameAsText(one: Value, other: Value): boolean {
  return one === other || (one !== null && other !== null && String(one) === String(other))
}

const secondsOf: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

function lengthOf(value: string | number | boolean): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,18}(?:\.\d{1,9})?)([smhd]?)$/.exec(String(value)) ?? []
  const seconds = secondsOf[unit]
  return digits === undefined || seconds === undefined ? undefined : Number(digits) * seconds
}

function lostEntries(before: Value | undefined, after: Value | undefined): 'yes' | 'no' | 'unknown' {
  if (isUnknown(before) || isUnknown(after)) return 'unknown'
  const [was, is] = [isList(before) ? before : [], isList(after) ? after : []]
  const answers = was.map((entry) => is.map((other) => sameValue(entry, other)))
  const lost = answers.some((same) => !same.includes('yes') && !same.includes('unknown'))
  if (lost) return 'yes'
  return firstUnknown(was) || firstUnknown(is) ? 'unknown' : 'no'
}
