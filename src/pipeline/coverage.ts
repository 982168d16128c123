import type { SqlDocument, Unparsed } from '../core/document.ts'
import type { FileCoverage } from '../core/report.ts'
import { basePath, headPath } from '../core/snapshot.ts'
import { LineMap, startOfFile } from '../core/text.ts'
import type { SideDocuments } from './read.ts'
import type { Survey } from './survey.ts'
import { noTerraform, type TerraformModel } from './terraform.ts'

/** What was read of both sides. */
export interface ReadSides {
  readonly base: SideDocuments
  readonly head: SideDocuments
  readonly terraform: TerraformModel
}

/** Every changed data file: read, read in part, or not, and why. */
export function coverageOf(survey: Survey, { base, head, terraform }: ReadSides): FileCoverage[] {
  const sql = survey.sql.map((change): FileCoverage => {
    const path = headPath(change)
    if (path === undefined) return sqlCoverage(change.path, base, basePath(change) ?? change.path)
    return sqlCoverage(path, head, path)
  })
  return [...sql, ...survey.unread, ...terraform.coverage].sort((one, other) =>
    one.path < other.path ? -1 : 1,
  )
}

function sqlCoverage(path: string, { documents, failures }: SideDocuments, readAs: string): FileCoverage {
  const document = documents.get(readAs)
  if (!document) {
    return {
      path,
      language: 'sql',
      status: 'not-evaluated',
      reason: failures.get(readAs) ?? 'it was not read',
    }
  }
  const all = readable(document)
  const missed = all.filter(({ kind }) => kind === 'unparsed' || kind === 'opaque')
  const statements = { total: all.length, analysed: all.length - missed.length }
  const [first] = missed
  if (!first) return { path, language: 'sql', status: 'evaluated', statements }
  return { path, language: 'sql', status: 'partly', reason: reasonOf(document, first), statements }
}

function reasonOf({ text }: SqlDocument, statement: SqlDocument['statements'][number]): string {
  const { line } = new LineMap(text).position(statement.range.start)
  if (statement.kind === 'unparsed') return `line ${line}: ${statement.message}`
  return `line ${line}: ${statement.kind === 'opaque' ? statement.reason : statement.kind}`
}

/**
 * What `sluice/not-evaluated` reports: files that were not read, and stretches no parser could read. Statements that were read but
 * whose effect cannot be known are reported by `migration/opaque-statement`.
 */
export function unreadOf(survey: Survey, { base, head, terraform }: ReadSides) {
  const whole = coverageOf(survey, { base, head, terraform: noTerraform })
    .filter(({ status }) => status === 'not-evaluated')
    .map(({ path, reason = 'it was not read' }) => ({ path, range: startOfFile, reason }))
  return {
    before: [...unreadParts(survey.sql.map(basePath), base), ...terraform.unread.before],
    after: [...whole, ...unreadParts(survey.sql.map(headPath), head), ...terraform.unread.after],
  }
}

function unreadParts(paths: readonly (string | undefined)[], { documents }: SideDocuments): Unparsed[] {
  return paths.flatMap((path) => {
    const document = path === undefined ? undefined : documents.get(path)
    return document ? readable(document).flatMap((statement) => partOf(document.path, statement)) : []
  })
}

/** Liquibase's rollback lines are pieces of statements, not statements. */
function readable({ statements, undo, migration }: SqlDocument): SqlDocument['statements'] {
  return migration?.tool === 'liquibase' ? statements : [...statements, ...undo]
}

function partOf(path: string, statement: SqlDocument['statements'][number]): Unparsed[] {
  return statement.kind === 'unparsed' ? [{ path, range: statement.range, reason: statement.message }] : []
}
