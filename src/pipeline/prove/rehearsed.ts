import { type Blockade, blockades } from '../../core/lock-conflicts.ts'
import type { RanFile, Rehearsal } from '../../core/rehearsal.ts'
import type { ReportedRun, ReportedStatement } from '../../core/reported-rehearsal.ts'
import type { Trial } from '../try-out.ts'

/** One file's run, in the server's words and as it is reported. */
export interface Run {
  readonly rehearsal: Rehearsal
  readonly file: RanFile
  readonly reported: ReportedRun
}

/** Why a file's run proves nothing, as a clause. */
interface NotRun {
  readonly why: string
}

/** The run of a file that was applied as it stands, with nothing standing in for a part of it; with or without sample rows. */
export function runOf(path: string, { rehearsals, evaluation }: Trial): Run | NotRun {
  const rehearsal = rehearsals.find(({ files }) => files.some((file) => file.path === path))
  const file = rehearsal?.files.find((one) => one.path === path)
  const all = evaluation.rehearsal?.histories.flatMap(({ files }) => files) ?? []
  const reported = all.find((one) => one.path === path)
  const impossible = evaluation.rehearsal?.notRehearsed.find((one) => one.path === path)
  if (impossible) return { why: `${path} was not rehearsed: ${impossible.reason}` }
  if (!rehearsal || !file || !reported) return { why: `${path} was not rehearsed` }
  if (file.outcome === 'not-rehearsed') return { why: `${path} was not rehearsed: ${file.reason}` }
  if (reported.outcome === 'not-rehearsed') return { why: `${path} was not rehearsed: ${reported.reason}` }
  const problem = problemOf(file)
  return problem === undefined ? { rehearsal, file, reported } : { why: `${path}: ${problem}` }
}

export const hasRun = (run: Run | NotRun): run is Run => 'file' in run

function problemOf({ outcome, steps }: RanFile): string | undefined {
  if (outcome === 'failed')
    return `it fails: ${steps.at(-1)?.error?.message ?? 'the server does not say why'}`
  return steps.some(({ isStandIn }) => isStandIn) ? 'a part of it was not run as it stands' : undefined
}

/**
 * The first error that sample rows made and that did not come before, as a clause: they were left out then, and what follows was run without
 * them.
 */
export function failsOnRows(runs: readonly Run[], before: Run | undefined): string | undefined {
  const known = new Set((before ? sampleErrors(before) : []).map(({ code }) => code))
  const found = runs.flatMap(sampleErrors).find(({ code }) => !known.has(code))
  return found && `it fails on rows: ${found.message}`
}

const sampleErrors = ({ file }: Run) => file.steps.flatMap(({ failedOnSamples: error }) => error ?? [])

/** What a proof has to add where rows were left out, as sentences. */
export const withoutRows = (runs: readonly Run[]): readonly string[] =>
  runs.some((run) => sampleErrors(run).length > 0)
    ? ['Sample rows did not fit and were left out: whether your rows fit was not seen.']
    : []

/** `Postgres 18` */
export const serverOf = ({ rehearsal }: Run): string => `Postgres ${rehearsal.server.version}`

/**
 * The first statement that works on a table that was there before, for as long as it has rows, and keeps readers or writers of one waiting
 * meanwhile; as a clause. A lock that is held while nothing takes long is a short one.
 */
export function longBlock({ reported }: Run): string | undefined {
  const found = reported.statements.find((one) => isLong(one) && blocksMany(one))
  return found && `${found.text} works on a table that others wait for`
}

const isLong = ({ work, rows }: ReportedStatement) => work.length + rows.length > 0

/** Rows that are changed keep none waiting but those who change the same. */
const blocksMany = ({ blocks, stillBlocks }: ReportedStatement) =>
  [...blocks, ...stillBlocks].some(({ what }) => what !== 'changed-rows')

/** A table that waits for more than it did, as a clause. */
export function graverLock(before: Run | undefined, after: Run): string | undefined {
  const was = before ? worstByTable(before) : new Map<string, number>()
  for (const [table, rank] of worstByTable(after))
    if (rank < (was.get(table) ?? Number.POSITIVE_INFINITY)) return `${table} would wait for more than it did`
  return undefined
}

/** Rank of the gravest blockade of each table; the gravest is 0. */
function worstByTable({ reported }: Run): ReadonlyMap<string, number> {
  const worst = new Map<string, number>()
  for (const { what, tables } of reported.statements.flatMap(({ blocks }) => blocks))
    for (const table of tables) worst.set(table, Math.min(rankOf(what), worst.get(table) ?? rankOf(what)))
  return worst
}

const rankOf = (what: Blockade) => blockades.indexOf(what)
