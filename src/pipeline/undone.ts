import { lastPart, type Name } from '../core/name.ts'
import type { RehearsedStep } from '../core/rehearsal.ts'
import { atLeast, type Statement } from '../core/statement.ts'
import { slice } from '../core/text.ts'

/** Whether a handler took back what ran: the transaction does not hold the lock that it must have taken. */
export function isUndone(
  text: string,
  statement: Statement,
  { step, steps }: { readonly step: RehearsedStep; readonly steps: readonly RehearsedStep[] },
): boolean {
  if (!step.watched || !hasHandler.test(slice(text, step.range))) return false
  const tables = tablesOf(statement)
  const least = isOfRows.has(statement.kind) ? 'ROW EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE'
  const isHeld = (table: Name) =>
    steps.some(({ locks }) =>
      locks.some((lock) => atLeast(lock.mode, least) && lastPart(lock.relation) === lastPart(table)),
    )
  return tables.length > 0 && !tables.some(isHeld)
}

const hasHandler = /\bexception\s+when\b/i
const isOfRows: ReadonlySet<Statement['kind']> = new Set(['insert', 'update', 'delete', 'merge'])

function tablesOf(statement: Statement): readonly Name[] {
  switch (statement.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'alter-table':
      return [statement.table]
    case 'truncate':
      return statement.tables
    case 'drop':
      return statement.object === 'table' ? statement.names : []
    default:
      return []
  }
}
