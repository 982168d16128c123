import type { Alias, JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from 'libpg-query'
import type { Expression, Source as FromSource, Join } from '../../core/query.ts'
import type { Range } from '../../core/text.ts'
import { deepestTree } from '../limits.ts'
import { kinds } from './characters.ts'
import { around } from './extents.ts'
import { as, type Readers, readNode, relationName, strings } from './nodes.ts'
import { opensQuery } from './query-extents.ts'
import { readExpression, readExpressions, readQuery } from './reading.ts'
import type { Source } from './source.ts'

/** FROM, USING and their like: the items of a comma-separated list whose first token is `cursor`. */
export function readSources(
  nodes: readonly Node[] | undefined,
  source: Source,
  cursor: number,
): FromSource[] {
  let at = cursor
  return (nodes ?? []).map((node) => {
    const item = readSource(node, source, at)
    at = source.tokens.elementEnd(source.tokens.from(source.local(item.range.start))) + 2
    return item
  })
}

function readSource(node: Node, source: Source, cursor: number): FromSource {
  source.depth++
  const read = source.depth > deepestTree ? undefined : readNode(readers, node, source, cursor)
  source.depth--
  if (read) return read
  const { tokens } = source
  const range = source.span(tokens.start(cursor), tokens.end(tokens.elementEnd(cursor)))
  const reason = source.depth >= deepestTree ? 'nested too deeply' : 'a source of a kind not read'
  return { kind: 'opaque-source', range, reason }
}

const readers: Readers<[Source, number], FromSource> = {
  RangeVar: (node, source) => {
    const { range, alias } = relationAt(node, source)
    return { kind: 'relation', range, name: relationName(node), ...alias }
  },
  RangeSubselect: readDerived,
  RangeFunction: readFunction,
  JoinExpr: readJoin,
  RangeTableSample: (node, source, cursor) => readSource(node.relation ?? { RangeVar: {} }, source, cursor),
  RangeTableFunc: (node, source, cursor) =>
    tableFunction('xmltable', [node.rowexpr, node.docexpr], node.alias, source, cursor),
  JsonTable: (node, source, cursor) =>
    tableFunction('json_table', [node.context_item?.raw_expr], node.alias, source, cursor),
}

/** A relation with its alias: the range the author wrote, without ONLY. */
export function relationAt(node: RangeVar, source: Source): { range: Range; alias: { alias?: string } } {
  const { tokens } = source
  const at = source.at(node.location)
  if (at < 0) return { range: source.nowhere, alias: {} }
  const first = tokens.from(at)
  let last = first
  while (tokens.kind(last + 1) === kinds.dot) last += 2
  if (tokens.word(last + 1) === '*') last++
  const only = tokens.kind(first - 1) === kinds.open && tokens.is(first - 2, 'only')
  return only
    ? withAlias(source, first - 2, last + 1, node.alias)
    : withAlias(source, first, last, node.alias)
}

function withAlias(source: Source, first: number, last: number, alias: Alias | undefined) {
  const { tokens } = source
  const start = tokens.start(first)
  if (!alias) return { range: source.span(start, tokens.end(last)), alias: {} }
  let end = tokens.is(last + 1, 'as') ? last + 2 : last + 1
  if (alias.colnames && tokens.kind(end + 1) === kinds.open) end = Math.max(end, tokens.partner(end + 1))
  return { range: source.span(start, tokens.end(end)), alias: { alias: alias.aliasname ?? '' } }
}

function readDerived(node: RangeSubselect, source: Source, cursor: number): FromSource {
  const { tokens } = source
  let open = cursor
  while (open < tokens.length && !(tokens.kind(open) === kinds.open && tokens.kind(open + 1) !== kinds.open))
    open++
  while (open < tokens.length && !opensQuery(source, open))
    open = Math.max(open + 1, tokens.findOpen(open + 1))
  // `((SELECT 1))`: the outermost parentheses that hold nothing else are the subquery's.
  while (
    open > cursor &&
    tokens.kind(open - 1) === kinds.open &&
    tokens.partner(open - 1) === tokens.partner(open) + 1
  ) {
    open--
  }
  const close = Math.max(open, tokens.partner(open))
  const first = tokens.is(open - 1, 'lateral') ? open - 1 : open
  const { range, alias } = withAlias(source, first, close, node.alias)
  const extent = { first: open + 1, last: close - 1 }
  const query = readQuery(node.subquery ?? { SelectStmt: {} }, source, extent)
  return { kind: 'subquery', range, query, ...alias, lateral: node.lateral ?? false }
}

function readFunction(node: RangeFunction, source: Source, cursor: number): FromSource {
  const calls = (node.functions ?? []).flatMap((item) => as(item, 'List')?.items?.slice(0, 1) ?? [])
  const expressions = readExpressions(
    calls.filter((call) => Object.keys(call).length > 0),
    source,
  )
  const { tokens } = source
  const inner = around(source, -1, expressions)
  const only = expressions[0]
  const several = node.is_rowsfrom === true
  const call: Expression =
    only && !several && expressions.length === 1
      ? only
      : {
          kind: 'call',
          range: inner,
          name: 'rows from',
          arguments: expressions,
          distinct: false,
          star: false,
        }
  let first = tokens.from(source.local(inner.start))
  let last = tokens.after(source.local(inner.end)) - 1
  if (several) {
    last = Math.max(last, tokens.partner(tokens.findOpen(cursor)))
    first = Math.min(
      first,
      tokens.find(cursor, first, 'rows') < 0 ? first : tokens.find(cursor, first, 'rows'),
    )
  }
  if (tokens.is(first - 1, 'lateral')) first--
  if (node.ordinality) last += 2
  const { range, alias } = withAlias(source, first, last, node.alias)
  return { kind: 'table-function', range, call, ...alias }
}

function tableFunction(
  name: string,
  values: readonly (Node | undefined)[],
  alias: Alias | undefined,
  source: Source,
  cursor: number,
): FromSource {
  const { tokens } = source
  const open = tokens.findOpen(cursor)
  const close = Math.max(cursor, tokens.partner(open))
  const args = readExpressions(
    values.filter((value) => value !== undefined),
    source,
  )
  const range = source.span(tokens.start(cursor), tokens.end(close))
  const call: Expression = { kind: 'call', range, name, arguments: args, distinct: false, star: false }
  const named = withAlias(source, cursor, close, alias)
  return { kind: 'table-function', range: named.range, call, ...named.alias }
}

const joinTypes: Readonly<Record<string, Join['type']>> = {
  JOIN_INNER: 'inner',
  JOIN_LEFT: 'left',
  JOIN_RIGHT: 'right',
  JOIN_FULL: 'full',
}

function readJoin(node: JoinExpr, source: Source, cursor: number): Join {
  const { tokens } = source
  const left = readSource(node.larg ?? { RangeVar: {} }, source, cursor)
  const word = tokens.find(tokens.after(source.local(left.range.end)), tokens.length, 'join')
  const right = readSource(node.rarg ?? { RangeVar: {} }, source, word + 1)
  const on = node.quals ? readExpression(node.quals, source) : undefined
  const using = strings(node.usingClause)
  const sides = around(source, -1, [on])
  const after = tokens.after(source.local(right.range.end))
  const usingWord = using.length > 0 ? tokens.find(after, tokens.length, 'using') : -1
  const end = on
    ? sides.end
    : usingWord >= 0
      ? source.place(tokens.end(tokens.partner(usingWord + 1)))
      : source.place(tokens.grouped(source.local(right.range.start), source.local(right.range.end)).end)
  const start = source.place(
    tokens.grouped(source.local(left.range.start), source.local(left.range.end)).start,
  )
  const natural = node.isNatural ?? false
  const cross = !on && using.length === 0 && !natural && node.jointype === 'JOIN_INNER'
  return {
    kind: 'join',
    range: { start, end },
    type: cross ? 'cross' : (joinTypes[node.jointype ?? 'JOIN_INNER'] ?? 'inner'),
    natural,
    using,
    ...(on && { on }),
    left,
    right,
  }
}
