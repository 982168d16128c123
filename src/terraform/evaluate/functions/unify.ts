import { isUnknown, type Value } from '../../../core/terraform/value.ts'
import { toText } from '../convert.ts'
import { failed } from '../failure.ts'

/** Elements of one type, as lists and maps have them: texts, where there is one among numbers and booleans. */
export function unified(items: readonly Value[]): readonly Value[] | ReturnType<typeof failed> {
  const types = new Set(items.filter((item) => item !== null && !isUnknown(item)).map((item) => typeof item))
  if (types.size < 2) return items
  if (types.has('object') || !types.has('string')) return failed('the elements have no common type')
  return items.map((item) => (item === null ? null : toText(item)))
}
