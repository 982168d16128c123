import { type Expression, typeText } from '../core/query.ts'

const deepest = 8

/** An expression as people write it, on one line; what is too deep or of no known shape is `...`. */
export function expressionText(expression: Expression, depth = 0): string {
  if (depth > deepest) return '...'
  const inner = (part: Expression) => expressionText(part, depth + 1)
  switch (expression.kind) {
    case 'column':
      return expression.qualifier === undefined
        ? expression.name
        : `${expression.qualifier}.${expression.name}`
    case 'literal':
      return expression.type === 'string' ? `'${expression.value.replaceAll("'", "''")}'` : expression.value
    case 'call':
      return `${expression.name}(${expression.star ? '*' : expression.arguments.map(inner).join(', ')})`
    case 'cast':
      return `${inner(expression.operand)}::${typeText(expression.type)}`
    case 'list':
      return `(${expression.items.map(inner).join(', ')})`
    case 'operation':
      return operationText(expression.operator, expression.operands.map(inner))
    default:
      return '...'
  }
}

function operationText(operator: string, operands: readonly string[]): string {
  const [first = '', ...others] = operands
  if (others.length > 0) return operands.join(` ${operator} `)
  return operator.startsWith('is ') ? `${first} ${operator}` : `${operator} ${first}`
}
