import { type Blockade, blockadeOf, blockades } from './lock-conflicts.ts'
import type { Name } from './name.ts'
import type { RehearsedStep } from './rehearsal.ts'
import type { Blocked } from './reported-rehearsal.ts'

/** Whom one step of a file keeps waiting, and until when. */
export interface StepBlocks {
  /** Of what nothing before it in the transaction blocks as much; by name. */
  readonly blocks: readonly Blocked[]
  /** By locks that its transaction held before; in the order they were taken. */
  readonly stillBlocks: readonly Blocked[]
  /** Index of the last step of its transaction: then its locks are released. */
  readonly last: number
}

/**
 * Whom each step keeps waiting: a lock is held from the step that takes it to the end of its transaction. `changesRows` tells which of them
 * are there to change rows (UPDATE, DELETE, MERGE), whether or not a sample row was among these.
 */
export function stepBlocks(
  steps: readonly RehearsedStep[],
  changesRows: (index: number) => boolean = () => false,
): readonly StepBlocks[] {
  const last = new Map(steps.map(({ transaction }, i) => [transaction, i]))
  let held = nothingHeld()
  return steps.map((step, i) => {
    const { transaction } = step
    if (transaction === undefined || transaction !== steps[i - 1]?.transaction) held = nothingHeld()
    const begun = new Map(
      [...blockadesOf(step, changesRows(i))].filter(([table, what]) => !isHeld(held, table, what)),
    )
    const stillBlocks = stillHeld(held, begun)
    for (const [table, what] of begun) hold(held, table, what)
    const end = transaction === undefined ? i : (last.get(transaction) ?? i)
    return { blocks: grouped(begun), stillBlocks, last: end }
  })
}

/** By table; a row that is changed is locked for whoever wants to change it too (PostgreSQL 18 documentation, 13.3.2 "Row-Level Locks"). */
function blockadesOf({ locks, rows }: RehearsedStep, changesRows: boolean): Map<Name, Blockade> {
  const strongest = new Map<Name, Blockade>()
  for (const { table, mode, existing } of locks) {
    const what = existing ? blockadeOf(mode) : undefined
    const known = strongest.get(table)
    if (what && (!known || blockades.indexOf(what) < blockades.indexOf(known))) strongest.set(table, what)
  }
  for (const { table, existing, updated, deleted } of rows) {
    if (existing && updated + deleted > 0 && !strongest.has(table)) strongest.set(table, 'changed-rows')
  }
  // None of the sample rows may be one that it is about.
  for (const { table, mode, existing } of changesRows ? locks : []) {
    if (existing && mode === 'ROW EXCLUSIVE' && !strongest.has(table)) strongest.set(table, 'changed-rows')
  }
  return strongest
}

/** Each table under the most that is blocked of it. A file may lock thousands, so that nothing here goes through all of them at each step. */
type Held = Readonly<Record<Blockade, Set<Name>>>

const nothingHeld = (): Held => ({
  everything: new Set(),
  'all-but-reads': new Set(),
  writes: new Set(),
  'changed-rows': new Set(),
})

function isHeld(held: Held, table: Name, what: Blockade): boolean {
  return blockades.slice(0, blockades.indexOf(what) + 1).some((one) => held[one].has(table))
}

function hold(held: Held, table: Name, what: Blockade): void {
  for (const one of blockades) held[one].delete(table)
  held[what].add(table)
}

function stillHeld(held: Held, begun: ReadonlyMap<Name, Blockade>): Blocked[] {
  return blockades.flatMap((what) => {
    const left = [...begun.keys()].filter((table) => held[what].has(table)).length
    const tables = firstBut(held[what], begun)
    return blocked(what, tables, held[what].size - left)
  })
}

function firstBut(names: ReadonlySet<Name>, others: ReadonlyMap<Name, unknown>): Name[] {
  const first: Name[] = []
  for (const name of names) {
    if (first.length === mostNamed) break
    if (!others.has(name)) first.push(name)
  }
  return first
}

function grouped(begun: ReadonlyMap<Name, Blockade>): Blocked[] {
  return blockades.flatMap((what) => {
    const tables = [...begun].filter(([, one]) => one === what).map(([table]) => table)
    return blocked(what, tables.sort().slice(0, mostNamed), tables.length)
  })
}

/** One lock on a partitioned table can be one on thousands of partitions; who reads this needs no more names than these. */
const mostNamed = 20

function blocked(what: Blockade, tables: readonly Name[], all: number): Blocked[] {
  const more = all - tables.length
  return tables.length === 0 ? [] : [{ what, tables, ...(more > 0 && { more }) }]
}
