import { displayName } from '../../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Context, StepContext } from '../../../src/core/rule.ts'
import { atLeast, type LockMode, type Statement } from '../../../src/core/statement.ts'
import { type AtRisk, tableAtRisk } from './at-risk.ts'
import { locksOf } from './locks.ts'
import type { TableLock } from './table-lock.ts'
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

/** Locks of at least a strength that a statement takes on tables with data; those that the rehearsal did not see are none. */
export function strongLocks(context: Context, statement: Statement, least: LockMode): readonly HeldLock[] {
  return locksAt(context, statement, context.version).flatMap((lock): HeldLock[] => {
    if (!atLeast(lock.mode, least)) return []
    if (isMissing(statement, context, lock.table) || isRefuted(context, statement, lock)) return []
    const target = tableAtRisk(context, statement, lock.table)
    return target ? [{ statement, lock, target: { ...target, name: displayName(target.name) } }] : []
  })
}

/** Several rules ask for the locks of every statement. */
function locksAt(context: Context, statement: Statement, version: number): readonly TableLock[] {
  const world = context.at(statement)
  const byVersion = known.get(world) ?? new Map<number, readonly TableLock[]>()
  known.set(world, byVersion)
  const locks = byVersion.get(version) ?? locksOf(statement, world.before, version)
  byVersion.set(version, locks)
  return locks
}

const known = new WeakMap<StepContext, Map<number, readonly TableLock[]>>()

/** A rehearsal in another version tells only of locks that are the same there. */
function isRefuted(context: Context, statement: Statement, { table, mode }: TableLock): boolean {
  const { rehearsed } = context
  if (!rehearsed || context.holds(statement, { does: 'work', table, lock: mode }) !== 'no') return false
  const there = locksAt(context, statement, rehearsed.server.version)
  return there.some((lock) => lock.table === table && lock.mode === mode)
}

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
