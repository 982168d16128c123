import { type Blockade, blockadeOf, blockades } from './lock-conflicts.ts'
import type { Name } from './name.ts'
import type { RehearsedStep } from './rehearsal.ts'
import type { Blocked } from './reported-rehearsal.ts'

/** Whom one step of a file keeps waiting, and until when. */
export interface StepBlocks {
  /** Of what nothing before it in the transaction blocks as much. */
  readonly blocks: readonly Blocked[]
  /** By locks that its transaction held before. */
  readonly stillBlocks: readonly Blocked[]
  /** Index of the last step of its transaction: then its locks are released. */
  readonly last: number
}

/** Whom each step keeps waiting: a lock is held from the step that takes it to the end of its transaction. */
export function stepBlocks(steps: readonly RehearsedStep[]): readonly StepBlocks[] {
  const last = new Map(steps.map(({ transaction }, i) => [transaction, i]))
  let held = new Map<Name, Blockade>()
  return steps.map((step, i) => {
    const { transaction } = step
    if (transaction === undefined || transaction !== steps[i - 1]?.transaction) held = new Map()
    const own = blockadesOf(step)
    const begun = new Map([...own].filter(([table, what]) => !isCovered(what, held.get(table))))
    const still = new Map([...held].filter(([table]) => !begun.has(table)))
    held = new Map([...held, ...begun])
    return {
      blocks: grouped(begun),
      stillBlocks: grouped(still),
      last: transaction === undefined ? i : (last.get(transaction) ?? i),
    }
  })
}

/** By table; a row that is changed is locked for whoever wants to change it too (PostgreSQL 18 documentation, 13.3.2 "Row-Level Locks"). */
function blockadesOf({ locks, rows }: RehearsedStep): Map<Name, Blockade> {
  const byLock = locks
    .filter(({ existing }) => existing)
    .map(({ table, mode }) => [table, blockadeOf(mode)] as const)
  const byRows = rows
    .filter(({ existing, updated, deleted }) => existing && updated + deleted > 0)
    .map(({ table }) => [table, 'changed-rows'] as const)
  return strongest([...byLock, ...byRows])
}

function strongest(found: readonly (readonly [Name, Blockade | undefined])[]): Map<Name, Blockade> {
  const kept = new Map<Name, Blockade>()
  for (const [table, what] of found) {
    if (what !== undefined && !isCovered(what, kept.get(table))) kept.set(table, what)
  }
  return kept
}

const isCovered = (what: Blockade, other: Blockade | undefined) =>
  other !== undefined && blockades.indexOf(other) <= blockades.indexOf(what)

/** One lock on a partitioned table can be one on thousands of partitions; who reads this needs no more names than these. */
const mostNamed = 20

function grouped(byTable: ReadonlyMap<Name, Blockade>): Blocked[] {
  return blockades.flatMap((what) => {
    const tables = [...byTable].filter(([, one]) => one === what).map(([table]) => table)
    if (tables.length === 0) return []
    const more = tables.length - mostNamed
    return [{ what, tables: tables.sort().slice(0, mostNamed), ...(more > 0 && { more }) }]
  })
}
