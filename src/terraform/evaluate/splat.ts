import { isList, isUnknown, type Value } from '../../core/terraform/value.ts'
import { toText } from './convert.ts'
import type { Evaluator, Of } from './evaluator.ts'
import { derived, isFailed } from './failure.ts'
import { follow } from './follow.ts'
import type { Scope, Step, Traversal } from './scope.ts'

/** `of[*].id`: of each element, of the one value that is no list, of nothing where it is null. */
export function splat(expression: Of<'splat'>, scope: Scope, evaluate: Evaluator): Value {
  const { of, then, range } = expression
  const value = evaluate(of, scope)
  const steps: Step[] = []
  for (const each of then) {
    const key = each.kind === 'attribute' ? each.name : evaluate(each.key, scope)
    const step = typeof key === 'number' ? key : toText(key)
    if (isFailed(step)) return step
    steps.push(step)
  }
  const depth = depthOf(expression)
  return across(value, depth, (each) => splatted(each, { root: '', steps, range }, scope))
}

function splatted(value: Value, traversal: Traversal, scope: Scope): Value {
  if (value === null) return []
  if (isUnknown(value) && value.reference?.attribute !== '') return derived(value)
  return across(isList(value) ? value : [value], 1, (item) => follow(item, traversal, scope))
}

/** In how many lists of lists it is applied to each element: one for each full splat before it. */
function depthOf({ of, within }: Of<'splat'>): number {
  return within && of.kind === 'splat' ? 1 + depthOf(of) : 0
}

function across(value: Value, depth: number, use: (item: Value) => Value): Value {
  if (depth === 0) return use(value)
  if (!isList(value)) return isUnknown(value) ? derived(value) : use(value)
  const items = value.map((item) => across(item, depth - 1, use))
  return items.find(isFailed) ?? items
}
