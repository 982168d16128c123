import { isUnknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { TemplatePart } from '../hcl/syntax.ts'
import { eachScope } from './comprehension.ts'
import { toTruth } from './convert.ts'
import type { Evaluator } from './evaluator.ts'
import { derived, isFailed } from './failure.ts'
import type { Scope } from './scope.ts'
import { joinTexts } from './text.ts'

/** A template that is exactly one interpolation is its value, whatever that is; any other is a text. */
export function template(parts: readonly TemplatePart[], scope: Scope, evaluate: Evaluator): Value {
  const [only, ...more] = parts
  if (only && more.length === 0 && typeof only !== 'string' && only.kind === 'interpolation') {
    return evaluate(only.of, scope)
  }
  return textOf(parts, scope, evaluate)
}

function textOf(parts: readonly TemplatePart[], scope: Scope, evaluate: Evaluator): Value {
  return joinTexts(parts.map((part) => partText(part, scope, evaluate)))
}

function partText(part: TemplatePart, scope: Scope, evaluate: Evaluator): Value {
  if (typeof part === 'string') return part
  if (part.kind === 'interpolation') return evaluate(part.of, scope)
  return scope.budget.deeper(() => directive(part, scope, evaluate)) ?? unknown('it is nested too deeply')
}

function directive(part: Directive, scope: Scope, evaluate: Evaluator): Value {
  if (part.kind === 'if') return ifText(part, scope, evaluate)
  const scopes = eachScope(part, scope, evaluate)
  if ('kind' in scopes) return scopes
  return joinTexts(scopes.map((inner) => textOf(part.body, inner, evaluate)))
}

function ifText(part: Extract<Directive, { kind: 'if' }>, scope: Scope, evaluate: Evaluator): Value {
  const truth = toTruth(evaluate(part.condition, scope))
  if (isFailed(truth)) return truth
  if (!isUnknown(truth)) return textOf(truth ? part.then : part.otherwise, scope, evaluate)
  const [one, other] = [part.then, part.otherwise].map((body) => textOf(body, scope, evaluate))
  return typeof one === 'string' && one === other ? one : derived(truth)
}

type Directive = Exclude<TemplatePart, string | { kind: 'interpolation' }>
