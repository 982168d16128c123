import { stepBlocks } from './blocked.ts'
import { estimate } from './estimate.ts'
import { blockadeOf } from './lock-conflicts.ts'
import type { NotRehearsed, RanFile, Rehearsal, RehearsedStep, ServerError, Undo } from './rehearsal.ts'
import type {
  ReportedDisproof,
  ReportedError,
  ReportedHistory,
  ReportedRehearsal,
  ReportedRun,
  ReportedStatement,
  ReportedUndo,
  Seconds,
} from './reported-rehearsal.ts'
import type { Statistics } from './statistics.ts'
import { type LineRange, type Range, shortened, slice, startOfFile } from './text.ts'

/** What was rehearsed, what could not be, and what that disproved. */
export interface RehearsalResults {
  readonly rehearsals: readonly Rehearsal[]
  readonly impossible: readonly NotRehearsed[]
  readonly disproved: readonly (Omit<ReportedDisproof, 'lines'> & { readonly range: Range })[]
}

/** The files of both sides: lines of their ranges, and their text. */
export interface Places {
  lines(path: string, range: Range, side?: 'base' | 'head'): LineRange
  text(path: string, side: 'base' | 'head'): string
}

/** The rehearsals as a report holds them; null where there was nothing to rehearse. */
export function reportRehearsal(
  { rehearsals, impossible, disproved }: RehearsalResults,
  places: Places,
  statistics: Statistics,
): ReportedRehearsal | null {
  if (rehearsals.length + impossible.length === 0) return null
  return {
    histories: rehearsals.map((rehearsal) => reportedHistory(rehearsal, places, statistics)),
    notRehearsed: impossible,
    disproved: disproved.map(({ range, ...said }) => ({ ...said, lines: places.lines(said.path, range) })),
  }
}

function reportedHistory(
  { history, server, base, files }: Rehearsal,
  places: Places,
  statistics: Statistics,
): ReportedHistory {
  const skipped = base.skipped.map(({ path, range, error }) => ({
    path,
    lines: places.lines(path, range, 'base'),
    error: reportedError(error),
  }))
  return {
    history,
    server,
    base: { ...base, skipped },
    files: files.map((file) =>
      file.outcome === 'not-rehearsed' ? file : reportedRun(file, places, statistics),
    ),
  }
}

function reportedRun(file: RanFile, places: Places, statistics: Statistics) {
  const { path, outcome, steps, undo, excuse } = file
  const text = places.text(path, 'head')
  const changesRows = (i: number) => rowChange.test(slice(text, steps[i]?.range ?? startOfFile))
  const blocks = stepBlocks(steps, changesRows)
  const estimates = estimate(steps, statistics).map((one, i) =>
    one && changesRows(i) && !changedAny(steps[i])
      ? { runs: openAbove(one.runs), held: openAbove(one.held) }
      : one,
  )
  const lineAt = (range: Range) => places.lines(path, range).startLine
  const statements = steps.map((step, i): ReportedStatement => {
    const { blocks: begun = [], stillBlocks = [], last = i } = blocks[i] ?? {}
    const end = steps[last]
    const { runs, held } = estimates[i] ?? {}
    return {
      text: shortened(slice(text, step.range).replace(/\s+/g, ' ').trim(), 300),
      lines: places.lines(path, step.range),
      ...seen(step),
      blocks: begun,
      stillBlocks: isLong(step) ? stillBlocks : [],
      ...(begun.length > 0 && end && last > i && { heldUntil: lineAt(end.range) }),
      ...(step.error && { error: reportedError(step.error, lineAt) }),
      ...(step.failedOnSamples && { failedOnSamples: reportedError(step.failedOnSamples, lineAt) }),
      ...(runs && isLong(step) && { runs }),
      ...(held && begun.length > 0 && { held }),
    }
  })
  const told = statements.filter(isTold)
  const quiet = statements.filter((one) => !isTold(one) && !isControl(one)).length
  return {
    path,
    outcome,
    statements: told,
    quiet,
    ...(undo && { undo: reportedUndo(undo, path, places) }),
    ...(excuse !== undefined && { excuse: cut(excuse) }),
  } satisfies ReportedRun
}

/** Statements that change rows which are there. */
const rowChange = /^\s*(?:update|delete|merge)\b/i

const changedAny = (step: RehearsedStep | undefined) =>
  step?.rows.some(({ updated, deleted }) => updated + deleted > 0) ?? false

/** How many rows it changes where there are more than samples is not known. */
const openAbove = ({ least }: Seconds): Seconds => ({ least })

/** What there was before the change, and how it was treated. */
function seen({ transaction, watched, locks, work, rows, inner }: RehearsedStep) {
  return {
    ...(transaction !== undefined && { transaction }),
    watched,
    locks: locks
      .filter(({ existing, mode }) => existing && blockadeOf(mode) !== undefined)
      .map(({ relation, table, kind, mode }) => ({ relation, table, kind, mode })),
    work: work.filter(({ existing }) => existing).map(({ existing: _, ...done }) => done),
    rows: rows.filter(({ existing }) => existing).map(({ existing: _, ...written }) => written),
    inner: inner.reduce((sum, { times = 1 }) => sum + times, 0),
  }
}

/** Whether it works on whole tables that were there before, or writes their rows. */
const isLong = ({ work, rows }: RehearsedStep) => [...work, ...rows].some(({ existing }) => existing)

function isTold({ watched, blocks, work, rows, error, failedOnSamples }: ReportedStatement): boolean {
  return !watched || blocks.length + work.length + rows.length > 0 || (error ?? failedOnSamples) !== undefined
}

const isControl = ({ text }: ReportedStatement) =>
  /^(?:begin|start transaction|commit|end|rollback|abort|savepoint|release)\b/i.test(text)

function reportedUndo(undo: Undo, path: string, places: Places): ReportedUndo {
  switch (undo.outcome) {
    case 'restored':
      return { outcome: 'restored' }
    case 'stopped':
      return { outcome: 'stopped', reason: undo.reason }
    case 'differs':
      return {
        outcome: 'differs',
        differences: undo.differences.map(({ before, after, ...difference }) => ({
          ...difference,
          ...(before !== undefined && { before: cut(before) }),
          ...(after !== undefined && { after: cut(after) }),
        })),
      }
    default: {
      const place = { path: undo.outcome === 'failed' ? undo.path : path, range: undo.range }
      const lines = places.lines(place.path, place.range)
      return {
        outcome: undo.outcome,
        path: place.path,
        lines,
        error: reportedError(undo.error, (range) => places.lines(place.path, range).startLine),
      }
    }
  }
}

function reportedError(error: ServerError, lineAt?: (range: Range) => number): ReportedError {
  const { code, message, detail, hint, at } = error
  return {
    code,
    message: cut(message),
    ...(detail !== undefined && { detail: cut(detail) }),
    ...(hint !== undefined && { hint: cut(hint) }),
    ...(at !== undefined && lineAt && { line: lineAt({ start: at, end: at }) }),
  }
}

/** A migration may raise a message of any length. */
const cut = (text: string) => shortened(text, 1000)
