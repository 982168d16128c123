import {
  firstUnknown,
  isList,
  isMap,
  isUnknown,
  type Unknown,
  unknown,
  type Value,
  type ValueMap,
} from '../../core/terraform/value.ts'
import { derived } from './failure.ts'
import { canonical, isSet } from './set.ts'

type Answer = boolean | Unknown

/**
 * `==`. Values of different types differ, and types are known only in part: a number and its text, two collections with the same
 * elements may be either.
 */
export function equal(one: Value, other: Value): Answer {
  if (isUnknown(one)) return derived(one)
  if (isUnknown(other)) return derived(other)
  if (one === null || other === null) return one === other
  if (isList(one) && isList(other)) return equalLists(one, other)
  if (isMap(one) && isMap(other)) return equalMaps(one, other)
  if (typeof one === 'object' || typeof other === 'object') return false
  if (typeof one === typeof other) return one === other
  return String(one) === String(other) ? typesUnknown() : false
}

function equalLists(one: readonly Value[], other: readonly Value[]): Answer {
  if (isSet(one) || isSet(other)) return equalSets(one, other)
  if (one.length !== other.length) return false
  return together(one.map((item, i) => equal(item, other[i] ?? null)))
}

function equalSets(one: readonly Value[], other: readonly Value[]): Answer {
  const open = firstUnknown(one) ?? firstUnknown(other)
  if (open) return derived(open)
  const [these, those] = [one, other].map((set) => set.map(canonical).sort().join())
  return these === those
    ? typesUnknown()
    : one.length === 0 || one.length !== other.length
      ? false
      : typesUnknown()
}

function equalMaps(one: ValueMap, other: ValueMap): Answer {
  if (one.size !== other.size || [...one.keys()].some((key) => !other.has(key))) return false
  return together([...one].map(([key, item]) => equal(item, other.get(key) ?? null)))
}

/** Elements that differ settle it; elements that are equal do not. */
function together(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false
  return answers.find(isUnknown) ?? typesUnknown()
}

function typesUnknown(): Unknown {
  return unknown('whether both sides have the same type is not known')
}
