import type { Table } from './catalog.ts'
import type { Expression, Literal } from './query.ts'

/** Whether a WHERE holds for every row whatever the data: `true`, `1 = 1`, `id = id` on a column that cannot be null. */
export function isAlwaysTrue(where: Expression, table: Table | 'unknown'): boolean {
  if (where.kind === 'literal') return where.type === 'boolean' && where.value === 'true'
  if (where.kind !== 'operation') return false
  const [left, right] = where.operands
  if (where.operator === 'not')
    return left?.kind === 'literal' && left.type === 'boolean' && left.value === 'false'
  if (where.operator === 'or') return where.operands.some((operand) => isAlwaysTrue(operand, table))
  if (where.operator === 'and') return where.operands.every((operand) => isAlwaysTrue(operand, table))
  if (!left) return false
  if (where.operator === 'is not null') return left.kind === 'column' && cannotBeNull(left.name, table)
  if (!right) return false
  if (left.kind === 'literal' && right.kind === 'literal') return holds(where.operator, left, right)
  return (
    ['=', '>=', '<='].includes(where.operator) &&
    left.kind === 'column' &&
    right.kind === 'column' &&
    left.name === right.name &&
    left.qualifier === right.qualifier &&
    cannotBeNull(left.name, table)
  )
}

function holds(operator: string, left: Literal, right: Literal): boolean {
  if (left.type === 'null' || right.type === 'null') return false
  const [a, b] = [Number(left.value), Number(right.value)]
  switch (operator) {
    case '=':
      return left.value === right.value
    case '<>':
      return left.value !== right.value
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      return false
  }
}

function cannotBeNull(column: string, table: Table | 'unknown'): boolean {
  return table !== 'unknown' && table.columns.some(({ name, nullable }) => name === column && !nullable)
}

/**
 * Whether a WHERE keeps the statement to a part whose size does not grow with the table: a key compared with given values, a key in a
 * range with both ends, or a subquery with a LIMIT.
 */
export function isBounded(where: Expression | undefined, table: Table | 'unknown'): boolean {
  if (!where) return false
  if (where.kind === 'subquery')
    return where.form === 'in' && limited(where.query) && isKey(where.operand, table)
  if (where.kind !== 'operation') return false
  const [left, right] = where.operands
  switch (where.operator) {
    case 'and':
      return (
        where.operands.some((operand) => isBounded(operand, table)) ||
        hasBothEnds(where.operands, table) ||
        givesWholeKey(where.operands, table)
      )
    case 'or':
      return where.operands.every((operand) => isBounded(operand, table))
    case '=':
      return (isKey(left, table) && isGiven(right)) || (isKey(right, table) && isGiven(left))
    case 'in':
    case '= any':
    case 'between':
      return isKey(left, table) && where.operands.slice(1).every(isGiven)
    default:
      return false
  }
}

function hasBothEnds(operands: readonly Expression[], table: Table | 'unknown'): boolean {
  const bound = (operators: readonly string[]) =>
    operands.some(
      (operand) =>
        operand.kind === 'operation' &&
        operators.includes(operand.operator) &&
        isKey(operand.operands[0], table) &&
        isGiven(operand.operands[1]),
    )
  return bound(['>', '>=']) && bound(['<', '<='])
}

/** Whether every column of a unique index is compared with a given value. */
function givesWholeKey(operands: readonly Expression[], table: Table | 'unknown'): boolean {
  if (table === 'unknown') return false
  const given = operands.flatMap((operand) => {
    const [left, right] = operand.kind === 'operation' && operand.operator === '=' ? operand.operands : []
    return left?.kind === 'column' && isGiven(right) ? [left.name] : []
  })
  return table.indexes.some(
    ({ unique, keys, where }) =>
      unique && !where && keys.every(({ column }) => column !== undefined && given.includes(column)),
  )
}

const limited = (query: { readonly limit?: Expression }) => query.limit !== undefined

/** The one column of a unique index; in an unknown table, a column that is called like a key. */
function isKey(expression: Expression | undefined, table: Table | 'unknown'): boolean {
  if (expression?.kind !== 'column') return false
  if (table === 'unknown') return /^(?:id|uuid|ctid)$/.test(expression.name)
  if (expression.name === 'ctid') return true
  return table.indexes.some(
    ({ unique, keys, where }) => unique && !where && keys.length === 1 && keys[0]?.column === expression.name,
  )
}

function isGiven(expression: Expression | undefined): boolean {
  if (!expression) return false
  if (expression.kind === 'literal' || expression.kind === 'parameter') return true
  if (expression.kind === 'column') return false
  if (expression.kind === 'cast') return isGiven(expression.operand)
  if (expression.kind === 'list') return expression.items.every(isGiven)
  if (expression.kind === 'operation') return expression.operands.every(isGiven)
  if (expression.kind === 'call') return expression.arguments.every(isGiven)
  return false
}
