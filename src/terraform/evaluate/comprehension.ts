import { isList, isMap, isUnknown, type Unknown, type Value } from '../../core/terraform/value.ts'
import type { ForExpression } from '../hcl/syntax.ts'
import { toText, toTruth } from './convert.ts'
import type { Evaluator } from './evaluator.ts'
import { derived, failed, isFailed, quoted } from './failure.ts'
import { withNames } from './follow.ts'
import { sortedEntries } from './order.ts'
import type { Scope } from './scope.ts'
import { isSet } from './set.ts'

/** One scope for each element, in Terraform's order; an unknown where the elements are not known. */
export function eachScope(
  { over, keyName, valueName }: Pick<ForExpression, 'over' | 'keyName' | 'valueName'>,
  scope: Scope,
  evaluate: Evaluator,
): readonly Scope[] | Unknown {
  const collection = evaluate(over, scope)
  if (isUnknown(collection)) return derived(collection)
  const elements = elementsOf(collection)
  if (!elements)
    return failed('only lists, sets and maps can be gone through', { path: scope.path, range: over.range })
  return elements.map(([key, value]) => {
    const names = new Map([[valueName, value]])
    return withNames(scope, keyName === undefined ? names : names.set(keyName, key))
  })
}

export function forExpression(expression: ForExpression, scope: Scope, evaluate: Evaluator): Value {
  const scopes = eachScope(expression, scope, evaluate)
  if ('kind' in scopes) return scopes
  const made: Value[] = []
  const keys: string[] = []
  for (const inner of scopes) {
    const kept = expression.condition ? toTruth(evaluate(expression.condition, inner)) : true
    if (isUnknown(kept)) return derived(kept)
    if (!kept) continue
    const key = expression.key ? toText(evaluate(expression.key, inner)) : ''
    if (isUnknown(key)) return derived(key)
    const value = evaluate(expression.value, inner)
    if (isFailed(value)) return value
    keys.push(key)
    made.push(value)
  }
  return expression.makes === 'tuple' ? made : objectOf(keys, made, expression.groups)
}

function objectOf(keys: readonly string[], values: readonly Value[], groups: boolean): Value {
  const gathered = new Map<string, Value[]>()
  for (const [i, key] of keys.entries()) {
    const same = gathered.get(key)
    if (same && !groups) return failed(`the key ${quoted(key)} is made twice`)
    const value = values[i] ?? null
    if (same) same.push(value)
    else gathered.set(key, [value])
  }
  return groups ? gathered : new Map([...gathered].map(([key, [value = null]]) => [key, value]))
}

function elementsOf(collection: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isMap(collection)) return sortedEntries(collection)
  if (!isList(collection)) return undefined
  return collection.map((value, i) => [isSet(collection) ? value : i, value])
}
