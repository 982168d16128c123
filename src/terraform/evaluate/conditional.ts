import { isList, isMap, isUnknown, type Unknown, type Value } from '../../core/terraform/value.ts'
import { toText, toTruth } from './convert.ts'
import type { Evaluator, Of } from './evaluator.ts'
import { derived, isFailed } from './failure.ts'
import type { Scope } from './scope.ts'
import { isSet } from './set.ts'

/** Only the branch that is taken may fail. Where it is not known which, what both say is known all the same. */
export function conditional(
  { condition, then, otherwise }: Of<'conditional'>,
  scope: Scope,
  evaluate: Evaluator,
): Value {
  const truth = toTruth(evaluate(condition, scope))
  if (isFailed(truth)) return truth
  const [one, other] = [evaluate(then, scope), evaluate(otherwise, scope)]
  if (isUnknown(truth)) return common(one, other, derived(truth))
  return truth ? alike(one, other) : alike(other, one)
}

/** What two values have in common; the rest is unknown. */
function common(one: Value, other: Value, open: Unknown): Value {
  if (one === other) return one
  if (isSet(one) || isSet(other)) return open
  if (isList(one) && isList(other) && one.length === other.length) {
    return one.map((item, i) => common(item, other[i] ?? null, open))
  }
  if (
    isMap(one) &&
    isMap(other) &&
    one.size === other.size &&
    [...one.keys()].every((key) => other.has(key))
  ) {
    return new Map([...one].map(([key, item]) => [key, common(item, other.get(key) ?? null, open)]))
  }
  return open
}

/** Both branches have one type, which for a text and a number is the text. */
function alike(taken: Value, other: Value): Value {
  const scalar = typeof taken === 'number' || typeof taken === 'boolean'
  return scalar && typeof other === 'string' ? toText(taken) : taken
}
