import type { A_Const, Node } from 'libpg-query'
import { nameOf, quote } from '../../core/name.ts'
import type { Expression, Literal } from '../../core/query.ts'
import type { Range } from '../../core/text.ts'
import { deepestTree } from '../limits.ts'
import { readCall } from './calls.ts'
import { kinds } from './characters.ts'
import { around, callEnd, dotted, through } from './extents.ts'
import { jsonReaders } from './json-expressions.ts'
import { type NodeOf, type Readers, readNode, stringOf, strings } from './nodes.ts'
import { operatorReaders } from './operators.ts'
import { readSubquery } from './queries.ts'
import { readExpression, readExpressions } from './reading.ts'
import type { Source } from './source.ts'
import { readType, typeEnd } from './types.ts'

/** Any expression of the parser's tree; what has no shape in the contract, and what is nested too deeply, keeps its text. */
export function anyExpression(node: Node, source: Source): Expression {
  if (source.depth >= deepestTree) return opaque(node, source)
  source.depth++
  const expression = readNode(readers, node, source) ?? opaque(node, source)
  source.depth--
  return expression
}

function opaque(node: Node, source: Source): Expression {
  const [body] = Object.values(node) as { location?: number }[]
  const at = body?.location === undefined ? -1 : source.at(body.location)
  if (at < 0) return opaqueAt(source, source.nowhere)
  const { tokens } = source
  const index = tokens.from(at)
  const end = tokens.end(callEnd(source, index))
  return opaqueAt(source, source.span(at, end))
}

function opaqueAt(source: Source, range: Range): Expression {
  const text = source.text(source.local(range.start), source.local(range.end))
  return { kind: 'opaque-expression', range, text }
}

function readConstant(node: A_Const, source: Source): Literal {
  const range = constantRange(source, source.at(node.location))
  if (node.isnull) return { kind: 'literal', range, type: 'null', value: 'null' }
  if (node.sval) return { kind: 'literal', range, type: 'string', value: node.sval.sval ?? '' }
  if (node.boolval)
    return { kind: 'literal', range, type: 'boolean', value: String(node.boolval.boolval ?? false) }
  if (node.fval) return { kind: 'literal', range, type: 'number', value: node.fval.fval ?? '' }
  if (node.bsval) return { kind: 'literal', range, type: 'other', value: node.bsval.bsval ?? '' }
  return { kind: 'literal', range, type: 'number', value: String(node.ival?.ival ?? 0) }
}

function constantRange(source: Source, at: number) {
  if (at < 0) return source.nowhere
  const { tokens } = source
  let index = tokens.from(at)
  // A folded sign is part of the number; string parts on following lines are one constant.
  if (tokens.kind(index) === kinds.operator) index++
  while (tokens.kind(index) === kinds.string && tokens.kind(index + 1) === kinds.string) index++
  return source.span(at, tokens.end(index))
}

function readColumn(node: NodeOf<'ColumnRef'>, source: Source): Expression {
  const fields = node.fields ?? []
  const range = dotted(source, source.at(node.location), fields.length)
  const names = strings(fields)
  const last = fields.at(-1)
  if (last !== undefined && 'A_Star' in last) {
    return names.length > 0 ? { kind: 'star', range, qualifier: nameOf(...names) } : { kind: 'star', range }
  }
  const name = names.pop() ?? ''
  return names.length > 0
    ? { kind: 'column', range, qualifier: nameOf(...names), name }
    : { kind: 'column', range, name }
}

function readCast(node: NodeOf<'TypeCast'>, source: Source): Expression {
  const type = readType(node.typeName)
  const operand = node.arg ? readExpression(node.arg, source) : undefined
  if (!operand) return opaque({ TypeCast: node }, source)
  const { tokens } = source
  const at = source.at(node.location)
  const index = at < 0 ? -1 : tokens.from(at)
  if (index >= 0 && tokens.is(index, 'cast')) {
    return { kind: 'cast', range: source.span(at, tokens.end(callEnd(source, index))), operand, type }
  }
  const whole = around(source, at, [operand])
  const typeAt = source.at(node.typeName?.location)
  if (typeAt < 0) return { kind: 'cast', range: whole, operand, type }
  const first = tokens.from(typeAt)
  // `interval '1' day` has its operand between the words of its type.
  const end = Math.max(source.local(whole.end), tokens.end(typeEnd(tokens, first)))
  const start = Math.min(source.local(whole.start), tokens.start(first))
  return { kind: 'cast', range: intervalTail(source, start, end), operand, type }
}

function intervalTail(source: Source, start: number, end: number) {
  const { tokens } = source
  let index = tokens.after(end) - 1
  const field = ['year', 'month', 'day', 'hour', 'minute', 'second', 'to']
  if (tokens.is(tokens.from(start), 'interval')) while (tokens.is(index + 1, ...field)) index++
  return source.span(start, tokens.end(index))
}

function readCase(node: NodeOf<'CaseExpr'>, source: Source): Expression {
  const operand = node.arg ? readExpression(node.arg, source) : undefined
  const branches = (node.args ?? []).flatMap((branch) => {
    if (!('CaseWhen' in branch) || !branch.CaseWhen.expr || !branch.CaseWhen.result) return []
    return [
      {
        when: readExpression(branch.CaseWhen.expr, source),
        // biome-ignore lint/suspicious/noThenProperty: the contract's word, on a plain object that is never awaited
        then: readExpression(branch.CaseWhen.result, source),
      },
    ]
  })
  const otherwise = node.defresult ? readExpression(node.defresult, source) : undefined
  const inner = around(source, source.at(node.location), [
    ...branches.map((branch) => branch.then),
    otherwise,
  ])
  return {
    kind: 'case',
    range: through(source, inner, 'end'),
    ...(operand && { operand }),
    branches,
    ...(otherwise && { otherwise }),
  }
}

