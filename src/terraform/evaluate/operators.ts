import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import { computed, exact, toNumber, toTruth } from './convert.ts'
import { equal } from './equal.ts'
import { derived, failed, isFailed } from './failure.ts'

export function unary(operator: '-' | '!', value: Value): Value {
  if (operator === '!') return onTruth(toTruth(value), (truth) => !truth)
  const number = toNumber(value)
  return isUnknown(number) ? derived(number) : exact(-number)
}

export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === '==') return equal(left, right)
  if (operator === '!=') return onTruth(equal(left, right), (same) => !same)
  if (operator === '&&') return both(left, right, false)
  if (operator === '||') return both(left, right, true)
  return numeric(operator, toNumber(left), toNumber(right))
}

/** One side can settle it, whatever the other is. */
function both(left: Value, right: Value, settling: boolean): Value {
  const [one, other] = [toTruth(left), toTruth(right)]
  if (isFailed(one)) return one
  if (one === settling) return settling
  // Newer versions do not look at the right side once the left has settled it.
  if (isFailed(other)) return isUnknown(one) ? derived(one) : other
  if (other === settling) return settling
  return isUnknown(one) ? derived(one) : isUnknown(other) ? derived(other) : !settling
}

function numeric(operator: string, left: number | Unknown, right: number | Unknown): Value {
  const open = [left, right].find(isFailed) ?? [left, right].find(isUnknown)
  if (open) return derived(open)
  const operation = operations.get(operator)
  const result = operation?.(Number(left), Number(right))
  if (result === undefined) return unknown(`the operator ${operator} is not known`)
  return typeof result === 'number' ? computed(result) : result
}

const operations = new Map<string, (left: number, right: number) => Value>([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => (right === 0 ? unknown('a number is divided by zero') : left / right)],
  ['%', (left, right) => (right === 0 ? failed('a number is divided by zero') : left % right)],
  ['<', (left, right) => left < right],
  ['<=', (left, right) => left <= right],
  ['>', (left, right) => left > right],
  ['>=', (left, right) => left >= right],
])

function onTruth(truth: boolean | Unknown, then: (truth: boolean) => boolean): Value {
  return isUnknown(truth) ? derived(truth) : then(truth)
}
