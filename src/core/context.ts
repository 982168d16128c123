import { findTable } from './catalog/lookup.ts'
import type { Catalog, Table } from './catalog.ts'
import type { SqlDocument } from './document.ts'
import type { FileRun } from './replay.ts'
import type { Context, StepContext } from './rule.ts'
import { trackSettings } from './settings.ts'
import type { Statement } from './statement.ts'
import type { Statistics } from './statistics.ts'
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
  const worldAt = (statement: Statement): StepContext => ({
    ...(steps.get(statement) ?? { before, after: before, changes: [] }),
    transaction: plan.at.get(statement) ?? { number: undefined },
    settings: settings.get(statement) ?? { lockTimeout: undefined, statementTimeout: undefined },
  })
  const worlds = new Map(document.statements.map((statement) => [statement, worldAt(statement)]))
  return {
    before,
    after,
    changes,
    version: review.version,
    siblings: review.siblings,
    transactionProblems: plan.problems,
    at: (statement) => worlds.get(statement) ?? worldAt(statement),
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
