import type { SqlDocument } from '../../../src/core/document.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { Statement } from '../../../src/core/statement.ts'

/** A value that is equal for statements of a file that commit together. */
export function transactionOf(context: Context, statement: Statement): number | string | Statement {
  const { number } = context.at(statement).transaction
  if (number !== undefined) return number
  // A DO block is one statement to the server, so what it runs commits at its end.
  return statement.inside ? `block ${statement.inside.block.start}` : statement
}

/** Whether a statement is in no transaction, so that it may run CONCURRENTLY. */
export function commitsByItself(context: Context, statement: Statement): boolean {
  return statement.inside === undefined && context.at(statement).transaction.number === undefined
}

/** Whether a second statement may be put beside this one and still commit by itself: a batch of two is one transaction. */
export function standsAlone(document: SqlDocument, context: Context, statement: Statement): boolean {
  return document.migration?.transaction !== 'batch' && commitsByItself(context, statement)
}
