import type { HistoryProblem } from '../../core/migration.ts'

export interface Journal {
  readonly dialect: string | undefined
  readonly entries: readonly { readonly tag: string; readonly when: number | undefined }[]
  readonly problems: readonly HistoryProblem[]
}

/**
 * `meta/_journal.json`: what Drizzle runs, in order. The migrator compares `when` with the newest applied
 * migration and skips whatever is older (drizzle-orm, pg-core/dialect.ts `migrate`), so an entry older than
 * one before it is never run where that one already was.
 */
export function readJournal(path: string, text: string | undefined): Journal {
  const unreadable = (message: string): Journal => ({
    dialect: undefined,
    entries: [],
    problems: [{ path, message }],
  })
  if (text === undefined)
    return unreadable('The journal could not be read; files are taken in order of name.')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return unreadable('The journal is not valid JSON; files are taken in order of name.')
  }
  const entries = isRecord(json) && Array.isArray(json.entries) ? json.entries.flatMap(entryOf) : undefined
  if (!isRecord(json) || !entries)
    return unreadable('The journal has no list of entries; files are taken in order of name.')
  return {
    dialect: typeof json.dialect === 'string' ? json.dialect : undefined,
    entries,
    problems: late(path, entries),
  }
}

function entryOf(entry: unknown): { tag: string; when: number | undefined }[] {
  if (!isRecord(entry) || typeof entry.tag !== 'string') return []
  return [{ tag: entry.tag, when: typeof entry.when === 'number' ? entry.when : undefined }]
}

function late(path: string, entries: Journal['entries']): HistoryProblem[] {
  const problems: HistoryProblem[] = []
  let newest = Number.NEGATIVE_INFINITY
  for (const { tag, when } of entries) {
    if (when !== undefined && when < newest) {
      const message = `Entry ${tag.slice(0, 80)} has an earlier \`when\` than one before it; Drizzle skips it where that one has run.`
      problems.push({ path, message })
    }
    newest = Math.max(newest, when ?? newest)
  }
  return problems
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
