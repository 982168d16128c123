import type { Expression } from './query.ts'
import type { Insert } from './statement.ts'

/** Of what the rows of an INSERT are made: literals alone, or also of calls that read no table. */
export type Constant = 'literal' | 'computed'

/** What an INSERT's own text says of its rows; undefined where they depend on other rows. */
export function constants({ query }: Insert): Constant | undefined {
  if (!query || query.with.length > 0) return undefined
  if (query.kind === 'values') return least(query.rows.flat())
  const isRow = query.kind === 'select' && query.from.length === 0 && query.where === undefined
  return isRow ? least(query.projections.map(({ expression }) => expression)) : undefined
}

function least(expressions: readonly Expression[]): Constant | undefined {
  const found = expressions.map(constant)
  if (found.includes(undefined)) return undefined
  return found.includes('computed') ? 'computed' : 'literal'
}

function constant(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case 'literal':
      return 'literal'
    case 'cast':
      return constant(expression.operand)
    case 'list':
      return least(expression.items)
    case 'operation':
      return least(expression.operands) && 'computed'
    case 'call':
      return readsNothing.has(expression.name) ? least(expression.arguments) && 'computed' : undefined
    default:
      return undefined
  }
}

/** Functions of the server that answer without looking at a table and never with null. */
const readsNothing: ReadonlySet<string> = new Set([
  'clock_timestamp',
  'current_date',
  'current_timestamp',
  'gen_random_uuid',
  'localtimestamp',
  'nextval',
  'now',
  'statement_timestamp',
  'transaction_timestamp',
])
