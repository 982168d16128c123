import type { HistoryProblem, Section, TransactionMode } from '../../core/migration.ts'
import { type Line, linesOf } from '../lines.ts'

/** A formatted SQL changelog: its changesets as sections, the SQL of its rollback comments as undo. */
export interface Formatted {
  readonly ids: readonly string[]
  readonly sections: { readonly up: readonly Section[]; readonly down: readonly Section[] }
  readonly transaction: TransactionMode
  /** Every changeset runs again when it changes, or always. */
  readonly rerun: boolean
  readonly dbms: readonly string[]
  readonly problems: readonly HistoryProblem[]
}

const header = /^\s*--\s*liquibase\s*formatted/i
const changeset = /^\s*--\s*changeset\s+("[^"]+"|[^:\s][^:]*):\s*("[^"]+"|\S+)(.*)$/i
const unfinished = /^\s*--?\s*changeset\b/i
const rollback = /^\s*--\s*rollback (.*)$/i
const blockStart = /^\s*\/\*\s*liquibase\s*rollback\s*$/i
const blockEnd = /\*\/\s*$/
const nothingToUndo = /^\s*(?:not required|empty)/i

/** Whether the first line that is not blank is `--liquibase formatted sql`. */
export function isFormatted(text: string | undefined): boolean {
  if (text === undefined || !/liquibase/i.test(text.slice(0, 2000))) return false
  for (const line of linesOf(text)) if (line.text.trim() !== '') return header.test(line.text)
  return false
}

interface Changeset {
  readonly id: string
  readonly attributes: string
  readonly line: Line
  end: number
}

/**
 * The grammar is that of liquibase.parser.AbstractFormattedChangeLogParser: one comment per line, matched
 * case-insensitively.
 */
export function readFormatted(path: string, text: string): Formatted {
  const sets: Changeset[] = []
  const down: Section[] = []
  const problems: HistoryProblem[] = []
  let block: number | undefined
  for (const line of linesOf(text)) {
    const match = changeset.exec(line.text)
    if (block !== undefined) {
      if (!blockEnd.test(line.text)) continue
      down.push({ start: block, end: Math.max(block, line.start + line.text.lastIndexOf('*/')) })
      block = undefined
    } else if (match) {
      const last = sets.at(-1)
      if (last) last.end = line.start
      sets.push({
        id: `${bare(match[1])}:${bare(match[2])}`,
        attributes: match[3] ?? '',
        line,
        end: text.length,
      })
    } else if (unfinished.test(line.text)) {
      problems.push({ path, line: line.number, message: 'Liquibase expects `--changeset author:id` here.' })
    } else if (blockStart.test(line.text)) block = line.next
    else down.push(...rollbackOf(line))
  }
  if (sets.length === 0)
    problems.push({
      path,
      message: 'It has no `--changeset author:id` line, so Liquibase runs nothing of it.',
    })
  return { ...forward(sets), sections: { up: partsOf(sets), down }, problems }
}

const bare = (name: string | undefined) => (name ?? '').replaceAll('"', '').trim()

function rollbackOf(line: Line): Section[] {
  const sql = rollback.exec(line.text)?.[1]
  if (sql === undefined) return []
  const start = line.start + line.text.length - sql.length
  return [{ start, end: nothingToUndo.test(sql) ? start : line.end }]
}

const says = ({ attributes }: Changeset, key: string, value: string) =>
  new RegExp(`\\b${key}:${value}\\b`, 'i').test(attributes)
const isFree = (set: Changeset) => says(set, 'runInTransaction', 'false')

function forward(sets: readonly Changeset[]): Pick<Formatted, 'ids' | 'transaction' | 'rerun' | 'dbms'> {
  const rerun =
    sets.length > 0 && sets.every((set) => says(set, 'runOnChange', 'true') || says(set, 'runAlways', 'true'))
  const dbms = sets.flatMap(({ attributes }) => /\bdbms:(\w{1,40})(?![\w,])/i.exec(attributes)?.[1] ?? [])
  return {
    ids: sets.map(({ id }) => id),
    transaction: sets.length > 0 && sets.every(isFree) ? 'none' : 'file',
    rerun,
    dbms,
  }
}

function partsOf(sets: readonly Changeset[]): Section[] {
  const all = sets.every(isFree)
  return sets.map((set) => {
    const part = { start: set.line.next, end: Math.max(set.line.next, set.end) }
    return isFree(set) && !all ? { ...part, transaction: 'none' } : part
  })
}
