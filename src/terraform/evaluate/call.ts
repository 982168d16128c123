import { firstUnknown, isList, isUnknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Evaluator, Of } from './evaluator.ts'
import { derived, failed, isFailed, tooLarge } from './failure.ts'
import { fileFunction } from './files.ts'
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

/** The first argument that does not fail. Of one that is not known it is not known either whether it fails. */
function firstThatWorks({ args }: Call, scope: Scope, evaluate: Evaluator): Value {
  for (const arg of args) {
    const value = evaluate(arg, scope)
    if (isFailed(value)) continue
    // An attribute of a resource that is there: known only later, but no failure.
    if (isUnknown(value) && value.reference) return value
    const open = firstUnknown(value)
    return open ? derived(open) : value
  }
  return failed('none of what is tried works')
}

function canBe({ args: [arg] }: Call, scope: Scope, evaluate: Evaluator): Value {
  if (!arg) return failed('an argument is missing')
  const value = evaluate(arg, scope)
  if (isFailed(value)) return false
  const open = firstUnknown(value)
  return open ? derived(open) : true
}

function notKnown(name: string): Value {
  return unknown(`what ${name}() gives is not known`)
}
