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
  if (!worksOnRows(statement) && !mayBeLate(failure))
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

function worksOnRows(statement: Statement): boolean {
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
    default:
      return false
  }
}

/** A constraint that is checked at the end of the transaction fails the last statement, whatever that is. */
function mayBeLate({ error, statement, earlier }: Failure): boolean {
  const checksItself = ['alter-table', 'alter-domain', 'create-index', 'reindex', 'cluster']
  return /^23/.test(error.code) && !checksItself.includes(statement?.kind ?? '') && earlier.some(worksOnRows)
}

function isCertain(failure: Failure, isLoaded: boolean): boolean {
  const { error, statement, earlier } = failure
  const { code, at, message } = error
  // A literal of the wrong form is refused, with its place, before any row is looked for.
  const isPlain = statement?.kind !== 'do-block' && statement?.kind !== 'opaque'
  if (/^22/.test(code) && at !== undefined && isPlain) return true
  if (statement?.kind !== 'insert' || runsMore(statement, failure)) return false
  const rows = constants(statement)
  // Partitions are made as time goes on, and not by migrations.
  if (!rows || /^no partition of relation /.test(message)) return false
  if (code === '23505' || code === '23P01')
    return isLoaded && isSpelled(error.detail, statement, rows) && earlier.every(isNoMatterTo(statement))
  return /^(?:22|23502|23514|44)/.test(code)
}

/** Whether triggers or functions may have done something; what they run is seen in the embedded server only. */
function runsMore({ table }: Insert, { step, server, around }: Failure): boolean {
  if (server.kind === 'embedded') return step.inner.length > 0
  const isOnTable = (one: Statement) =>
    one.kind === 'create-trigger' && lastPart(one.table) === lastPart(table)
  return around.merged.some(({ statements }) => statements.some(isOnTable))
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
