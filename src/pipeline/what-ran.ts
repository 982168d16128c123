import type { SqlDocument } from '../core/document.ts'
import { normalise } from '../core/fingerprint.ts'
import type { RanFile, RehearsedStep } from '../core/rehearsal.ts'
import type { Statement } from '../core/statement.ts'
import { contains, type Range, slice } from '../core/text.ts'
import type { SqlReader } from '../sql/reader.ts'

/** A statement that ran inside another, and its text. */
interface Inner {
  readonly statement: Statement
  readonly sql: string
}

/**
 * A document with the statements that its blocks and functions were seen to run: those that the text spells out are marked, the others
 * follow the statement that ran them, in place of what could not be read.
 */
export async function withWhatRan(
  document: SqlDocument,
  { steps }: RanFile,
  reader: SqlReader,
): Promise<SqlDocument> {
  const revealing = steps.filter(({ inner }) => inner.length > 0)
  const texts = revealing.map(({ inner }) => inner.map(({ sql }) => `${sql}\n;\n`).join(''))
  const readings = await reader.read(texts.map((text) => ({ path: document.path, text })))
  const statements = revealing.reduce((known, step, i) => {
    const [text, reading] = [texts[i] ?? '', readings[i]]
    const inner = reading?.ok ? reading.statements : []
    const told = inner.map((statement) => ({ statement, sql: normalise(slice(text, statement.range)) }))
    return withInner(document, known, { step, told })
  }, document.statements)
  return { ...document, statements }
}

function withInner(
  { text }: SqlDocument,
  statements: readonly Statement[],
  { step, told }: { readonly step: RehearsedStep; readonly told: readonly Inner[] },
): readonly Statement[] {
  const { range } = step
  const last = statements.findLast((statement) => contains(range, statement.range))
  const isRead = told.length > 0 && told.every(({ statement }) => statement.kind !== 'unparsed')
  if (!last || !isRead) return statements
  const spelled = new Map(
    statements
      .filter((statement) => statement.inside && contains(range, statement.range))
      .map((statement) => [normalise(slice(text, statement.range)), statement]),
  )
  const marked = new Set(told.flatMap(({ sql }) => spelled.get(sql) ?? []))
  const hidden = told
    .filter(({ sql, statement }) => !spelled.has(sql) && statement.kind !== 'read')
    .map(({ statement }) => seenAt(range, statement))
  // What failed on its way may have had more to do.
  const isExplained = (statement: Statement) =>
    statement.kind === 'opaque' && contains(range, statement.range) && !step.error
  return statements
    .map((statement) => (marked.has(statement) ? { ...statement, ran: true as const } : statement))
    .flatMap((statement, i) => (statements[i] === last ? [statement, ...hidden] : [statement]))
    .filter((statement) => !isExplained(statement))
}

/** Its text is not in the file: it, and every part of it, stands where the statement stands that ran it. */
function seenAt(range: Range, statement: Statement): Statement {
  return { ...movedTo(range, statement), inside: { block: range, guarded: false }, ran: true }
}

function movedTo<T>(range: Range, part: T): T {
  if (part === null || typeof part !== 'object') return part
  if (Array.isArray(part)) return part.map((each) => movedTo(range, each)) as T
  if (isRange(part)) return range as T
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, movedTo(range, value)])) as T
}

function isRange(value: object): value is Range {
  return 'start' in value && 'end' in value && Object.keys(value).length === 2
}
