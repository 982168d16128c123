import { type Applied, apply, beginFile } from './catalog/apply.ts'
import type { Catalog } from './catalog.ts'
import type { Change } from './change.ts'
import type { SqlDocument } from './document.ts'
import type { Statement } from './statement.ts'
import type { Range } from './text.ts'

/** What one statement did to the catalog. */
export interface Step {
  readonly before: Catalog
  readonly after: Catalog
  readonly changes: readonly Change[]
  /** Where the statement contradicts a history that was read in full, as a clause: `orders already exists`. */
  readonly problem?: string
}

/** Where a history contradicts itself, so that the replay is not what the server does: `orders already exists`. */
export interface ReplayProblem {
  readonly path: string
  readonly range: Range
  readonly text: string
}

/** One file replayed, with the catalog around every statement. */
export interface FileRun {
  readonly document: SqlDocument
  readonly before: Catalog
  readonly after: Catalog
  readonly steps: ReadonlyMap<Statement, Step>
  readonly changes: readonly Change[]
  readonly problems: readonly ReplayProblem[]
}

/** Replays one file and keeps what each statement did. */
export function runFile(catalog: Catalog, document: SqlDocument): FileRun {
  const before = beginFile(catalog)
  const steps = new Map<Statement, Step>()
  const changes: Change[] = []
  const problems: ReplayProblem[] = []
  let current = before
  for (const statement of document.statements) {
    const applied = apply(current, statement, document.path)
    const made = applied.changes.map((change): Change => ({ ...change, path: document.path }))
    const found = problemsOf(applied, current, statement, document)
    const [problem] = found.map(({ text }) => text)
    const step = { before: current, after: applied.catalog, changes: made }
    steps.set(statement, problem === undefined ? step : { ...step, problem })
    changes.push(...made)
    problems.push(...found)
    current = applied.catalog
  }
  return { document, before, after: current, steps, changes, problems }
}

/** Replays one file for its effect alone. */
export function advance(catalog: Catalog, document: SqlDocument): Pick<FileRun, 'after' | 'problems'> {
  const problems: ReplayProblem[] = []
  let after = beginFile(catalog)
  for (const statement of document.statements) {
    const applied = apply(after, statement, document.path)
    problems.push(...problemsOf(applied, after, statement, document))
    after = applied.catalog
  }
  return { after, problems }
}

/** A contradiction means something only while the catalog knows all there is. */
function problemsOf(
  { problem }: Applied,
  before: Catalog,
  { range }: Statement,
  { path }: SqlDocument,
): ReplayProblem[] {
  return problem === undefined || before.partial.length > 0 ? [] : [{ path, range, text: problem }]
}
