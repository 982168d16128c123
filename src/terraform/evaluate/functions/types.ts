import { isList, isMap, isUnknown, unknown, type Value } from '../../../core/terraform/value.ts'
import { toNumber, toText, toTruth } from '../convert.ts'
import { failed } from '../failure.ts'
import { setOf } from '../set.ts'
import { define, type Pure } from './define.ts'
import { unified } from './unify.ts'

export const types: Readonly<Record<string, Pure>> = {
  ephemeralasnull: define(['any'], () => unknown('whether it is ephemeral is not known')),
  issensitive: define(['any'], () => unknown('whether it is sensitive is not known')),
  nonsensitive: define(['any'], (value) => value),
  sensitive: define(['any'], (value) => value),
  tobool: define(['any'], (value) => (value === null ? null : toTruth(value))),
  tolist: define(['any'], (value) =>
    absent(value) ? value : isList(value) ? listOf(value) : failed('it is no list'),
  ),
  tomap: define(['any'], (value) =>
    absent(value) ? value : isMap(value) ? mapOf(value) : failed('it is no map'),
  ),
  tonumber: define(['any'], (value) => (value === null ? null : toNumber(value))),
  toset: define(['any'], (value) => {
    if (absent(value)) return value
    const items = isList(value) ? unified(value) : failed('it is no list')
    return isUnknown(items) ? items : setOf(items)
  }),
  tostring: define(['any'], (value) => (value === null ? null : toText(value))),
}

function absent(value: Value): boolean {
  return value === null || isUnknown(value)
}

/** Of a set, a list in its order. */
function listOf(items: readonly Value[]): Value {
  const list = unified(items)
  return isUnknown(list) ? list : [...list]
}

function mapOf(map: ReadonlyMap<string, Value>): Value {
  const items = unified([...map.values()])
  if (isUnknown(items)) return items
  return new Map([...map.keys()].map((key, i) => [key, items[i] ?? null]))
}
