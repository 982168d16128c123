import type { SqlDocument } from '../core/document.ts'
import { normalise } from '../core/fingerprint.ts'
import { type InnerPlace, mostInner, type RanFile, type RehearsedStep } from '../core/rehearsal.ts'
import { shapeOf } from '../core/shape.ts'
import type { Statement } from '../core/statement.ts'
import { contains, type Range, slice } from '../core/text.ts'
import type { SqlReader } from '../sql/reader.ts'
import { lineInBody } from './body-lines.ts'
import { isUndone } from './undone.ts'

/** A statement that ran inside another, its text, and where it came to run. */
interface Inner {
  readonly statement: Statement
  readonly sql: string
  readonly place: InnerPlace | undefined
}

interface Revealed {
  readonly step: RehearsedStep
  readonly told: readonly Inner[]
  /** All that ran was told, and could be read. */
  readonly isWhole: boolean
  /** This step and those before it in its transaction. */
  readonly steps: readonly RehearsedStep[]
}

/**
 * A document with the statements that its blocks and functions were seen to run: those that the text spells out are marked, the others
 * stand where they ran, in place of what could not be read.
 */
export async function withWhatRan(
  document: SqlDocument,
  { steps }: RanFile,
  reader: SqlReader,
): Promise<SqlDocument> {
  let { statements } = document
  for (const [i, step] of steps.entries()) {
    if (step.inner.length === 0) continue
    const before = steps.slice(0, i).filter(({ transaction }) => transaction === step.transaction)
    const own = [...(step.transaction === undefined ? [] : before), step]
    const revealed = { ...(await readInner(document, step, reader)), step, steps: own }
    statements = withInner(document, statements, revealed)
  }
  return { ...document, statements }
}

/** Each is read by itself: one that cannot be read takes nothing from the others. */
async function readInner(
  { path }: SqlDocument,
  { inner }: RehearsedStep,
  reader: SqlReader,
): Promise<Pick<Revealed, 'told' | 'isWhole'>> {
  const readings = await reader.read(inner.map(({ sql }) => ({ path, text: sql })))
  const all = inner.flatMap(({ sql, place }, i): readonly Inner[] => {
    const reading = readings[i]
    const statements = reading?.ok ? reading.statements : []
    const own = statements.filter((one) => !one.inside || one.kind === 'opaque')
    return own.map((statement) => ({ statement, sql: normalise(slice(sql, statement.range)), place }))
  })
  const told = all.filter(({ statement }) => statement.kind !== 'unparsed')
  const isRead = readings.every((reading) => reading.ok) && told.length === all.length
  return { told, isWhole: isRead && inner.length < mostInner }
}

function withInner(
  document: SqlDocument,
  statements: readonly Statement[],
  revealed: Revealed,
): readonly Statement[] {
  const { range, error } = revealed.step
  const first = statements.findIndex((statement) => contains(range, statement.range))
  if (first < 0) return statements
  const held = statements.filter((statement) => contains(range, statement.range))
  const spelled = Map.groupBy(
    held.filter(({ inside }) => inside),
    (statement) => normalise(slice(document.text, statement.range)),
  )
  const hidden = revealed.told.filter(({ sql }) => !spelled.has(sql))
  const lineOf = (statement: Statement) => lineInBody(document.text, statement)
  const dynamic = held.filter(({ kind, inside }) => kind === 'opaque' && inside)
  // What failed on its way may have had more to do.
  const explained = new Set(
    error || !revealed.isWhole ? [] : dynamic.filter((one) => isHeard(one, { dynamic, hidden, lineOf })),
  )
  const marked = new Set<Statement>()
  const placed = new Map<Statement, Statement[]>()
  const shapes = new Set<string>()
  let anchor = 0
  for (const { statement, sql, place } of revealed.told) {
    const same = spelled.get(sql)
    const ran = same?.find((one) => lineOf(one) === place?.line) ?? same?.at(-1)
    if (ran) marked.add(ran)
    const shape = shapeOf(sql)
    if (!ran && (shapes.has(shape) || (statement.kind === 'read' && !place?.isDynamic))) continue
    const at = ran ?? dynamic.find((one) => lineOf(one) === place?.line) ?? atLine(held, place, lineOf)
    anchor = Math.max(anchor, at ? held.indexOf(at) : 0)
    const before = held[anchor]
    if (ran || !before) continue
    shapes.add(shape)
    const shown = seenAt(range, statement, (at ?? before).inside?.guarded ?? false)
    const seen = isUndone(document.text, shown, revealed) ? { ...shown, ran: 'undone' as const } : shown
    placed.set(before, [...(placed.get(before) ?? []), seen])
  }
  return statements.flatMap((statement) => [
    ...(explained.has(statement)
      ? []
      : [marked.has(statement) ? { ...statement, ran: true as const } : statement]),
    ...(placed.get(statement) ?? []),
  ])
}

/** The last statement of the block that begins at that line, or before it. */
function atLine(
  held: readonly Statement[],
  place: InnerPlace | undefined,
  lineOf: (statement: Statement) => number | undefined,
): Statement | undefined {
  return place && held.findLast((one) => (lineOf(one) ?? Number.POSITIVE_INFINITY) <= place.line)
}

/**
 * Whether this very EXECUTE was heard. Where several stand on one line, each must have run: none under a condition, and as many different
 * texts as there are places.
 */
function isHeard(
  statement: Statement,
  {
    dynamic,
    hidden,
    lineOf,
  }: {
    readonly dynamic: readonly Statement[]
    readonly hidden: readonly Inner[]
    readonly lineOf: (statement: Statement) => number | undefined
  },
): boolean {
  if (statement.kind !== 'opaque' || statement.reason !== 'dynamic SQL') return false
  const line = lineOf(statement)
  if (line === undefined) return false
  const beside = dynamic.filter((one) => lineOf(one) === line)
  const texts = hidden.filter(({ place }) => place?.line === line && place.isDynamic && place.isDirect)
  if (beside.length === 1) return texts.length > 0
  const isSure = beside.every(({ inside }) => !inside?.guarded)
  return isSure && new Set(texts.map(({ sql }) => sql)).size >= beside.length
}

/** Its text is not in the file: it, and every part of it, stands where the statement stands that ran it. */
function seenAt(range: Range, statement: Statement, guarded: boolean): Statement {
  return { ...movedTo(range, statement), inside: { block: range, guarded }, ran: true }
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
