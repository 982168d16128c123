import { findTable } from './catalog/lookup.ts'
import type { Catalog, Table } from './catalog.ts'
import { confront } from './confront.ts'
import type { SqlDocument } from './document.ts'
import type { Rehearsal, RehearsedStep } from './rehearsal.ts'
import type { FileRun } from './replay.ts'
import type { Context, RehearsedWorld, StepContext } from './rule.ts'
import { trackSettings } from './settings.ts'
import type { Statement } from './statement.ts'
import type { Statistics } from './statistics.ts'
import { contains } from './text.ts'
import { planTransactions } from './transaction.ts'

/** What is the same for every rule that looks at one file. */
export interface FileContext extends Omit<Context, 'options'> {
  /** Whether a table of the catalog was made by another file of the same pull request, so that nothing uses it yet. */
  isFresh(table: Table): boolean
}

export interface ReviewContext {
  readonly version: number
  readonly statistics: Statistics
  readonly siblings: readonly SqlDocument[]
  /** The catalog of the base branch; undefined when files are taken one by one. */
  readonly merged?: Catalog
  /** What running the history's new files showed. */
  readonly rehearsal?: Rehearsal
  /** The text of a merged file, where it was read. */
  readonly baseText?: (path: string) => string | undefined
}

/** Builds what rules may know of one replayed file; transactions and settings are derived once. */
export function fileContext(run: FileRun, review: ReviewContext): FileContext {
  const { document, before, after, steps, changes } = run
  const plan = planTransactions(
    document.statements,
    document.migration?.transaction ?? 'none',
    document.migration?.sections.up,
  )
  const settings = trackSettings(document.statements, plan)
  const rehearsed = rehearsedWorld(document.path, review)
  const stepOf = stepFinder(rehearsed)
  const worldAt = (statement: Statement): StepContext => {
    const seen = stepOf(statement)
    return {
      ...(steps.get(statement) ?? { before, after: before, changes: [] }),
      transaction: plan.at.get(statement) ?? { number: undefined },
      settings: settings.get(statement) ?? { lockTimeout: undefined, statementTimeout: undefined },
      ...(seen && { seen }),
    }
  }
  const worlds = new Map(document.statements.map((statement) => [statement, worldAt(statement)]))
  const at = (statement: Statement) => worlds.get(statement) ?? worldAt(statement)
  const around = { at, before, version: review.version, ...(rehearsed && { rehearsed }) }
  return {
    ...around,
    after,
    changes,
    siblings: review.siblings,
    transactionProblems: plan.problems,
    holds(statement, claim) {
      const verdict = confront(claim, statement, around)?.kind
      return verdict === undefined ? 'unknown' : verdict === 'disproved' ? 'no' : 'yes'
    },
    existing(statement, name) {
      const table = findTable(steps.get(statement)?.before ?? before, name)
      if (!table) return 'unknown'
      // Identities are handed out in order, so everything older than this file has a smaller one.
      return table.id < before.nextId ? table : 'new'
    },
    statistics(name) {
      const table = findTable(before, name) ?? findTable(after, name)
      return review.statistics[table?.name ?? name] ?? review.statistics[`public.${name}`]
    },
    isFresh: (table) => review.merged !== undefined && findTable(review.merged, table.name) === undefined,
  }
}

function rehearsedWorld(path: string, { rehearsal, baseText }: ReviewContext): RehearsedWorld | undefined {
  const position = rehearsal?.files.findIndex((file) => file.path === path) ?? -1
  const file = rehearsal?.files[position]
  if (!rehearsal || !file) return undefined
  const { server, base, files } = rehearsal
  const ran = files.slice(0, position).filter((one) => one.outcome !== 'not-rehearsed')
  return {
    server,
    base,
    file,
    earlier: ran.flatMap(({ steps }) => steps),
    emptied: ran.flatMap(({ undo }) => undo?.emptied ?? []),
    skippedTexts: base.skipped.map(({ path, range }) => baseText?.(path)?.slice(range.start, range.end)),
  }
}

/** Finds the step of a statement, or of the one it stands in. */
function stepFinder(rehearsed: RehearsedWorld | undefined): (of: Statement) => RehearsedStep | undefined {
  const file = rehearsed?.file
  if (!file || file.outcome === 'not-rehearsed') return () => undefined
  const steps = file.steps.toSorted((one, other) => one.range.start - other.range.start)
  return ({ range }) => {
    let low = 0
    let high = steps.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((steps[middle]?.range.start ?? 0) <= range.start) low = middle + 1
      else high = middle
    }
    const step = steps[low - 1]
    return step && contains(step.range, range) ? step : undefined
  }
}
