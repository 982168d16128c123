import { isList, isMap, isUnknown, type Value } from '../../core/terraform/value.ts'
import { tooLarge } from './failure.ts'

/** What a value weighs written out in full, shared parts as often as they stand in it: about one per character. */
export const mostWeight = 1 << 22
const deepestValue = 100

interface Size {
  readonly weight: number
  readonly depth: number
}

/** Values never change, so each collection is weighed once. */
const known = new WeakMap<object, Size>()

export function weightOf(value: Value): number {
  return sizeOf(value).weight
}

/** The value, or that it is too large. Its parts have been asked before, so this looks one level deep. */
export function limited(value: Value): Value {
  const { weight, depth } = sizeOf(value)
  return weight > mostWeight || depth > deepestValue ? tooLarge() : value
}

function sizeOf(value: Value): Size {
  if (typeof value === 'string') return { weight: value.length + 8, depth: 0 }
  if (typeof value !== 'object' || value === null) return { weight: 8, depth: 0 }
  const found = known.get(value)
  if (found) return found
  const size = measured(value)
  known.set(value, size)
  return size
}

function measured(value: Exclude<Value, string | number | boolean | null>): Size {
  if (isList(value)) return together(value)
  if (isMap(value)) return together([...value.keys(), ...value.values()])
  if (!isUnknown(value)) return { weight: 8, depth: 0 }
  return together([
    ...(value.parts ?? []),
    ...(value.items ?? []),
    ...(value.json === undefined ? [] : [value.json]),
  ])
}

function together(parts: readonly Value[]): Size {
  let weight = 8
  let depth = 0
  for (const part of parts) {
    const size = sizeOf(part)
    weight += size.weight
    depth = Math.max(depth, size.depth)
  }
  return { weight, depth: depth + 1 }
}
