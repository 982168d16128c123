import { type Constant, constants } from './constant-rows.ts'
import type { Failure } from './failure.ts'
import { lastPart } from './name.ts'
import type { Insert, Statement } from './statement.ts'

/**
 * Why an error proves nothing where it is for the rows that a statement met, or did not meet, as a clause. Production has rows of its own;
 * what the statement alone decides, or rows that merged files insert, stands.
 */
export function ofRows(failure: Failure): string | undefined {
  const { error, statement, earlier, base, document } = failure
  if (statement?.kind === 'copy' && document.text.startsWith('\\', statement.range.start))
    return 'it is psql that copies the rows'
  if (!isOfRows(error.code) || !statement) return undefined
  const isLoaded = base.skipped.length === 0 && !earlier.some(({ kind }) => kind === 'copy')
  if (!worksOnRows(statement, earlier))
    return isLoaded ? undefined : `rows that the files bring along are not all here: ${error.message}`
  return isCertain(failure, isLoaded)
    ? undefined
    : `it depends on rows, and production has its own: ${error.message}`
}

/**
 * Data exceptions, violated constraints and check options, a subquery of several rows, and what code raises itself (PostgreSQL 18
 * documentation, appendix A: classes 22, 23, 44, P0).
 */
const isOfRows = (code: string) => /^(?:22|23|44|P000[1-4])/.test(code) || code === '21000'

function worksOnRows(statement: Statement, earlier: readonly Statement[]): boolean {
  switch (statement.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'copy':
    case 'read':
    case 'do-block':
    case 'opaque':
    case 'set':
    case 'truncate':
    case 'refresh-materialized-view':
      return true
    case 'create-table':
      return statement.query !== undefined
    // What was put off to the end of the transaction.
    case 'transaction':
      return earlier.some((one) => worksOnRows(one, []))
    default:
      return false
  }
}

function isCertain({ error, step, statement, earlier }: Failure, isLoaded: boolean): boolean {
  const { code, at } = error
  // A literal of the wrong form is refused, with its place, before any row is looked for.
  const isPlain = statement?.kind !== 'do-block' && statement?.kind !== 'opaque'
  if (/^22/.test(code) && at !== undefined && isPlain) return true
  const rows = statement?.kind === 'insert' && step.inner.length === 0 ? constants(statement) : undefined
  if (statement?.kind !== 'insert' || !rows) return false
  if (code === '23505' || code === '23P01')
    return isLoaded && isSpelled(error.detail, statement, rows) && earlier.every(isNoMatterTo(statement))
  return /^(?:22|23502|23514|44)/.test(code)
}

/** `Key (code)=(no) already exists.`: the statement gives these columns itself, and as literals. */
function isSpelled(detail: string | undefined, { columns }: Insert, rows: Constant): boolean {
  const [, key] = /^Key \(([^()]+)\)=/.exec(detail ?? '') ?? []
  if (key === undefined || rows !== 'literal') return false
  const names = key.split(', ').map((name) => name.replace(/^"(.*)"$/, '$1'))
  return columns.length === 0 || names.every((name) => columns.some((column) => lastPart(column) === name))
}

/** Whether what an earlier statement put into the table is as certain. */
function isNoMatterTo({ table }: Insert) {
  return (statement: Statement) => {
    if (statement.kind === 'do-block' || statement.kind === 'opaque') return false
    if (statement.kind !== 'insert' && statement.kind !== 'update' && statement.kind !== 'merge') return true
    const isOther = lastPart(statement.table) !== lastPart(table)
    return isOther || (statement.kind === 'insert' && constants(statement) !== undefined)
  }
}