function readIndirection(node: NodeOf<'A_Indirection'>, source: Source): Expression {
  let result: Expression = node.arg
    ? readExpression(node.arg, source)
    : opaque({ A_Indirection: node }, source)
  const { tokens } = source
  for (const step of node.indirection ?? []) {
    const whole = around(source, -1, [result])
    const next = tokens.after(source.local(whole.end))
    if ('A_Indices' in step) {
      const close = tokens.partner(next)
      const range = { start: whole.start, end: source.place(tokens.end(close < 0 ? next : close)) }
      const { lidx, uidx } = step.A_Indices
      const bounds = readExpressions(
        [lidx, uidx].filter((bound) => bound !== undefined),
        source,
      )
      result = { kind: 'operation', range, operator: '[]', operands: [result, ...bounds] }
    } else {
      const field = stringOf(step)
      const range = { start: whole.start, end: source.place(tokens.end(next + 1)) }
      result = {
        kind: 'operation',
        range,
        operator: field === undefined ? '.*' : `.${quote(field)}`,
        operands: [result],
      }
    }
  }
  return result
}

function readArray(node: NodeOf<'A_ArrayExpr'>, source: Source): Expression {
  const { tokens } = source
  const at = source.at(node.location)
  const index = tokens.from(at)
  const bracket = tokens.kind(index) === kinds.openBracket ? index : index + 1
  const close = tokens.partner(bracket)
  const range = source.span(at, tokens.end(close < 0 ? index : close))
  return {
    kind: 'call',
    range,
    name: 'array',
    arguments: readExpressions(node.elements, source),
    distinct: false,
    star: false,
  }
}

function readRow(node: NodeOf<'RowExpr'>, source: Source): Expression {
  const at = source.at(node.location)
  const { tokens } = source
  const index = tokens.from(at)
  const open = tokens.is(index, 'row') ? index + 1 : index
  const close = tokens.partner(open)
  const range = source.span(at, tokens.end(close < 0 ? index : close))
  return { kind: 'list', range, items: readExpressions(node.args, source) }
}

/** SQL words that take arguments in parentheses and are calls in all but the tree. */
function wordCall(
  name: string,
  args: readonly Node[] | undefined,
  location: number | undefined,
  source: Source,
): Expression {
  const at = source.at(location)
  const range = source.span(at, source.tokens.end(callEnd(source, source.tokens.from(at))))
  return { kind: 'call', range, name, arguments: readExpressions(args, source), distinct: false, star: false }
}

const groupingSets = {
  GROUPING_SET_ROLLUP: 'rollup',
  GROUPING_SET_CUBE: 'cube',
  GROUPING_SET_SETS: 'grouping sets',
  GROUPING_SET_EMPTY: 'grouping sets',
  GROUPING_SET_SIMPLE: 'grouping sets',
}

function readGroupingSet(node: NodeOf<'GroupingSet'>, source: Source): Expression {
  const at = source.at(node.location)
  const open = source.tokens.findOpen(source.tokens.from(at))
  const end = open < 0 ? at : source.tokens.end(source.tokens.partner(open))
  const name = groupingSets[node.kind ?? 'GROUPING_SET_EMPTY']
  const content = readExpressions(node.content, source)
  return { kind: 'call', range: source.span(at, end), name, arguments: content, distinct: false, star: false }
}

const readers: Readers<[Source], Expression> = {
  ...operatorReaders,
  ...jsonReaders,
  A_Const: readConstant,
  ColumnRef: readColumn,
  FuncCall: readCall,
  TypeCast: readCast,
  CaseExpr: readCase,
  SubLink: readSubquery,
  A_Indirection: readIndirection,
  A_ArrayExpr: readArray,
  RowExpr: readRow,
  GroupingSet: readGroupingSet,
  ParamRef: (node, source) => ({ kind: 'parameter', range: around(source, source.at(node.location), []) }),
  CoalesceExpr: (node, source) => wordCall('coalesce', node.args, node.location, source),
  MinMaxExpr: (node, source) =>
    wordCall(node.op === 'IS_LEAST' ? 'least' : 'greatest', node.args, node.location, source),
  GroupingFunc: (node, source) => wordCall('grouping', node.args, node.location, source),
  MergeSupportFunc: (node, source) => wordCall('merge_action', [], node.location, source),
  SQLValueFunction: (node, source) => {
    const name = (node.op ?? '').replace('SVFOP_', '').replace(/_N$/, '').toLowerCase()
    return wordCall(name, [], node.location, source)
  },
  SetToDefault: (node, source) => {
    const range = around(source, source.at(node.location), [])
    return { kind: 'literal', range, type: 'other', value: 'default' }
  },
  CurrentOfExpr: (_, source) => {
    const { tokens } = source
    const at = tokens.findLast(0, tokens.length, 'current')
    return opaqueAt(source, at < 0 ? source.nowhere : source.span(tokens.start(at), tokens.end(at + 2)))
  },
  NamedArgExpr: (node, source) =>
    node.arg ? readExpression(node.arg, source) : opaque({ NamedArgExpr: node }, source),
  List: (node, source) => {
    const items = readExpressions(node.items, source)
    return { kind: 'list', range: around(source, -1, items), items }
  },
  ResTarget: (node, source) =>
    node.val ? readExpression(node.val, source) : opaque({ ResTarget: node }, source),
}
