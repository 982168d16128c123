import { isList, isMap, isUnknown, type Value, type ValueMap } from '../../core/terraform/value.ts'
import { toNumber, toText, toTruth } from '../evaluate/convert.ts'
import { failed } from '../evaluate/failure.ts'
import { setOf } from '../evaluate/set.ts'
import type { Expression } from '../hcl/syntax.ts'
import { literalText } from './literal-text.ts'

/** What the `type` of a variable asks for. */
export type Constraint =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly of: Constraint }
  | { readonly kind: 'tuple'; readonly items: readonly Constraint[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, AttributeConstraint> }

interface AttributeConstraint {
  readonly type: Constraint
  readonly optional: boolean
  readonly ifMissing?: Expression
}

const any: Constraint = { kind: 'any' }

/** A type expression; what is none, or nests too deep, asks for nothing. */
export function constraintOf(type: Expression | undefined, depth = 0): Constraint {
  if (type === undefined || depth > 50) return any
  const word = type.kind === 'name' ? type.name : literalText(type)
  if (word === 'string' || word === 'number' || word === 'bool') return { kind: word }
  const [first] = type.kind === 'call' ? type.args : []
  if (type.kind !== 'call' || !first) return any
  const { name } = type
  if (name === 'list' || name === 'set' || name === 'map') {
    return { kind: name, of: constraintOf(first, depth + 1) }
  }
  if (name === 'tuple' && first.kind === 'tuple') {
    return { kind: 'tuple', items: first.items.map((item) => constraintOf(item, depth + 1)) }
  }
  return name === 'object' && first.kind === 'object' ? objectConstraint(first.items, depth + 1) : any
}

type Items = (Expression & { readonly kind: 'object' })['items']

function objectConstraint(items: Items, depth: number): Constraint {
  const attributes = new Map<string, AttributeConstraint>()
  for (const { key, value } of items) {
    const name = key.kind === 'name' ? key.name : literalText(key)
    if (name === undefined) return any
    attributes.set(name, attributeConstraint(value, depth))
  }
  return { kind: 'object', attributes }
}

function attributeConstraint(value: Expression, depth: number): AttributeConstraint {
  if (value.kind !== 'call' || value.name !== 'optional')
    return { type: constraintOf(value, depth), optional: false }
  const [type, ifMissing] = value.args
  return { type: constraintOf(type, depth), optional: true, ...(ifMissing && { ifMissing }) }
}

/** Evaluates what stands in `optional(type, default)`. */
export type Default = (expression: Expression) => Value

/** A value as its variable takes it; an unknown, which says why, where it does not fit. */
export function converted(value: Value, to: Constraint, ifMissing: Default): Value {
  if (value === null || isUnknown(value)) return value
  switch (to.kind) {
    case 'any':
      return value
    case 'string':
      return toText(value)
    case 'number':
      return toNumber(value)
    case 'bool':
      return toTruth(value)
    case 'map':
      return isMap(value) ? mapped(value, to.of, ifMissing) : failed('a map is expected here')
    case 'object':
      return isMap(value) ? asObject(value, to.attributes, ifMissing) : failed('an object is expected here')
    case 'tuple':
      return isList(value)
        ? value.map((item, i) => converted(item, to.items[i] ?? any, ifMissing))
        : failed('a list is expected here')
    default:
      if (!isList(value)) return failed('a list is expected here')
      return asList(value, to, ifMissing)
  }
}

function asList(
  value: readonly Value[],
  to: Constraint & { readonly of: Constraint },
  ifMissing: Default,
): Value {
  const items = value.map((item) => converted(item, to.of, ifMissing))
  return to.kind === 'set' ? setOf(items) : items
}

function mapped(value: ValueMap, of: Constraint, ifMissing: Default): Value {
  return new Map([...value].map(([key, item]) => [key, converted(item, of, ifMissing)]))
}

/** Attributes that the type does not name are left out. */
function asObject(
  value: ValueMap,
  attributes: ReadonlyMap<string, AttributeConstraint>,
  ifMissing: Default,
): Value {
  const object = new Map<string, Value>()
  for (const [name, { type, optional, ifMissing: written }] of attributes) {
    const given = value.get(name)
    if (given === undefined && !optional)
      return failed(`the attribute ${JSON.stringify(name)} is missing here`)
    const isMissing = given === undefined || (given === null && written !== undefined)
    const item = isMissing ? (written ? ifMissing(written) : null) : given
    object.set(name, converted(item, type, ifMissing))
  }
  return object
}
