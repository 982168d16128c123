import { isList, isMap, isUnknown, type Value, type ValueMap } from '../../../core/terraform/value.ts'
import { characters } from '../characters.ts'
import { toText } from '../convert.ts'
import { derived, failed, quoted } from '../failure.ts'
import { byText, sortedEntries } from '../order.ts'
import { define, type Pure } from './define.ts'

export const maps: Readonly<Record<string, Pure>> = {
  keys: define(['map'], (map) => [...map.keys()].sort(byText)),
  length: define(['any'], length),
  lookup: define(['map', 'text'], lookup, 'any'),
  merge: define([], merge, 'any'),
  transpose: define(['map'], transpose),
  values: define(['map'], (map) => sortedEntries(map).map(([, item]) => item)),
  zipmap: define(['texts', 'list'], (keys, values) =>
    keys.length === values.length
      ? new Map(keys.map((key, i) => [key, values[i] ?? null]))
      : failed('there are more keys than values, or fewer'),
  ),
}

function length(value: Value): Value {
  if (isUnknown(value)) return derived(value)
  if (isList(value)) return value.length
  if (isMap(value)) return value.size
  if (typeof value !== 'string') return failed('only texts and collections have a length')
  const all = characters(value)
  return 'kind' in all ? all : all.length
}

function lookup(map: ValueMap, key: string, ...[otherwise]: Value[]): Value {
  return map.get(key) ?? (map.has(key) ? null : (otherwise ?? failed(`there is no element ${quoted(key)}`)))
}

/** Of equal keys the last counts; a map that is not known may hold any. */
function merge(...maps: Value[]): Value {
  const merged = new Map<string, Value>()
  for (const map of maps) {
    if (isUnknown(map)) return derived(map)
    if (map === null) continue
    if (!isMap(map)) return failed('only maps can be merged')
    for (const [key, item] of map) merged.set(key, item)
  }
  return merged
}

function transpose(map: ValueMap): Value {
  const turned = new Map<string, string[]>()
  for (const [key, items] of sortedEntries(map)) {
    if (isUnknown(items)) return derived(items)
    if (!isList(items)) return failed('a list is expected here')
    for (const item of items) {
      const text = toText(item)
      if (isUnknown(text)) return derived(text)
      const keys = turned.get(text)
      if (keys) keys.push(key)
      else turned.set(text, [key])
    }
  }
  return turned
}
