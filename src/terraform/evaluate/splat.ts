import { isList, isUnknown, type Value } from '../../core/terraform/value.ts'
import { toText } from './convert.ts'
import type { Evaluator, Of } from './evaluator.ts'
import { derived, isFailed } from './failure.ts'
import { follow } from './follow.ts'
import type { Scope, Step } from './scope.ts'

/** `of[*].id`: of each element, of the one value that is no list, of nothing where it is null. */
export function splat({ of, then, range }: Of<'splat'>, scope: Scope, evaluate: Evaluator): Value {
  const value = evaluate(of, scope)
  if (value === null) return []
  if (isUnknown(value) && value.reference?.attribute !== '') return derived(value)
  const steps: Step[] = []
  for (const each of then) {
    const key = each.kind === 'attribute' ? each.name : evaluate(each.key, scope)
    const step = typeof key === 'number' ? key : toText(key)
    if (isFailed(step)) return step
    steps.push(step)
  }
  const items = (isList(value) ? value : [value]).map((item) =>
    follow(item, { root: '', steps, range }, scope),
  )
  return items.find(isFailed) ?? items
}
