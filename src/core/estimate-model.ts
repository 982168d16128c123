import type { Name } from './name.ts'
import type { RehearsedStep, SeenRows, SeenWork } from './rehearsal.ts'
import type { Seconds } from './reported-rehearsal.ts'
import type { Statistics, TableStatistics } from './statistics.ts'

/** What a machine takes for each kind of work, in seconds. docs/rehearsal.md argues each and holds them against what was measured. */
interface Pace {
  readonly statement: number
  readonly byteRead: number
  readonly byteWritten: number
  /** Looking at a row: a check, a conversion, copying its columns. */
  readonly row: number
  /** Finding a row's partner in another table. */
  readonly partner: number
  /** One comparison of a sort; an index build has n log2 n of them. */
  readonly comparison: number
  /** Writing a row with its index entries and its share of the write-ahead log. */
  readonly rowInserted: number
  readonly rowUpdated: number
  readonly rowDeleted: number
}

/** A server with fast disks that has the table in memory and nothing else to do. */
const swift: Pace = {
  statement: 0,
  byteRead: 1 / 1.5e9,
  byteWritten: 1 / 400e6,
  row: 0.1e-6,
  partner: 0.3e-6,
  comparison: 10e-9,
  rowInserted: 3e-6,
  rowUpdated: 4e-6,
  rowDeleted: 1e-6,
}

/** A small server in the cloud with network disks, cold caches and traffic. */
const slow: Pace = {
  statement: 0.1,
  byteRead: 1 / 150e6,
  byteWritten: 1 / 30e6,
  row: 1e-6,
  partner: 3e-6,
  comparison: 250e-9,
  rowInserted: 100e-6,
  rowUpdated: 100e-6,
  rowDeleted: 20e-6,
}

/** What is known of the tables' sizes when a step begins. */
export interface Sizes {
  readonly statistics: Statistics
  /** Tables that are new in the change, and hold rows of older ones: how many, nobody knows. */
  readonly filled: ReadonlySet<Name>
}

/** How long a step takes. What failed has not shown all that it does; what runs outside a transaction waits for those of others. */
export function costOf(step: RehearsedStep, sizes: Sizes): Seconds {
  const isWhole = step.watched && !step.error && !step.failedOnSamples
  const copies = copiesRows(step)
  const parts = [
    ...step.work.map((work) => workCost(work, sizes)),
    ...step.rows.map((rows) => rowsCost(rows, { ...sizes, copies })),
  ]
  return parts.reduce(sum, isWhole ? { least: swift.statement, most: slow.statement } : open)
}

/** Whether it may insert as many rows as another table holds. */
export function copiesRows({ work, rows }: RehearsedStep): boolean {
  return (
    rows.some(({ inserted }) => inserted > 0) &&
    work.some(({ kind, existing }) => kind === 'scan' && existing)
  )
}

export function sum(one: Seconds, other: Seconds): Seconds {
  const least = one.least + other.least
  if (one.most === undefined || other.most === undefined) return { least }
  return { least, most: one.most + other.most }
}

const nothing: Seconds = { least: 0, most: 0 }
const open: Seconds = { least: 0 }

function workCost(work: SeenWork, { statistics, filled }: Sizes): Seconds {
  const size = statistics[work.table]
  if (work.kind === 'truncate') return nothing
  if (!work.existing) return filled.has(work.table) ? open : nothing
  return size ? between((pace) => secondsOf(work, size, pace)) : open
}

function secondsOf({ kind, sign }: SeenWork, { rows, bytes }: TableStatistics, pace: Pace): number {
  const read = bytes * pace.byteRead + rows * pace.row
  switch (kind) {
    case 'rewrite':
      return read + bytes * pace.byteWritten
    case 'build':
      return read + rows * Math.log2(Math.max(2, rows)) * pace.comparison
    case 'scan':
      return /foreign key/i.test(sign) ? read + rows * pace.partner : read
    case 'truncate':
      return 0
  }
}

/** Sample rows tell whether all rows are written; how many of a large table some are, they do not. */
function rowsCost(
  { table, existing, inserted, updated, deleted, before }: SeenRows,
  { statistics, filled, copies }: Sizes & { readonly copies: boolean },
): Seconds {
  const size = existing ? statistics[table] : filled.has(table) ? undefined : { rows: before }
  const all = (written: number, seconds: (pace: Pace) => number): Seconds => {
    if (written === 0) return nothing
    return size && written >= before ? between((pace) => size.rows * seconds(pace)) : open
  }
  const added = copies && inserted > 0 ? open : between((pace) => inserted * pace.rowInserted)
  return [all(updated, (pace) => pace.rowUpdated), all(deleted, (pace) => pace.rowDeleted)].reduce(sum, added)
}

const between = (seconds: (pace: Pace) => number): Seconds => ({ least: seconds(swift), most: seconds(slow) })
