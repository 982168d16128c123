import { displayName } from '../../../src/core/catalog/lookup.ts'
import type { Name } from '../../../src/core/name.ts'
import type { SeenLock, SeenWork } from '../../../src/core/rehearsal.ts'
import type { Context } from '../../../src/core/rule.ts'
import { type SeenOn, seenOn, transactionSteps } from '../../../src/core/seen.ts'
import type { Statement } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'

/** Work over the whole of a table that was there before the change, as the rehearsal saw it. */
export interface TableWork {
  readonly name: Name
  /** The gravest of what was done to it. */
  readonly kind: Exclude<SeenWork['kind'], 'truncate'>
  /** The strongest lock the transaction has on it by then. */
  readonly lock: SeenOn['lock']
}

const gravest: readonly TableWork['kind'][] = ['rewrite', 'build', 'scan']

/**
 * What a statement does to whole tables, one entry for each. Reading and writing rows is left out: on the few rows of a rehearsal the server
 * reads them all, however few are wanted.
 */
export function seenWork(statement: Statement, context: Context): readonly TableWork[] {
  const { seen } = context.at(statement)
  if (!seen?.watched || seen.failedOnSamples || onRows.includes(statement.kind)) return []
  const isMixed = mixed.includes(statement.kind)
  const work = seen.work
    .filter(({ existing, kind }) => existing && kind !== 'truncate')
    .filter(({ kind, sign }) => kind !== 'scan' || !isMixed || sign.startsWith('the server said'))
  const byTable = Map.groupBy(work, ({ table }) => table)
  return [...byTable].flatMap(([table, works]) => {
    const kind = gravest.find((candidate) => works.some((work) => work.kind === candidate))
    const on = seenOn(table, statement, context)
    return kind ? [{ name: displayName(table), kind, lock: on?.lock }] : []
  })
}

/** These may hold reading and writing of rows among other things, so that only what the server says of itself tells a scan. */
const mixed: readonly Statement['kind'][] = ['do-block', 'opaque', 'read', 'other']

const onRows: readonly Statement['kind'][] = ['insert', 'update', 'delete', 'merge', 'copy', 'truncate']

/** The first table that the transaction was seen to lock for itself alone before a statement that does not take that lock itself. */
export function seenHeldBefore(
  statement: Statement,
  context: Context,
): { readonly table: Name; readonly range: Range } | undefined {
  const { seen } = context.at(statement)
  if (!context.rehearsed || !seen) return undefined
  const earlier = transactionSteps(context.rehearsed, seen).slice(0, -1)
  const worked = new Set(seen.work.map(({ table }) => table))
  const held = earlier.flatMap(({ locks, range }) =>
    locks
      .filter(({ mode, existing, kind }) => mode === 'ACCESS EXCLUSIVE' && existing && tables.includes(kind))
      // What is worked on needs the lock for its own sake, or is told of on its own.
      .filter(({ relation }) => !worked.has(relation))
      .map(({ relation }) => ({ table: displayName(relation), range })),
  )
  return held[0]
}

const tables: readonly SeenLock['kind'][] = ['table', 'partitioned-table']
