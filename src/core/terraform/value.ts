import type { Place } from '../text.ts'

/**
 * A value of Terraform's, which may be unknown as a whole or anywhere inside. Lists, sets and tuples are arrays, maps and objects are
 * `Map`s; any other object is one of the two marks.
 */
export type Value = Scalar | readonly Value[] | ValueMap | Unknown | Masked
export type Scalar = string | number | boolean | null
export type ValueMap = ReadonlyMap<string, Value>

/** What cannot be known from what was read. A rule neither reports nor clears anything because of it. */
export interface Unknown {
  readonly kind: 'unknown'
  /** How it came to be unknown, from the place of use back to the origin. */
  readonly because: readonly Reason[]
  /** Of a text that is known in part: its pieces, in order. */
  readonly parts?: readonly (string | Unknown)[]
  /** Of a list that is known in part: what is in it, whatever else is. */
  readonly items?: readonly Value[]
  /** Of a text that is the JSON of a value known in part: that value. */
  readonly json?: Value
  /** Where it is an attribute that a resource has only once it is made: which one. What two resources are joined by. */
  readonly reference?: Reference
  /** It is there, the same or another than before, and the text of the plan leaves it out. */
  readonly hidden?: true
}

export interface Reason {
  /** A clause: `var.acl has no value here`. */
  readonly text: string
  readonly place?: Place
}

export interface Reference {
  /** Address of the resource, with the keys that are known: `module.lake.aws_s3_bucket.zone["raw"]`. */
  readonly address: string
  /** `id`, `arn`; empty for the resource as a whole. */
  readonly attribute: string
}

/** A value that a plan marks as sensitive. Within one plan equal numbers are equal values; nothing else is kept of it. */
export interface Masked {
  readonly kind: 'masked'
  readonly number: number
}

/** Keys of maps and blocks, and positions in lists: `['rule', 0, 'expiration', 0, 'days']`. */
export type Path = readonly (string | number)[]

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map
}

export function isUnknown(value: Value | undefined): value is Unknown {
  return isMark(value) && value.kind === 'unknown'
}

export function isMasked(value: Value | undefined): value is Masked {
  return isMark(value) && value.kind === 'masked'
}

function isMark(value: Value | undefined): value is Unknown | Masked {
  return typeof value === 'object' && value !== null && !isList(value) && !isMap(value)
}

export function unknown(text: string, place?: Place): Unknown {
  return { kind: 'unknown', because: [{ text, ...(place && { place }) }] }
}

/** What is in a list for certain, or the value itself where it is none. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  if (isList(value)) return value
  return isUnknown(value) ? (value.items ?? [value]) : [value ?? null]
}

/** Whether any part of a value is known to nobody yet, not merely left out of a text. */
export function isOpen(value: Value | undefined): boolean {
  const left: (Value | undefined)[] = [value]
  for (let next = left.pop(); left.length > 0 || next !== undefined; next = left.pop()) {
    if (isList(next)) left.push(...next)
    else if (isMap(next)) left.push(...next.values())
    else if (isUnknown(next) && next.json !== undefined) left.push(next.json)
    else if (isUnknown(next) && !next.hidden) return true
  }
  return false
}

/** The first unknown part of a value, itself included; undefined of a value known through and through. */
export function firstUnknown(value: Value | undefined): Unknown | undefined {
  const open: (Value | undefined)[] = [value]
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (isUnknown(next)) return next
    if (isList(next)) open.push(...next.toReversed())
    else if (isMap(next)) open.push(...[...next.values()].reverse())
  }
  return undefined
}

/** The value at a path; undefined where there is none, the unknown or mask itself where the path leads into one. */
export function valueAt(value: Value | undefined, path: Path): Value | undefined {
  let at = value
  for (const key of path) {
    if (isUnknown(at) || isMasked(at)) return at
    if (isList(at) && typeof key === 'number') at = at[key]
    else if (isMap(at)) at = at.get(String(key))
    else return undefined
  }
  return at
}

/** Whether two values are known to be equal, known to differ, or neither. */
export function sameValue(one: Value | undefined, other: Value | undefined): 'yes' | 'no' | 'unknown' {
  if (one === other) return 'yes'
  if (isUnknown(one) || isUnknown(other)) return 'unknown'
  if (isMasked(one) && isMasked(other)) return one.number === other.number ? 'yes' : 'no'
  if (isList(one) && isList(other)) {
    return one.length === other.length ? all(one.map((item, i) => sameValue(item, other[i]))) : 'no'
  }
  if (isMap(one) && isMap(other)) {
    const keys = new Set([...one.keys(), ...other.keys()])
    return all([...keys].map((key) => sameValue(one.get(key) ?? null, other.get(key) ?? null)))
  }
  return 'no'
}

function all(answers: readonly ('yes' | 'no' | 'unknown')[]): 'yes' | 'no' | 'unknown' {
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

/** A path as plans write it: `rule[0].expiration[0].days`. */
export function pathText(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('')
}

/** A value in a few words, for a message; nothing of a masked one. */
export function valueText(value: Value | undefined): string {
  if (value === undefined || value === null) return 'not set'
  if (isUnknown(value)) return 'not known'
  if (isMasked(value)) return '(sensitive)'
  if (isList(value)) return `[${value.map(valueText).join(', ')}]`
  if (isMap(value)) return `{${[...value].map(([key, item]) => `${key} = ${valueText(item)}`).join(', ')}}`
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
