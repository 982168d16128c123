import type { Node, SelectStmt, SubLink, WithClause } from 'libpg-query'
import type { CommonTable, Expression, Projection, Query, SetOperation, Subquery } from '../../core/query.ts'
import { deepestTree } from '../limits.ts'
import { readSortKeys } from './calls.ts'
import { kinds } from './characters.ts'
import { around } from './extents.ts'
import { readSources } from './from.ts'
import { as, only, strings, tagOf } from './nodes.ts'
import { opensQuery, queryFrom, rangeOf, ungroup, wholeExtent } from './query-extents.ts'
import { readExpression, readExpressions, readModifying } from './reading.ts'
import type { Extent, Source } from './source.ts'

export function readQuery(node: Node, source: Source, extent: Extent): Query {
  const inner = ungroup(source, extent)
  const select = as(node, 'SelectStmt')
  if (source.depth >= deepestTree) return opaque(source, inner, 'nested too deeply')
  if (!select) {
    readModifying(node, source, inner)
    return opaque(source, inner, `${tagOf(node).replace('Stmt', '').toUpperCase()} used as a query`)
  }
  source.depth++
  const query = readSelect(select, source, inner)
  source.depth--
  return query
}

function opaque(source: Source, extent: Extent, reason: string): Query {
  return { kind: 'opaque-query', range: rangeOf(source, extent), with: [], orderBy: [], reason }
}

/** The query inside the next parentheses at or after a local offset. */
export function readQueryInside(node: Node | undefined, source: Source, offset: number): Query {
  const { tokens } = source
  let open = tokens.findOpen(tokens.from(Math.max(0, offset)))
  while (open >= 0 && !opensQuery(source, open)) open = tokens.findOpen(open + 1)
  const close = open < 0 ? -1 : tokens.partner(open)
  const extent = close < 0 ? wholeExtent(source) : { first: open + 1, last: close - 1 }
  if (!node) return opaque(source, extent, 'empty')
  return readQuery(node, source, extent)
}

function readSelect(node: SelectStmt, source: Source, extent: Extent): Query {
  const range = rangeOf(source, extent)
  source.enclosing.push(range)
  const ctes = readWith(node.withClause, source, extent)
  const body = { first: ctes.next, last: extent.last }
  source.windows.push(
    new Map(only(node.windowClause, 'WindowDef').map((window) => [window.name ?? '', window])),
  )
  const shape = readBody(node, source, body)
  const limit = as(node.limitCount, 'A_Const')?.isnull ? undefined : node.limitCount
  const query = {
    ...shape,
    range,
    with: ctes.with,
    orderBy: readSortKeys(node.sortClause, source),
    ...(limit && { limit: readExpression(limit, source) }),
    ...(node.limitOffset && { offset: readExpression(node.limitOffset, source) }),
  }
  source.windows.pop()
  source.enclosing.pop()
  return query
}

type Body = { [K in Query as K['kind']]: Omit<K, 'range' | 'with' | 'orderBy'> }[Query['kind']]

/** `(SELECT ...) ORDER BY 1`: the sort belongs to the query inside. */
function unsorted(source: Source, extent: Extent): Extent {
  const { tokens } = source
  let { first, last } = extent
  while (tokens.kind(first) === kinds.open && tokens.partner(first) > 0) {
    const close = tokens.partner(first)
    if (close < last && tokens.is(close + 1, 'union', 'intersect', 'except')) break
    first++
    last = close - 1
  }
  return { first, last }
}

function readBody(node: SelectStmt, source: Source, outer: Extent): Body {
  const inner = unsorted(source, outer)
  if (node.op !== undefined && node.op !== 'SETOP_NONE' && node.larg && node.rarg) {
    return readSetOperation(node, source, inner)
  }
  if (node.valuesLists) {
    const rows = node.valuesLists.map((row) => readExpressions(as(row, 'List')?.items, source))
    return { kind: 'values', rows }
  }
  const { tokens } = source
  const projections = readProjections(node.targetList, source)
  const last = projections.at(-1)
  const after = last ? tokens.after(source.local(last.range.end)) : inner.first + 1
  const from = node.fromClause ? tokens.find(after, inner.last + 1, 'from') : -1
  return {
    kind: 'select',
    distinct: node.distinctClause !== undefined,
    projections,
    from: readSources(node.fromClause, source, from < 0 ? inner.first + 1 : from + 1),
    ...(node.whereClause && { where: readExpression(node.whereClause, source) }),
    groupBy: readExpressions(node.groupClause, source),
    ...(node.havingClause && { having: readExpression(node.havingClause, source) }),
  }
}

