import { covers, parseNetwork } from '../terraform/networks.ts'
import { isUnknown } from '../terraform/value.ts'
import { hasHole, includes, literalOf, mayInclude, meet, type Pattern, patternOf } from './pattern.ts'
import type { Condition, Text } from './policy.ts'

/** `strict`: what is not known is like nothing else. `generous`: what is not known may be whatever makes it so. */
export type Mode = 'strict' | 'generous'

/** Whether the second conditions hold wherever the first ones do. */
export function imply(given: readonly Condition[], wanted: readonly Condition[], mode: Mode): boolean {
  return wanted.every((each) => given.some((one) => implies(one, each, mode)) || isVoid(each))
}

/** Whether no request can meet all of the conditions. */
export function contradict(conditions: readonly Condition[]): boolean {
  return conditions.some((one) => conditions.some((other) => implies(one, opposite(other), 'strict')))
}

/** Holds exactly where the condition does not. */
export function opposite(condition: Condition): Condition {
  const { operator, ifAbsent } = condition
  const turned = isNegative(condition) ? positive(condition) : `not${operator}`
  return { ...condition, operator: turned, ifAbsent: !ifAbsent }
}

/** Conditions that hold whatever the request is. */
function isVoid({ operator, ifAbsent, values }: Condition): boolean {
  return ifAbsent && operator === 'stringlike' && values.includes('*')
}

function implies(given: Condition, wanted: Condition, mode: Mode): boolean {
  if (positive(given) === 'unknown' || positive(wanted) === 'unknown') {
    return mode === 'generous' || (given.operator === wanted.operator && sameValues(given, wanted))
  }
  if (given.key !== wanted.key) return false
  if (wanted.operator === 'null' && !wanted.ifAbsent) return !given.ifAbsent
  if (given.operator === 'null' && given.ifAbsent) return wanted.ifAbsent
  if (given.quantifier !== wanted.quantifier || (given.ifAbsent && !wanted.ifAbsent)) return false
  const test: Test = { given: positive(given), wanted: positive(wanted), mode }
  if (!fits(test)) return false
  if (isNegative(wanted)) return impliesNegative(given, wanted, test)
  if (isNegative(given)) return false
  return given.values.every((value) => wanted.values.some((other) => holds(other, value, test)))
}

/** What keeps values out implies what keeps fewer out; what names values implies what keeps others out. */
function impliesNegative(given: Condition, wanted: Condition, test: Test): boolean {
  if (isNegative(given)) {
    const turned = { given: test.wanted, wanted: test.given, mode: test.mode }
    return wanted.values.every((value) => given.values.some((other) => holds(other, value, turned)))
  }
  if (given.quantifier) return false
  return given.values.every((value) => wanted.values.every((other) => !mayMeet(other, value, test)))
}

function isNegative({ operator }: Condition): boolean {
  return operator.includes('not')
}

function positive({ operator }: Condition): string {
  return operator.replace('not', '')
}

/** Two operators, without their negation, on the same key. */
interface Test {
  readonly given: string
  readonly wanted: string
  readonly mode: Mode
}

/** Whether values under the first operator can be held against values of the second. */
function fits({ given, wanted }: Test): boolean {
  if (given === wanted) return true
  return isPattern(given) && isPattern(wanted) && given.slice(0, 3) === wanted.slice(0, 3)
}

function isPattern(operator: string): boolean {
  return /^(?:string|arn)(?:equals|like)$/.test(operator)
}

/** Whether every value that the narrow one lets through, the wide one lets through as well. */
function holds(wide: Text, narrow: Text, { given, wanted, mode }: Test): boolean {
  if (isPattern(wanted)) {
    const [one, other] = [valuePattern(wide, wanted), valuePattern(narrow, given)]
    return mode === 'generous' ? mayInclude(one, other) : includes(one, other)
  }
  if (!isUnknown(wide) && !isUnknown(narrow)) return holdsKnown(wanted, wide, narrow)
  return mode === 'generous' || patternOf(wide).join('') === patternOf(narrow).join('')
}

/** Whether a value may fit both; where that takes more than comparing patterns, it may. */
function mayMeet(wide: Text, narrow: Text, { given, wanted, mode }: Test): boolean {
  if (!isPattern(wanted)) return true
  const [one, other] = [valuePattern(wide, wanted), valuePattern(narrow, given)]
  if (hasHole(one) || hasHole(other)) return mode === 'strict'
  return meet(one, other) !== undefined
}

function valuePattern(value: Text, operator: string): Pattern {
  return operator === 'stringequals' ? literalOf(value) : patternOf(value)
}

function holdsKnown(operator: string, wide: string, narrow: string): boolean {
  if (operator === 'ipaddress') {
    const [one, other] = [parseNetwork(wide), parseNetwork(narrow)]
    return one && other ? covers(one, other) : wide === narrow
  }
  const [bound, value] = [Number(wide), Number(narrow)]
  if (/^numeric(?:less|greater)/.test(operator) && !Number.isNaN(bound) && !Number.isNaN(value)) {
    return operator.includes('less') ? value <= bound : value >= bound
  }
  return wide.toLowerCase() === narrow.toLowerCase() && (wide === narrow || ignoresCase.has(operator))
}

const ignoresCase = new Set(['stringequalsignorecase', 'bool', 'null'])

function sameValues(one: Condition, other: Condition): boolean {
  const keys = (condition: Condition) => condition.values.map((value) => patternOf(value).join('')).join('\n')
  return keys(one) === keys(other)
}

/** The same conditions with each case on its own, as any of a list suffices; none where that would be too many. */
export function alternatives(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
  let rows: readonly (readonly Condition[])[] = [[]]
  for (const condition of conditions) {
    const each = casesOf(condition)
    if (rows.length * each.length > 64) return [conditions]
    rows = rows.flatMap((row) => each.map((one) => [...row, one]))
  }
  return rows
}

/** No such key, and each of the values that are named. */
function casesOf(condition: Condition): readonly Condition[] {
  const { operator, quantifier, key, ifAbsent, values } = condition
  const written = `Null ${key}`
  if (quantifier || operator === 'null' || positive(condition) === 'unknown') return [condition]
  const absent: Condition[] = ifAbsent ? [{ operator: 'null', key, written, ifAbsent, values: ['true'] }] : []
  const present = { ...condition, ifAbsent: false }
  if (isNegative(condition)) return [...absent, present]
  return [...absent, ...values.map((value) => ({ ...present, values: [value] }))]
}

/** A condition in few words. */
export function conditionText({ operator, written, values }: Condition): string {
  if (operator === 'unknown') return 'a condition that is not known'
  return `${written} [${values.map((value) => (isUnknown(value) ? '${...}' : value)).join(', ')}]`
}
