import type { Value, ValueMap } from '../../core/terraform/value.ts'

/** Terraform orders texts by their UTF-8 bytes, which is the order of code points. */
export function byText(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let i = 0; i < length; i++) {
    const [a, b] = [one.charCodeAt(i), other.charCodeAt(i)]
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1
  }
  return one.length - other.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

/** Maps and objects are gone through in the order of their keys. */
export function sortedEntries(map: ValueMap): readonly (readonly [string, Value])[] {
  return [...map].sort(([one], [other]) => byText(one, other))
}