const operators = {
  SETOP_UNION: 'union',
  SETOP_INTERSECT: 'intersect',
  SETOP_EXCEPT: 'except',
  SETOP_NONE: 'union',
} as const

function readSetOperation(
  node: SelectStmt,
  source: Source,
  extent: Extent,
): Omit<SetOperation, 'range' | 'with' | 'orderBy'> {
  const { tokens } = source
  const operator = operators[node.op ?? 'SETOP_UNION']
  // INTERSECT binds tighter, the others associate to the left: the node's own operator is the last of its kind.
  const words = operator === 'intersect' ? ['intersect'] : ['union', 'except']
  const at = tokens.findLast(extent.first, extent.last + 1, ...words)
  const right = tokens.is(at + 1, 'all', 'distinct') ? at + 2 : at + 1
  const left: Query = readQuery({ SelectStmt: node.larg ?? {} }, source, {
    first: extent.first,
    last: at - 1,
  })
  const tail = tokens.find(right + 1, extent.last + 1, 'order', 'limit', 'offset', 'fetch', 'for')
  const end = tokens.kind(right) === kinds.open ? tokens.partner(right) : tail < 0 ? extent.last : tail - 1
  const rightQuery = readQuery({ SelectStmt: node.rarg ?? {} }, source, {
    first: right,
    last: end < 0 ? extent.last : end,
  })
  return { kind: 'set-operation', operator, all: node.all ?? false, left, right: rightQuery }
}

/** The common tables of a WITH, and the token after them. */
export function readWith(
  node: WithClause | undefined,
  source: Source,
  extent: Extent,
): { readonly with: readonly CommonTable[]; readonly next: number } {
  if (!node) return { with: [], next: extent.first }
  const { tokens } = source
  let next = extent.first
  const tables = only(node.ctes, 'CommonTableExpr').map((cte): CommonTable => {
    const query = cte.ctequery ?? { SelectStmt: {} }
    const shared = {
      name: cte.ctename ?? '',
      columns: strings(cte.aliascolnames),
      recursive: node.recursive ?? false,
    }
    const at = source.at(cte.location)
    // CREATE RECURSIVE VIEW stands for a WITH nobody wrote.
    if (at < 0) return { ...shared, query: readQuery(query, source, extent) }
    const index = tokens.from(at)
    const as = tokens.find(index + 1, extent.last + 1, 'as')
    const open = tokens.findOpen(as + 1, extent.last + 1)
    const close = open < 0 ? extent.last : tokens.partner(open)
    next = close + 1
    return { ...shared, query: readQuery(query, source, { first: open + 1, last: close - 1 }) }
  })
  return { with: tables, next: queryFrom(source, next, extent.last).first }
}

function readProjections(nodes: readonly Node[] | undefined, source: Source): Projection[] {
  return only(nodes, 'ResTarget').flatMap((target): Projection[] => {
    if (!target.val) return []
    const expression = readExpression(target.val, source)
    const whole = around(source, -1, [expression])
    if (target.name === undefined) return [{ range: whole, expression }]
    const { tokens } = source
    const next = tokens.after(source.local(whole.end))
    const alias = tokens.is(next, 'as') ? next + 1 : next
    return [
      { range: { start: whole.start, end: source.place(tokens.end(alias)) }, expression, alias: target.name },
    ]
  })
}

const forms = {
  EXISTS_SUBLINK: 'exists',
  ALL_SUBLINK: 'all',
  ANY_SUBLINK: 'any',
  ROWCOMPARE_SUBLINK: 'scalar',
  EXPR_SUBLINK: 'scalar',
  MULTIEXPR_SUBLINK: 'scalar',
  ARRAY_SUBLINK: 'array',
  CTE_SUBLINK: 'scalar',
} as const

export function readSubquery(node: SubLink, source: Source): Subquery {
  const at = source.at(node.location)
  const operand: Expression | undefined = node.testexpr ? readExpression(node.testexpr, source) : undefined
  const operator = strings(node.operName).at(-1)
  const query = readQueryInside(node.subselect, source, at)
  const { tokens } = source
  const open = tokens.findOpen(tokens.from(Math.max(0, at)))
  const close = open < 0 ? tokens.after(source.local(query.range.end)) : tokens.partner(open)
  const own = around(source, at, [operand])
  const form = forms[node.subLinkType ?? 'EXPR_SUBLINK']
  return {
    kind: 'subquery',
    range: { start: own.start, end: source.place(tokens.end(close)) },
    form: form === 'any' && operator === undefined ? 'in' : form,
    ...(operand && { operand }),
    ...(operator !== undefined && { operator }),
    query,
  }
}
