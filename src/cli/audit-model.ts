import { oneLine } from '../render/visible.ts'
import type { Acceptance } from '../review/journal.ts'
import { callLines } from '../store/call-export.ts'
import { acceptanceOf } from '../store/feedback.ts'
import { type SpentRow, spentBy } from '../store/spent.ts'
import { dayOf, writeLines } from './audit-lines.ts'
import { exit } from './exit.ts'
import { write } from './output.ts'
import { withStore } from './store.ts'

export interface CallsOptions {
  readonly since?: string
  readonly output?: string
  readonly format: 'json' | 'csv'
}

/** `sluice audit calls`: every request to a model, one JSON object a line, or its figures as CSV. */
export async function auditCallsCommand({ since, output, format }: CallsOptions): Promise<number> {
  const from = dayOf(since)
  await withStore((db) => writeLines(callLines(db, { format, since: from }), output))
  return exit.ok
}

export interface SpendingOptions {
  readonly since?: string
  readonly by: 'day' | 'repository' | 'model'
  readonly format: 'terminal' | 'json'
}

/** `sluice audit spending`: calls, tokens and dollars of each day, repository or model. */
export async function auditSpendingCommand({ since, by, format }: SpendingOptions): Promise<number> {
  const from = dayOf(since)
  const rows = await withStore((db) => spentBy(db, { by, since: from }))
  await write(format === 'json' ? json(rows) : spendingTable(rows, by))
  return exit.ok
}

export interface AcceptanceOptions {
  readonly since?: string
  readonly format: 'terminal' | 'json'
}

/** `sluice audit acceptance`: what became of the model's findings, category by category. */
export async function auditAcceptanceCommand({ since, format }: AcceptanceOptions): Promise<number> {
  const from = dayOf(since)
  const rows = await withStore((db) => acceptanceOf(db, { since: from }))
  await write(format === 'json' ? json(rows) : acceptanceTable(rows))
  return exit.ok
}

const json = (rows: readonly object[]) => `${JSON.stringify(rows, undefined, 2)}\n`

function spendingTable(rows: readonly SpentRow[], by: string): string {
  if (rows.length === 0) return 'No model was asked.\n'
  const total = { ...rows.reduce(together), of: 'all' }
  const lines = [...rows, total].map((row) => [
    oneLine(row.of),
    ...[row.calls, row.failed, tokensIn(row), row.outputTokens].map(String),
    cachedShare(row),
    row.usd.toFixed(2),
  ])
  return table([[by, 'calls', 'failed', 'tokens in', 'tokens out', 'cached', 'USD'], ...lines])
}

function together(one: SpentRow, other: SpentRow): SpentRow {
  return {
    of: one.of,
    calls: one.calls + other.calls,
    failed: one.failed + other.failed,
    inputTokens: one.inputTokens + other.inputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    usd: one.usd + other.usd,
  }
}

const tokensIn = ({ inputTokens, cacheReadTokens, cacheWriteTokens }: SpentRow) =>
  inputTokens + cacheReadTokens + cacheWriteTokens

/** Of the tokens that were sent those that the server had. */
function cachedShare(row: SpentRow): string {
  const sent = tokensIn(row)
  return sent === 0 ? '-' : `${Math.round((row.cacheReadTokens / sent) * 100)} %`
}

function acceptanceTable(rows: readonly Acceptance[]): string {
  if (rows.length === 0) return 'No finding of a model was shown.\n'
  const lines = rows.map((row) => [
    row.category,
    ...[row.shown, row.fixed, row.dismissed, row.liked, row.disliked].map(String),
    row.shown === 0 ? '-' : `${Math.round((row.fixed / row.shown) * 100)} %`,
  ])
  return table([['category', 'shown', 'fixed', 'dismissed', 'liked', 'disliked', 'fixed of shown'], ...lines])
}

/** Names to the left, figures to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('')
}
