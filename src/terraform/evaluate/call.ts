import { firstUnknown, isList, isUnknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Expression } from '../hcl/syntax.ts'
import type { Evaluator, Of } from './evaluator.ts'
import { derived, failed, isFailed, tooLarge } from './failure.ts'
import { fileFunction } from './files.ts'
import { withNames } from './follow.ts'
import { pureFunctions } from './functions/index.ts'
import type { Scope } from './scope.ts'
import { weightOf } from './weight.ts'

type Call = Of<'call'>

const mostArguments = 10_000

export function call(expression: Call, scope: Scope, evaluate: Evaluator): Value {
  const name = expression.name.replace(/^core::/, '')
  if (name === 'try') return firstThatWorks(expression, scope, evaluate)
  if (name === 'can') return canBe(expression, scope, evaluate)
  const args = argumentsOf(expression, scope, evaluate)
  const [open] = args.unknown
  if (open) return open
  const weight = args.values.reduce<number>((sum, arg) => sum + weightOf(arg), 0)
  if (!scope.budget.spend(weight >> 5)) return tooLarge()
  const pure = pureFunctions.get(name)
  return pure ? pure(args.values) : (fileFunction(name, args.values, scope) ?? notKnown(name))
}

/** With `...` the last argument is a list of arguments. */
function argumentsOf({ args, expands }: Call, scope: Scope, evaluate: Evaluator) {
  const values = args.map((arg) => evaluate(arg, scope))
  const refused = values.find(isFailed)
  if (refused || !expands) return { values, unknown: refused ? [refused] : [] }
  const last = values.pop() ?? null
  if (isUnknown(last)) return { values, unknown: [derived(last)] }
  if (!isList(last)) return { values, unknown: [failed('only a list can be expanded into arguments')] }
  return { values: [...values, ...last], unknown: last.length > mostArguments ? [tooLarge()] : [] }
}

/** The first argument that does not fail. Of one with an unknown in it, it is not known whether it fails. */
function firstThatWorks({ args }: Call, scope: Scope, evaluate: Evaluator): Value {
  for (const arg of args) {
    const value = tried(arg, scope, evaluate)
    if (!isFailed(value)) return value
  }
  return failed('none of what is tried works')
}

function canBe({ args: [arg] }: Call, scope: Scope, evaluate: Evaluator): Value {
  if (!arg) return failed('an argument is missing')
  const value = tried(arg, scope, evaluate)
  return isFailed(value) ? false : isUnknown(value) ? derived(value) : true
}

/** A value known through and through, a failure, or that neither is known. */
function tried(arg: Expression, scope: Scope, evaluate: Evaluator): Value {
  let doubts = 0
  const doubt = () => {
    doubts++
    scope.doubt?.()
  }
  const value = evaluate(arg, { ...withNames(scope, new Map()), doubt })
  // An attribute of a resource that is there is known only later, but no failure.
  if (isFailed(value) || (isUnknown(value) && value.reference)) return value
  const open = firstUnknown(value)
  if (open) return derived(open)
  return doubts > 0 ? unknown('whether it fails is not known') : value
}

function notKnown(name: string): Value {
  return unknown(`what ${name}() gives is not known`)
}
