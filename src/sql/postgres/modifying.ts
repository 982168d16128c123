import type { DeleteStmt, InsertStmt, MergeStmt, Node, OnConflictClause, UpdateStmt } from 'libpg-query'
import type { Delete, Insert, Merge, Statement, Update } from '../../core/statement.ts'
import { readSources, relationAt } from './from.ts'
import { as, only, type Readers, relationName } from './nodes.ts'
import { readQuery, readWith } from './queries.ts'
import { queryFrom, rangeOf } from './query-extents.ts'
import { readExpression } from './reading.ts'
import type { Extent, Source } from './source.ts'

/** INSERT, UPDATE, DELETE, MERGE: as statements of their own and inside WITH. */
export const modifyingReaders: Readers<[Source, Extent], Statement> = {
  InsertStmt: readInsert,
  UpdateStmt: readUpdate,
  DeleteStmt: readDelete,
  MergeStmt: readMerge,
}

function readInsert(node: InsertStmt, source: Source, extent: Extent): Insert {
  const { tokens } = source
  const ctes = readWith(node.withClause, source, extent)
  const conflict = conflictAction(node.onConflictClause)
  const table = tokens.from(Math.max(0, source.at(node.relation?.location)))
  const end = insertedEnd(source, table, extent, node)
  const rows = node.selectStmt
    ? readQuery(node.selectStmt, source, queryFrom(source, table + 1, end))
    : undefined
  return {
    kind: 'insert',
    range: rangeOf(source, extent),
    table: relationName(node.relation),
    columns: only(node.cols, 'ResTarget').map((column) => column.name ?? ''),
    // The tables of its WITH are those its query reads.
    ...(rows && { query: { ...rows, with: [...ctes.with, ...rows.with] } }),
    ...(conflict && { onConflict: conflict }),
  }
}

/** Last token of what is inserted: before ON CONFLICT and RETURNING. */
function insertedEnd(source: Source, from: number, extent: Extent, node: InsertStmt): number {
  const { tokens } = source
  let end = extent.last
  if (node.returningClause) end = tokens.findLast(from, end + 1, 'returning') - 1
  if (!node.onConflictClause) return end
  for (
    let at = tokens.findLast(from, end + 1, 'conflict');
    at > from;
    at = tokens.findLast(from, at, 'conflict')
  ) {
    if (tokens.is(at - 1, 'on')) return at - 2
  }
  return end
}

function conflictAction(clause: OnConflictClause | undefined): 'nothing' | 'update' | undefined {
  if (clause?.action === 'ONCONFLICT_UPDATE') return 'update'
  return clause?.action === 'ONCONFLICT_NOTHING' ? 'nothing' : undefined
}

function readUpdate(node: UpdateStmt, source: Source, extent: Extent): Update {
  const { tokens } = source
  const ctes = readWith(node.withClause, source, extent)
  const assignments = readAssignments(node.targetList, source)
  const last = assignments.at(-1)
  const after = last ? tokens.after(source.local(last.value.range.end)) : ctes.next
  const from = node.fromClause ? tokens.find(after, extent.last + 1, 'from') : -1
  return {
    kind: 'update',
    range: rangeOf(source, extent),
    table: relationName(node.relation),
    ...(node.relation && relationAt(node.relation, source).alias),
    assignments,
    from: readSources(node.fromClause, source, from + 1),
    ...(node.whereClause && { where: readExpression(node.whereClause, source) }),
    with: ctes.with,
  }
}

/** `(a, b) = (1, 2)` becomes one assignment per column; a row that cannot be taken apart stands for each. */
function readAssignments(nodes: readonly Node[] | undefined, source: Source): Update['assignments'] {
  return only(nodes, 'ResTarget').flatMap((target) => {
    if (!target.val) return []
    const column = target.name ?? ''
    const several = as(target.val, 'MultiAssignRef')
    if (!several) return [{ column, value: readExpression(target.val, source) }]
    const row = as(several.source, 'RowExpr')
    const part = row?.args?.[(several.colno ?? 1) - 1] ?? several.source
    return part ? [{ column, value: readExpression(part, source) }] : []
  })
}

function readDelete(node: DeleteStmt, source: Source, extent: Extent): Delete {
  const ctes = readWith(node.withClause, source, extent)
  const using = node.usingClause ? source.tokens.find(ctes.next, extent.last + 1, 'using') : -1
  return {
    kind: 'delete',
    range: rangeOf(source, extent),
    table: relationName(node.relation),
    ...(node.relation && relationAt(node.relation, source).alias),
    using: readSources(node.usingClause, source, using + 1),
    ...(node.whereClause && { where: readExpression(node.whereClause, source) }),
    with: ctes.with,
  }
}

function readMerge(node: MergeStmt, source: Source, extent: Extent): Merge {
  readWith(node.withClause, source, extent)
  return {
    kind: 'merge',
    range: rangeOf(source, extent),
    table: relationName(node.relation),
    ...(node.joinCondition && { on: readExpression(node.joinCondition, source) }),
  }
}
