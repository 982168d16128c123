import { displayName } from '../../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Context, StepContext } from '../../../src/core/rule.ts'
import type { LockMode, Statement } from '../../../src/core/statement.ts'
import { type AtRisk, tableAtRisk } from './at-risk.ts'
import { locksOf } from './locks.ts'
import { atLeast, type TableLock } from './table-lock.ts'
import { transactionOf } from './transactions.ts'

/** A lock on a table that was there before, with the statement that takes it. */
export interface HeldLock {
  readonly statement: Statement
  readonly lock: TableLock
  readonly target: AtRisk
}

/** Equal for locks on one table, whatever it is called by now. */
export function tableIdentity({ target }: HeldLock): number | string {
  return target.table?.id ?? target.name
}

/** Locks of at least a strength that a statement takes on tables with data. */
export function strongLocks(context: Context, statement: Statement, least: LockMode): readonly HeldLock[] {
  return locksAt(context, statement).flatMap((lock): HeldLock[] => {
    if (!atLeast(lock.mode, least)) return []
    if (isMissing(statement, context, lock.table)) return []
    const target = tableAtRisk(context, statement, lock.table)
    return target ? [{ statement, lock, target: { ...target, name: displayName(target.name) } }] : []
  })
}

/** Several rules ask for the locks of every statement. */
function locksAt(context: Context, statement: Statement): readonly TableLock[] {
  const world = context.at(statement)
  const locks = known.get(world) ?? locksOf(statement, world.before, context.version)
  known.set(world, locks)
  return locks
}

const known = new WeakMap<StepContext, readonly TableLock[]>()

/** With the whole history read, DROP ... IF EXISTS of what is not there takes no lock. */
function isMissing(statement: Statement, context: Context, table: Name): boolean {
  if (statement.kind !== 'drop' || !statement.ifExists) return false
  return context.before.partial.length === 0 && context.existing(statement, table) === 'unknown'
}

/**
 * Each statement of a file with the ACCESS EXCLUSIVE locks that its transaction already holds when it begins, oldest first.
 * A statement that commits by itself finds none.
 */
export function* withHeldLocks(
  document: SqlDocument,
  context: Context,
): Generator<{ statement: Statement; held: readonly HeldLock[]; own: readonly HeldLock[] }> {
  const byTransaction = new Map<unknown, HeldLock[]>()
  for (const statement of document.statements) {
    const transaction = transactionOf(context, statement)
    const held = byTransaction.get(transaction) ?? []
    const own = strongLocks(context, statement, 'ACCESS EXCLUSIVE')
    yield { statement, held, own }
    if (own.length > 0) byTransaction.set(transaction, [...held, ...own])
  }
}
