import { conjuncts, mentions } from '../../../src/core/catalog/expressions.ts'
import { isNullProven } from '../../../src/core/catalog/lookup.ts'
import type { Table } from '../../../src/core/catalog.ts'
import type { Expression } from '../../../src/core/query.ts'
import type { PartitionBound, PartitionKey } from '../../../src/core/statement.ts'

/**
 * Whether validated CHECK constraints of a table say that all its rows lie within a bound, so that ATTACH PARTITION need not look
 * (PostgreSQL 18 documentation, 5.12.2.2 and ALTER TABLE, ATTACH PARTITION). `unknown` when there is a check on the key that cannot be compared here.
 */
export function provesBound(
  table: Table,
  key: PartitionKey,
  bound: PartitionBound,
): 'yes' | 'no' | 'unknown' {
  const facts = table.constraints
    .filter(({ kind, validated, enforced }) => kind === 'check' && validated && enforced)
    .flatMap(({ expression }) => (expression ? conjuncts(expression) : []))
    .flatMap(comparisons)
  const onKey = facts.filter((fact) => key.columns.some((column) => column === '' || mentions(fact, column)))
  if (onKey.length === 0) return 'no'
  const [column, second] = key.columns
  if (!column || second !== undefined || bound.isDefault || key.strategy === 'hash') return 'unknown'
  const holdsNull = bound.values.some((value) => literal(value)?.type === 'null')
  if (!holdsNull && !isNullProven(table, column)) return 'no'
  if (key.strategy === 'list') return provesList(onKey, column, bound.values)
  return both(
    limits(onKey, column, bound.from[0], ['>=', '>', '=']),
    limits(onKey, column, bound.to[0], ['<', '<=', '=']),
  )
}

/** `x BETWEEN a AND b` as the two comparisons it stands for. */
function comparisons(expression: Expression): readonly Expression[] {
  if (expression.kind !== 'operation' || expression.operator !== 'between') return [expression]
  const [value, low, high] = expression.operands
  if (!value || !low || !high) return [expression]
  return [
    { ...expression, operator: '>=', operands: [value, low] },
    { ...expression, operator: '<=', operands: [value, high] },
  ]
}

type Answer = 'yes' | 'no' | 'unknown'

function both(one: Answer, other: Answer): Answer {
  if (one === 'no' || other === 'no') return 'no'
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown'
}

/** Whether some comparison keeps the column on the right side of an end of a range. */
function limits(
  facts: readonly Expression[],
  column: string,
  end: Expression | undefined,
  operators: readonly string[],
): Answer {
  if (!end || (end.kind === 'column' && /^(?:min|max)value$/i.test(end.name))) return 'yes'
  const answers = facts.flatMap((fact): Answer[] => {
    const compared =
      fact.kind === 'operation' && operators.includes(fact.operator)
        ? comparedWith(fact.operands, column)
        : undefined
    if (fact.kind !== 'operation' || !compared) return []
    const order = compare(compared, end)
    if (order === undefined) return ['unknown']
    if (operators.includes('>=')) return [order >= 0 ? 'yes' : 'no']
    return [order < 0 || (order === 0 && fact.operator === '<') ? 'yes' : 'no']
  })
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') || facts.some(({ kind }) => kind !== 'operation') ? 'unknown' : 'no'
}

function provesList(facts: readonly Expression[], column: string, values: readonly Expression[]): Answer {
  const allowed = facts.flatMap((fact) => {
    if (fact.kind !== 'operation') return []
    const list =
      fact.operator === '=' || fact.operator === 'in' || fact.operator === '= any'
        ? comparedWith(fact.operands, column)
        : undefined
    return list ? [itemsOf(list)] : []
  })
  if (allowed.length === 0) return facts.every(saysOnlyNotNull) ? 'no' : 'unknown'
  const isWithin = (items: readonly Expression[]) =>
    items.every((item) => values.some((value) => compare(item, value) === 0))
  return allowed.some(isWithin) ? 'yes' : 'no'
}

function saysOnlyNotNull(fact: Expression): boolean {
  return fact.kind === 'operation' && fact.operator === 'is not null'
}

function itemsOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'list') return expression.items
  return expression.kind === 'call' && expression.name === 'array' ? expression.arguments : [expression]
}

/** What a column is compared with, when it stands on the left. */
function comparedWith([left, right]: readonly Expression[], column: string): Expression | undefined {
  return left?.kind === 'column' && left.name === column ? right : undefined
}

/** Which of two constants comes first; undefined when they are none, or of kinds that cannot be put in order here. */
function compare(one: Expression, other: Expression): number | undefined {
  const [a, b] = [literal(one), literal(other)]
  if (!a || !b) return undefined
  if (a.type === 'number' && b.type === 'number') return Number(a.value) - Number(b.value)
  const [first, second] = [moment(a.value), moment(b.value)]
  if (first && second) return first < second ? -1 : first > second ? 1 : 0
  return a.value === b.value ? 0 : undefined
}

function literal(expression: Expression): Extract<Expression, { kind: 'literal' }> | undefined {
  if (expression.kind === 'cast') return literal(expression.operand)
  return expression.kind === 'literal' ? expression : undefined
}

/** An ISO date or time without zone in a form that sorts. */
function moment(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/.exec(text.trim())
  return match ? `${match[1]} ${(match[2] ?? '00:00').padEnd(8, ':00')}` : undefined
}
