import type { FuncCall, Node, WindowDef } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { Call, Expression, SortKey } from '../../core/query.ts'
import type { Range } from '../../core/text.ts'
import { kinds } from './characters.ts'
import { around, callEnd } from './extents.ts'
import { strings } from './nodes.ts'
import { readExpression, readExpressions } from './reading.ts'
import type { Source } from './source.ts'

export function readCall(node: FuncCall, source: Source): Call {
  const names = strings(node.funcname)
  // `extract(x from y)`, `a AT TIME ZONE b`: the grammar says pg_catalog, the author did not.
  const written = node.funcformat === 'COERCE_SQL_SYNTAX' ? names.slice(-1) : names
  const args = readExpressions(node.args, source)
  const within = (node.agg_order ?? []).flatMap((key) =>
    'SortBy' in key && key.SortBy.node ? [key.SortBy.node] : [],
  )
  const filter = node.agg_filter ? readExpression(node.agg_filter, source) : undefined
  const over = node.over ? readWindow(node.over, source) : undefined
  return {
    kind: 'call',
    range: callRange(node, source, args),
    name: nameOf(...written),
    arguments: node.agg_within_group ? [...args, ...readExpressions(within, source)] : args,
    distinct: node.agg_distinct ?? false,
    star: node.agg_star ?? false,
    ...(filter && { filter }),
    ...(over && { over }),
  }
}

function callRange(node: FuncCall, source: Source, args: readonly Expression[]): Range {
  const at = source.at(node.location)
  if (at < 0) return around(source, at, args)
  const { tokens } = source
  const index = tokens.from(at)
  if (tokens.is(index, 'overlaps')) return overlapRange(source, index)
  let end = callEnd(source, index)
  if (tokens.is(index, 'is')) return isNormalized(source, index, args)
  if (tokens.kind(end) !== kinds.close) return around(source, at, args)
  if (node.agg_within_group && tokens.is(end + 1, 'within')) end = closeAfter(source, end + 3)
  if (node.agg_filter && tokens.is(end + 1, 'filter')) end = closeAfter(source, end + 2)
  if (node.over && tokens.is(end + 1, 'over')) {
    end = tokens.kind(end + 2) === kinds.open ? closeAfter(source, end + 2) : end + 2
  }
  return source.span(at, tokens.end(end))
}

/** `x IS [NOT] [NFC] NORMALIZED` */
function isNormalized(source: Source, index: number, args: readonly Expression[]): Range {
  const { tokens } = source
  let last = index
  while (last < index + 3 && !tokens.is(last, 'normalized')) last++
  return { start: around(source, -1, args).start, end: source.place(tokens.end(last)) }
}

/** `(a, b) OVERLAPS (c, d)`: four arguments of two rows. */
function overlapRange(source: Source, index: number): Range {
  const { tokens } = source
  const open = tokens.partner(index - 1)
  const first = tokens.is(open - 1, 'row') ? open - 1 : open
  const second = tokens.is(index + 1, 'row') ? index + 2 : index + 1
  return source.span(tokens.start(Math.max(0, first)), tokens.end(closeAfter(source, second)))
}

function closeAfter(source: Source, open: number): number {
  const close = source.tokens.partner(open)
  return close < 0 ? open : close
}

function readWindow(window: WindowDef, source: Source): NonNullable<Call['over']> {
  const refers = window.refname ?? (hasOwnParts(window) ? undefined : window.name)
  const named = refers === undefined ? undefined : findWindow(source, refers)
  const base = named && named !== window ? readWindow(named, source) : { partitionBy: [], orderBy: [] }
  const partitionBy = readExpressions(window.partitionClause, source)
  const orderBy = readSortKeys(window.orderClause, source)
  return {
    partitionBy: partitionBy.length > 0 ? partitionBy : base.partitionBy,
    orderBy: orderBy.length > 0 ? orderBy : base.orderBy,
  }
}

function hasOwnParts(window: WindowDef): boolean {
  return window.partitionClause !== undefined || window.orderClause !== undefined
}

function findWindow(source: Source, name: string): WindowDef | undefined {
  return source.windows.at(-1)?.get(name)
}

export function readSortKeys(nodes: readonly Node[] | undefined, source: Source): SortKey[] {
  return (nodes ?? []).flatMap((node) => {
    if (!('SortBy' in node) || !node.SortBy.node) return []
    const descending = node.SortBy.sortby_dir === 'SORTBY_DESC'
    return [{ expression: readExpression(node.SortBy.node, source), descending }]
  })
}
