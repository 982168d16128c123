import { isList, isMap, isMasked, isUnknown, type Value } from '../../core/terraform/value.ts'

/** Whether two values are known to differ, numbers and booleans written as text set aside. What is not known never differs. */
export function plainlyDiffer(one: Value, other: Value): boolean {
  if (isUnknown(one) || isUnknown(other) || isMasked(one) || isMasked(other)) return false
  if (isList(one) && isList(other)) {
    return one.length !== other.length || one.some((item, i) => plainlyDiffer(item, other[i] ?? null))
  }
  if (isMap(one) && isMap(other)) {
    return [...new Set([...one.keys(), ...other.keys()])].some((key) =>
      plainlyDiffer(one.get(key) ?? null, other.get(key) ?? null),
    )
  }
  if (isList(one) || isMap(one) || isList(other) || isMap(other)) return true
  return one !== other && String(one) !== String(other)
}
