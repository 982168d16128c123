import { quote } from '../name.ts'
import type { Column, Expression } from '../query.ts'

/** The expressions written directly inside one. A subquery's own are not among them. */
export function partsOfExpression(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call': {
      const over = expression.over
      const window = over ? [...over.partitionBy, ...over.orderBy.map((key) => key.expression)] : []
      return [...expression.arguments, ...(expression.filter ? [expression.filter] : []), ...window]
    }
    case 'operation':
      return expression.operands
    case 'cast':
      return [expression.operand]
    case 'case':
      return [
        ...(expression.operand ? [expression.operand] : []),
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        ...(expression.otherwise ? [expression.otherwise] : []),
      ]
    case 'subquery':
      return expression.operand ? [expression.operand] : []
    case 'list':
      return expression.items
    default:
      return []
  }
}

/** Whether an expression over one table's own columns reads this one; text that could not be read counts when it contains the word. */
export function mentions(expression: Expression, column: string): boolean {
  if (expression.kind === 'column') return expression.name === column
  if (expression.kind === 'opaque-expression') return hasWord(expression.text, column)
  return partsOfExpression(expression).some((part) => mentions(part, column))
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, 'i').test(text)
}

/** The distinct columns an expression reads, in order of appearance. */
export function columnsRead(expression: Expression): string[] {
  const found = new Set<string>()
  const visit = (part: Expression): void => {
    if (part.kind === 'column') found.add(part.name)
    partsOfExpression(part).forEach(visit)
  }
  visit(expression)
  return [...found]
}

/** The expression with each of its columns replaced; the same object when none changes. */
function mapColumns(expression: Expression, change: (column: Column) => Column): Expression {
  const map = (part: Expression): Expression => mapColumns(part, change)
  switch (expression.kind) {
    case 'column':
      return change(expression)
    case 'call':
      return {
        ...expression,
        arguments: expression.arguments.map(map),
        ...(expression.filter ? { filter: map(expression.filter) } : {}),
      }
    case 'operation':
      return { ...expression, operands: expression.operands.map(map) }
    case 'cast':
      return { ...expression, operand: map(expression.operand) }
    case 'case':
      return {
        ...expression,
        ...(expression.operand ? { operand: map(expression.operand) } : {}),
        // biome-ignore lint/suspicious/noThenProperty: the contract's word, on a plain object that is never awaited
        branches: expression.branches.map(({ when, then }) => ({ when: map(when), then: map(then) })),
        ...(expression.otherwise ? { otherwise: map(expression.otherwise) } : {}),
      }
    case 'list':
      return { ...expression, items: expression.items.map(map) }
    default:
      return expression
  }
}

/** The expression after one of its table's columns was renamed. */
export function renamedIn(expression: Expression, from: string, to: string): Expression {
  if (expression.kind === 'opaque-expression') {
    const word = new RegExp(`(?<![\\w$"])${quote(from).replace(/[$]/g, '\\$&')}(?![\\w$"])`, 'g')
    return { ...expression, text: expression.text.replace(word, () => quote(to)) }
  }
  if (!mentions(expression, from)) return expression
  return mapColumns(expression, (column) => (column.name === from ? { ...column, name: to } : column))
}

/** Whether two trees say the same, wherever they stand in the source. */
export function sameTree(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const keys = (tree: object) => Object.keys(tree).filter((key) => key !== 'range')
  const mine = keys(one)
  if (mine.length !== keys(other).length) return false
  return mine.every((key) => sameTree(Reflect.get(one, key), Reflect.get(other, key)))
}

/** The operands of a top-level AND, flattened; the expression itself when it is none. */
export function conjuncts(expression: Expression): readonly Expression[] {
  const isAnd = expression.kind === 'operation' && expression.operator === 'and'
  return isAnd ? expression.operands.flatMap(conjuncts) : [expression]
}
