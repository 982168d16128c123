import { isUnknown, type Value } from '../../../core/terraform/value.ts'
import { toText } from '../convert.ts'
import { failed, tooLarge } from '../failure.ts'
import { canonical, isSet, setOf } from '../set.ts'
import { mostWeight, weightOf } from '../weight.ts'
import { define, type Pure } from './define.ts'
import { unified } from './unify.ts'

type Lists = readonly (readonly Value[])[]

export const sets: Readonly<Record<string, Pure>> = {
  setintersection: define(['knownList'], (...all) => together(all, intersection), 'knownList'),
  setproduct: define(['list'], (...all) => product(all), 'list'),
  setsubtract: define(['knownList', 'knownList'], (...both) => together(both, difference)),
  setunion: define(['knownList'], (...all) => together(all, union), 'knownList'),
}

/** Sets are compared by their elements once these have one type. */
function together(lists: Lists, choose: (sets: readonly KeyedSet[]) => Iterable<Value>): Value {
  const items = unified(lists.flat())
  if (isUnknown(items)) return items
  const text = items.some((item) => typeof item === 'string')
  const keyed = lists.map((list) => {
    const alike = list.map((item) => (text && item !== null ? toText(item) : item))
    return new Map(alike.map((item) => [canonical(item), item]))
  })
  return setOf([...choose(keyed)])
}

type KeyedSet = ReadonlyMap<string, Value>

function* intersection([first = new Map(), ...rest]: readonly KeyedSet[]): Iterable<Value> {
  for (const [key, item] of first) if (rest.every((set) => set.has(key))) yield item
}

function* difference([from = new Map(), gone = new Map()]: readonly KeyedSet[]): Iterable<Value> {
  for (const [key, item] of from) if (!gone.has(key)) yield item
}

function union(sets: readonly KeyedSet[]): Iterable<Value> {
  return sets.flatMap((set) => [...set.values()])
}

/** Every combination, the last list turning fastest; a set where one is a set. */
function product(lists: Lists): Value {
  if (lists.length < 2) return failed('an argument is missing')
  const count = lists.reduce((product, { length }) => product * length, 1)
  const weight = lists.reduce((sum, list) => sum + weightOf(list) / Math.max(1, list.length), 8)
  if (count * weight > mostWeight) return tooLarge()
  let rows: Value[][] = [[]]
  for (const list of lists) rows = rows.flatMap((row) => list.map((item) => [...row, item]))
  return lists.some(isSet) ? setOf(rows) : rows
}
