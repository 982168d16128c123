import { isList, isMap, isUnknown, unknown, type Value } from '../../../src/core/terraform/value.ts'
import { Budget } from '../../../src/terraform/evaluate/budget.ts'
import { evaluate } from '../../../src/terraform/evaluate/evaluate.ts'
import { follow } from '../../../src/terraform/evaluate/follow.ts'
import type { Scope } from '../../../src/terraform/evaluate/scope.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { expressionOf } from '../hcl/read.ts'

await loadGrammar()

export type Names = Readonly<Record<string, Value>>

/** A scope of `var.NAME` alone. */
export function scopeOf(names: Names, budget = new Budget()): Scope {
  const scope: Scope = {
    path: 'main.tf',
    budget,
    name: ({ root, steps: [first, ...steps], range }) => {
      const value = typeof first === 'string' && Object.hasOwn(names, first) ? names[first] : undefined
      if (root !== 'var' || value === undefined) return unknown(`${root} has no value here`)
      return follow(value, { root, steps, range }, scope)
    },
    below: ({ address }, { steps, range }) => ({
      kind: 'unknown',
      because: [{ text: 'it is known after apply', place: { path: 'main.tf', range } }],
      reference: { address, attribute: steps.join('.') },
    }),
  }
  return scope
}

export function evaluated(code: string, names: Names = {}): Value {
  return evaluate(expressionOf(code), scopeOf(names))
}

/** As plain data, for comparison: maps as objects, what is unknown as `?`. */
export function plain(value: Value): unknown {
  if (isUnknown(value)) return '?'
  if (isList(value)) return value.map(plain)
  return isMap(value) ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value
}

/** What an expression comes to, as plain data. */
export function result(code: string, names: Names = {}): unknown {
  return plain(evaluated(code, names))
}

/** Why it is unknown. */
export function reason(code: string, names: Names = {}): string | undefined {
  const value = evaluated(code, names)
  return isUnknown(value) ? value.because[0]?.text : undefined
}

export const notKnown: Value = unknown('var.x has no value here')
