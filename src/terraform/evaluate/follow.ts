import {
  isList,
  isMap,
  isMasked,
  isUnknown,
  pathText,
  type Unknown,
  unknown,
  type Value,
} from '../../core/terraform/value.ts'
import type { Range } from '../../core/text.ts'
import { derived, failed, quoted } from './failure.ts'
import type { Scope, Step, Traversal } from './scope.ts'
import { isSet } from './set.ts'

/** What stands in a value at the end of some steps: the rest of `local.zones["raw"].arn` once `local.zones` is known. */
export function follow(value: Value, { root, steps, range }: Traversal, scope: Scope): Value {
  let at = value
  for (const [i, step] of steps.entries()) {
    if (isUnknown(at)) return below(at, { root, steps: steps.slice(i), range }, scope)
    at = stepInto(at, step, { path: scope.path, range })
  }
  return at
}

/** The same scope, in which some names mean values: the variables of a `for`, the iterator of a dynamic block. */
export function withNames(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
  return {
    path: scope.path,
    budget: scope.budget,
    name: (traversal) => {
      const value = names.get(traversal.root)
      return value === undefined ? scope.name(traversal) : follow(value, traversal, scope)
    },
    below: (resource, traversal) => scope.below(resource, traversal),
    ...(scope.doubt && { doubt: () => scope.doubt?.() }),
    ...(scope.file && { file: (path) => scope.file?.(path) }),
    ...(scope.render && { render: (template, inner) => scope.render?.(template, inner) ?? null }),
  }
}

function below(value: Unknown, traversal: Traversal, scope: Scope): Value {
  const { reference } = value
  const { steps } = traversal
  if (!reference || steps.some(isUnknown)) return derived(value)
  if (reference.attribute === '') return scope.below(reference, traversal)
  const rest = pathText(['', ...steps.flatMap((step) => (isUnknown(step) ? [] : [step]))])
  return { ...derived(value), reference: { ...reference, attribute: `${reference.attribute}${rest}` } }
}

function stepInto(value: Value, step: Step, place: { readonly path: string; readonly range: Range }): Value {
  if (isMasked(value)) return unknown('it is in a sensitive value', place)
  if (value === null) return failed('what it is read from is null', place)
  if (!isMap(value) && (!isList(value) || isSet(value))) {
    return failed('what it is read from has no elements', place)
  }
  if (isUnknown(step)) return derived(step)
  const found = isMap(value) ? value.get(String(step)) : value[positionOf(step)]
  return found === undefined ? failed(`there is no element ${quoted(String(step))}`, place) : found
}

function positionOf(step: string | number): number {
  return typeof step === 'string' && !/^\d{1,9}$/.test(step) ? -1 : Number(step)
}
