import { firstUnknown, isList, isMap, type Value } from '../../core/terraform/value.ts'
import { derived } from './failure.ts'
import { byText, sortedEntries } from './order.ts'

/** Lists that came about as sets. To everyone else they are lists; evaluation knows that a set has no positions. */
const sets = new WeakSet<readonly Value[]>()

export function isSet(value: Value): boolean {
  return isList(value) && sets.has(value)
}

/** Each value once, texts and numbers in order. A set of several of which one is unknown is unknown: two may be the same. */
export function setOf(items: readonly Value[]): Value {
  const open = items.length > 1 ? firstUnknown(items) : undefined
  if (open) return derived(open)
  const set = items.length > 1 ? once(items).sort(inSet) : [...items]
  sets.add(set)
  return set
}

/** Each of these known values once. */
export function once(items: readonly Value[]): Value[] {
  const seen = new Map<string, Value>()
  for (const item of items) {
    const key = canonical(item)
    if (!seen.has(key)) seen.set(key, item)
  }
  return [...seen.values()]
}

/** Equal known values have equal texts; numbers and the texts of numbers have not. */
export function canonical(value: Value): string {
  if (isList(value)) return `${isSet(value) ? 's' : 'l'}[${value.map(canonical).join(',')}]`
  if (!isMap(value)) return JSON.stringify(value)
  return `{${sortedEntries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(',')}}`
}

function inSet(one: Value, other: Value): number {
  if (typeof one === 'string' && typeof other === 'string') return byText(one, other)
  const comparable = typeof one === typeof other && typeof one !== 'object'
  return comparable ? Number(one) - Number(other) : 0
}
