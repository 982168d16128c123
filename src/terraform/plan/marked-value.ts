import { type Masked, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import { isObject, type Json, type JsonObject, member } from './json.ts'

/** What stands for a value that only the apply will tell. */
export const afterApply: Unknown = unknown('it is known only after apply')

/** Numbers in place of what nobody may read: equal values get equal ones. */
export class Masks {
  readonly #numbers = new Map<string, number>()
  #others = 0

  /** Of a value that is hidden from us as well: equal to no other. */
  another(): Masked {
    this.#numbers.set(`another ${++this.#others}`, this.#numbers.size + 1)
    return { kind: 'masked', number: this.#numbers.size }
  }

  /** Of a JSON value or of anything that tells it from others. */
  of(value: Json): Masked {
    const text = JSON.stringify(value)
    const number = this.#numbers.get(text) ?? this.#numbers.size + 1
    this.#numbers.set(text, number)
    return { kind: 'masked', number }
  }
}

/** The trees that go with a value: `true` for a whole part of it, or the same shape with `true` inside. */
export interface Marks {
  readonly sensitive: Json
  readonly unknown?: Json
}

/** A value of a plan with what is unknown and what is marked as sensitive put in its place. */
export function markedValue(raw: Json, { sensitive, unknown: open }: Marks, masks: Masks): Value {
  if (open === true) return afterApply
  if (sensitive === true && raw !== null && raw !== undefined) return masks.of(raw)
  if (Array.isArray(raw) || (isNothing(raw) && Array.isArray(open) && holdsTrue(open))) {
    return markedList(Array.isArray(raw) ? raw : [], { sensitive, unknown: open }, masks)
  }
  if (isObject(raw)) return markedMap(raw, { sensitive, unknown: open }, masks)
  if (isNothing(raw) && isObject(open) && holdsTrue(open)) {
    return markedMap({}, { sensitive, unknown: open }, masks)
  }
  return raw === undefined ? null : (raw as string | number | boolean | null)
}

function markedList(raw: readonly Json[], { sensitive, unknown: open }: Marks, masks: Masks): Value {
  const inside = Array.isArray(sensitive) ? sensitive : []
  const later = Array.isArray(open) ? open : []
  const length = Math.max(raw.length, later.length)
  return Array.from({ length }, (_, i) =>
    markedValue(raw[i], { sensitive: inside[i], unknown: later[i] }, masks),
  )
}

function markedMap(raw: JsonObject, { sensitive, unknown: open }: Marks, masks: Masks): Value {
  const map = new Map<string, Value>()
  for (const key of Object.keys(raw)) {
    map.set(
      key,
      markedValue(raw[key], { sensitive: member(sensitive, key), unknown: member(open, key) }, masks),
    )
  }
  if (isObject(open)) {
    for (const key of Object.keys(open)) {
      // Empty shapes of what is known stand here as well, and say nothing.
      if (map.has(key) || !holdsTrue(open[key])) continue
      map.set(key, markedValue(undefined, { sensitive: undefined, unknown: open[key] }, masks))
    }
  }
  return map
}

function isNothing(raw: Json): boolean {
  return raw === null || raw === undefined
}

/** Whether a tree marks anything. */
export function holdsTrue(tree: Json): boolean {
  if (tree === true) return true
  if (Array.isArray(tree)) return tree.some(holdsTrue)
  return isObject(tree) && Object.values(tree).some(holdsTrue)
}

/** A tree that marks what either of two marks: what is secret on one side of a change is no less so on the other. */
export function eitherMarked(one: Json, other: Json): Json {
  if (one === true || other === true) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    const length = Math.max(one.length, other.length)
    return Array.from({ length }, (_, i) => eitherMarked(one[i], other[i]))
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)])
    return Object.fromEntries(
      [...keys].map((key) => [key, eitherMarked(member(one, key), member(other, key))]),
    )
  }
  if (!holdsTrue(one)) return other
  return holdsTrue(other) ? true : one
}

/** Everything that a tree of sensitivity marks in a value, with its path. */
export function* markedParts(
  raw: Json,
  tree: Json,
  path: readonly (string | number)[] = [],
): Iterable<{ readonly path: readonly (string | number)[]; readonly raw: Json }> {
  if (tree === true) yield { path, raw }
  else if (Array.isArray(tree) && Array.isArray(raw)) {
    for (const [i, inside] of tree.entries()) yield* markedParts(raw[i], inside, [...path, i])
  } else if (isObject(tree)) {
    for (const key of Object.keys(tree)) yield* markedParts(member(raw, key), tree[key], [...path, key])
  }
}
