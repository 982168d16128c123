import {
  firstUnknown,
  isList,
  isMap,
  isUnknown,
  type Unknown,
  unknown,
  type Value,
} from '../../core/terraform/value.ts'
import type { Expression } from '../hcl/syntax.ts'
import { call } from './call.ts'
import { forExpression } from './comprehension.ts'
import { conditional } from './conditional.ts'
import { toText } from './convert.ts'
import { derived, failed, isFailed, placed, settled } from './failure.ts'
import { follow } from './follow.ts'
import { binary, unary } from './operators.ts'
import type { Scope, Step } from './scope.ts'
import { splat } from './splat.ts'
import { template } from './template.ts'
import { limited, weightOf } from './weight.ts'

/**
 * The value of an expression as far as the scope tells; what cannot be known, what Terraform would refuse and what costs too much is
 * unknown, with the reason. Never throws.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  return settled(evaluated(expression, scope))
}

/** The same, for which a failure is still one: what `try` looks at. */
function evaluated(expression: Expression, scope: Scope): Value {
  const place = { path: scope.path, range: expression.range }
  if (!scope.budget.spend(1)) return unknown('this configuration is too large to evaluate', place)
  const value = scope.budget.deeper(() => limited(byKind(expression, scope)))
  if (value === undefined) return unknown('it is nested too deeply', place)
  if (scope.doubt && mayFail(value, scope)) scope.doubt()
  return placed(value, place)
}

/** An attribute of a resource that is there is no failure. */
function mayFail(value: Value, { budget }: Scope): boolean {
  if (isUnknown(value)) return value.reference === undefined && !isFailed(value)
  return !budget.spend(weightOf(value) >> 5) || firstUnknown(value) !== undefined
}

function byKind(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'template':
      return template(expression.parts, scope, evaluated)
    case 'tuple':
      return whole(expression.items.map((item) => evaluated(item, scope)))
    case 'object':
      return objectOf(expression, scope)
    case 'for':
      return forExpression(expression, scope, evaluated)
    case 'call':
      return call(expression, scope, evaluated)
    case 'name':
    case 'attribute':
    case 'index':
      return traversal(expression, scope)
    case 'splat':
      return splat(expression, scope, evaluated)
    case 'unary':
      return unary(expression.operator, evaluated(expression.of, scope))
    case 'binary':
      return binary(
        expression.operator,
        evaluated(expression.left, scope),
        evaluated(expression.right, scope),
      )
    case 'conditional':
      return conditional(expression, scope, evaluated)
  }
}

/** A list with what Terraform would refuse in it is refused as a whole. */
function whole(items: readonly Value[]): Value {
  return items.find(isFailed) ?? items
}

function objectOf({ items }: Extract<Expression, { kind: 'object' }>, scope: Scope): Value {
  const entries = new Map<string, Value>()
  for (const item of items) {
    const key = toText(evaluated(item.key, scope))
    if (isUnknown(key)) return derived(key)
    const value = evaluated(item.value, scope)
    if (isFailed(value)) return value
    entries.set(key, value)
  }
  return entries
}

type Steps = Extract<Expression, { kind: 'attribute' | 'index' | 'name' }>

/** Gathers names and keys from the end to the name they begin with, so that the scope sees all of them at once. */
function traversal(expression: Steps, scope: Scope): Value {
  const steps: Step[] = []
  let at: Expression = expression
  while (at.kind === 'attribute' || at.kind === 'index') {
    const step: Step = at.kind === 'attribute' ? at.name : keyOf(evaluated(at.key, scope))
    if (isFailed(step)) return step
    steps.push(step)
    at = at.of
  }
  const { range } = expression
  const way = { root: '', steps: steps.reverse(), range }
  return at.kind === 'name' ? scope.name({ ...way, root: at.name }) : follow(evaluated(at, scope), way, scope)
}

function keyOf(value: Value): Step {
  if (typeof value === 'string' || typeof value === 'number' || isUnknown(value)) return value
  if (typeof value === 'boolean') return String(value)
  const bad: Unknown = failed(isList(value) || isMap(value) ? 'a collection is no key' : 'a key is null')
  return bad
}
