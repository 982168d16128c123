import type { Expression } from '../../core/query.ts'
import type { Step } from '../../core/replay.ts'
import type { Update } from '../../core/statement.ts'
import { keyAt, relationAt } from './own-objects.ts'
import { sqlKey } from './sql-key.ts'
import type { Undoing } from './undoing.ts'

/**
 * Whether an UPDATE of an undo script writes only what the migration wrote: columns that it gave a constant, in rows that the same words
 * choose, which say nothing of what it wrote. Where triggers would run, nothing is certain.
 */
export function takesRowsBack(update: Update, { before }: Step, { up, down }: Undoing): boolean {
  const { table, assignments, where } = update
  const relation = relationAt(before, table)
  if (!relation || !('triggers' in relation) || relation.triggers.length > 0 || !isAlone(update)) return false
  const at = keyAt(before, table)
  const own = [...up.steps].flatMap(([one, step]) =>
    one.kind === 'update' && !one.inside && keyAt(step.before, one.table) === at ? [one] : [],
  )
  const written = new Set(own.flatMap((one) => one.assignments.map(({ column }) => column)))
  const read = where && columnsIn(where)
  if (!where || !read || read.some((column) => written.has(column))) return false
  const choice = sqlKey(down.document.text, where.range)
  return own.some(
    (one) =>
      isAlone(one) &&
      one.where !== undefined &&
      sqlKey(up.document.text, one.where.range) === choice &&
      assignments.every(({ column, value }) => isConstant(value) && givesConstant(one, column)),
  )
}

const isAlone = ({ from, with: tables }: Update) => from.length === 0 && tables.length === 0

/** What stood there is gone, whatever is written over it. */
const givesConstant = ({ assignments }: Update, name: string) =>
  assignments.some(({ column, value }) => column === name && isConstant(value))

const isConstant = (value: Expression): boolean =>
  value.kind === 'literal' || (value.kind === 'cast' && isConstant(value.operand))

/** The columns that a condition reads; undefined where it does more than compare columns. */
function columnsIn(condition: Expression): readonly string[] | undefined {
  switch (condition.kind) {
    case 'literal':
      return []
    case 'column':
      return [condition.name]
    case 'cast':
      return columnsIn(condition.operand)
    case 'list':
      return allOf(condition.items)
    case 'operation':
      return allOf(condition.operands)
    default:
      return undefined
  }
}

function allOf(parts: readonly Expression[]): readonly string[] | undefined {
  const found = parts.map(columnsIn)
  return found.every((one) => one !== undefined) ? found.flat() : undefined
}
