import { displayName, findTable } from '../../../src/core/catalog/lookup.ts'
import type { Table } from '../../../src/core/catalog.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import { lastPart, type Name } from '../../../src/core/name.ts'
import type { RehearsedStep, SeenLock } from '../../../src/core/rehearsal.ts'
import type { Context } from '../../../src/core/rule.ts'
import { atLeast, type Statement } from '../../../src/core/statement.ts'
import { contains } from '../../../src/core/text.ts'

// What a rehearsal saw done that neither the text nor what was heard inside it says.

/** What was done to rows of tables of before, as clauses; of a table that a written or heard statement reaches nothing is said. */
export function unsaidRows(document: SqlDocument, statement: Statement, context: Context): readonly string[] {
  const { seen } = context.at(statement)
  const lost = seen?.rows.filter(({ existing, updated, deleted }) => existing && updated + deleted > 0) ?? []
  const told = within(document, statement, context).filter(writes)
  return lost
    .filter(({ table }) => !told.some((one) => reaches(one, table, context)))
    .map(({ table, updated, deleted, before }) => {
      const verb = deleted > 0 ? `deleted ${deleted} of ${before}` : `changed ${updated} of ${before}`
      return `${verb} rows of ${displayName(table)}`
    })
}

/** Locks that others notice, as clauses, where no written or heard statement takes any. */
export function unsaidLocks(
  document: SqlDocument,
  statement: Statement,
  context: Context,
): readonly string[] {
  const { seen } = context.at(statement)
  if (!seen || seen.error) return []
  const told = within(document, statement, context).filter((one) => !isOfRows(one) && !isQuiet(one))
  if (told.length > 0) return []
  const tables = strongLocks(seen).filter(
    ({ mode, kind }) => kind !== 'index' && kind !== 'sequence' && mode !== 'SHARE UPDATE EXCLUSIVE',
  )
  return tables.map(({ mode, relation }) => `took ${mode} on ${displayName(relation)}`)
}

/** The statements of its step: itself, and those that stand or were heard inside. */
function within({ statements }: SqlDocument, statement: Statement, context: Context): readonly Statement[] {
  const { seen } = context.at(statement)
  return statements.filter(({ range }) => seen && contains(seen.range, range))
}

const isQuiet = ({ kind }: Statement) =>
  ['read', 'set', 'other', 'transaction', 'do-block', 'opaque'].includes(kind)
const isOfRows = ({ kind }: Statement) => ['update', 'delete', 'merge', 'insert', 'copy'].includes(kind)
const writes = (one: Statement) => isOfRows(one) || one.kind === 'truncate'

/** Whether rows of a table may be changed by a statement on another: by foreign keys, as a partition, through a view. */
function reaches(statement: Statement, table: Name, { before }: Context): boolean {
  const targets = targetsOf(statement)
  if (targets.some((name) => lastPart(name) === lastPart(table))) return true
  const found = findTable(before, table)
  if (!found || isRelated(found)) return true
  return targets.some((name) => findTable(before, name) === undefined)
}

function targetsOf(statement: Statement): readonly Name[] {
  if (statement.kind === 'truncate') return statement.tables
  return 'table' in statement && typeof statement.table === 'string' ? [statement.table] : []
}

const isRelated = ({ partitionOf, inherits, constraints }: Table) =>
  partitionOf !== undefined ||
  inherits.length > 0 ||
  constraints.some(({ references }) => references !== undefined)

/** Locks on tables of before that others notice. A table that was emptied says so itself. */
export function strongLocks({ locks, work }: Pick<RehearsedStep, 'locks' | 'work'>): readonly SeenLock[] {
  const emptied = new Set(work.filter(({ kind }) => kind === 'truncate').map(({ table }) => table))
  return locks.filter(
    ({ mode, existing, table }) => existing && !emptied.has(table) && atLeast(mode, 'SHARE UPDATE EXCLUSIVE'),
  )
}
