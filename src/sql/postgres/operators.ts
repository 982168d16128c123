import type { A_Expr, Node } from 'libpg-query'
import type { Expression } from '../../core/query.ts'
import { kinds } from './characters.ts'
import { around, callEnd } from './extents.ts'
import { as, type Readers, strings } from './nodes.ts'
import { readExpression, readExpressions } from './reading.ts'
import type { Source } from './source.ts'

function operation(
  source: Source,
  at: number,
  operator: string,
  operands: readonly Expression[],
): Expression {
  return { kind: 'operation', range: around(source, at, operands), operator, operands }
}

/** `LIKE x ESCAPE y` and `SIMILAR TO x` hide their pattern and escape in a call. */
function pattern(node: Node | undefined): readonly (Node | undefined)[] {
  const call = as(node, 'FuncCall')
  const name = strings(call?.funcname).at(-1)
  return name === 'like_escape' || name === 'similar_to_escape' ? (call?.args ?? []) : [node]
}

const spellings: Readonly<Partial<Record<NonNullable<A_Expr['kind']>, Readonly<Record<string, string>>>>> = {
  AEXPR_LIKE: { '~~': 'like', '!~~': 'not like' },
  AEXPR_ILIKE: { '~~*': 'ilike', '!~~*': 'not ilike' },
  AEXPR_SIMILAR: { '~': 'similar to', '!~': 'not similar to' },
  AEXPR_IN: { '=': 'in', '<>': 'not in' },
  AEXPR_DISTINCT: { '=': 'is distinct from' },
  AEXPR_NOT_DISTINCT: { '=': 'is not distinct from' },
}

const betweens: Readonly<Record<string, string>> = {
  AEXPR_BETWEEN: 'between',
  AEXPR_NOT_BETWEEN: 'not between',
  AEXPR_BETWEEN_SYM: 'between symmetric',
  AEXPR_NOT_BETWEEN_SYM: 'not between symmetric',
}

function readOperation(node: A_Expr, source: Source): Expression {
  const at = source.at(node.location)
  const kind = node.kind ?? 'AEXPR_OP'
  const symbol = strings(node.name).at(-1) ?? ''
  if (kind === 'AEXPR_NULLIF') return nullif(node, source, at)
  const left = node.lexpr ? [readExpression(node.lexpr, source)] : []
  if (betweens[kind] !== undefined) {
    const bounds = readExpressions(as(node.rexpr, 'List')?.items, source)
    return operation(source, at, betweens[kind] ?? '', [...left, ...bounds])
  }
  const [rightNode, escaping] = pattern(node.rexpr)
  const right = rightNode ? [readExpression(rightNode, source)] : []
  const operands = [...left, ...right]
  if (escaping) {
    const range = around(source, at, [...operands, readExpression(escaping, source)])
    return { kind: 'operation', range, operator: spellings[kind]?.[symbol] ?? symbol, operands }
  }
  if (kind === 'AEXPR_IN') return readIn(source, at, spellings.AEXPR_IN?.[symbol] ?? 'in', operands)
  if (kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_OP_ALL') {
    return operation(source, at, `${symbol} ${kind === 'AEXPR_OP_ANY' ? 'any' : 'all'}`, operands)
  }
  return operation(source, at, spellings[kind]?.[symbol] ?? symbol, operands)
}

/** The list of `x IN (1, 2)` takes the range of its parentheses. */
function readIn(source: Source, at: number, operator: string, operands: readonly Expression[]): Expression {
  const { tokens } = source
  const open = tokens.findOpen(tokens.from(Math.max(at, 0)))
  const close = open < 0 ? -1 : tokens.partner(open)
  const placed = operands.map((operand, position): Expression => {
    if (position === 0 || operand.kind !== 'list' || close < 0) return operand
    return { ...operand, range: source.span(tokens.start(open), tokens.end(close)) }
  })
  return operation(source, at, operator, placed)
}

function nullif(node: A_Expr, source: Source, at: number): Expression {
  const args = [node.lexpr, node.rexpr].filter((arg) => arg !== undefined)
  const range = source.span(at, source.tokens.end(callEnd(source, source.tokens.from(at))))
  return {
    kind: 'call',
    range,
    name: 'nullif',
    arguments: readExpressions(args, source),
    distinct: false,
    star: false,
  }
}

const nullWords = ['null', 'isnull', 'notnull']
const jsonWords = ['not', 'json', 'value', 'object', 'array', 'scalar', 'with', 'without', 'unique', 'keys']
const truthWords = ['true', 'false', 'unknown']

/** `x IS [NOT] NULL`: the test's words follow the operand. */
function tested(
  source: Source,
  arg: Node | undefined,
  operator: string,
  words: readonly string[],
  location: number | undefined,
): Expression {
  const operands = arg ? [readExpression(arg, source)] : []
  const inner = around(source, source.at(location), operands)
  const { tokens } = source
  let index = tokens.from(Math.max(0, source.at(location)))
  for (let step = 0; step < 3 && !tokens.is(index, ...words); step++) index++
  const end = tokens.is(index, ...words) ? source.place(tokens.end(index)) : inner.end
  return { kind: 'operation', range: { start: inner.start, end }, operator, operands }
}

export const operatorReaders: Readers<[Source], Expression> = {
  A_Expr: readOperation,
  BoolExpr: (node, source) => {
    const operator = node.boolop === 'NOT_EXPR' ? 'not' : node.boolop === 'OR_EXPR' ? 'or' : 'and'
    return operation(source, source.at(node.location), operator, readExpressions(node.args, source))
  },
  NullTest: (node, source) => {
    const operator = node.nulltesttype === 'IS_NOT_NULL' ? 'is not null' : 'is null'
    return tested(source, node.arg, operator, nullWords, node.location)
  },
  BooleanTest: (node, source) => {
    const operator = (node.booltesttype ?? 'IS_TRUE').replaceAll('_', ' ').toLowerCase()
    return tested(source, node.arg, operator, truthWords, node.location)
  },
  CollateClause: (node, source) => {
    const operands = node.arg ? [readExpression(node.arg, source)] : []
    const whole = around(source, source.at(node.location), operands)
    const { tokens } = source
    let index = tokens.after(source.local(whole.end))
    while (tokens.kind(index + 1) === kinds.dot) index += 2
    const end = source.place(tokens.end(index))
    return { kind: 'operation', range: { start: whole.start, end }, operator: 'collate', operands }
  },
  JsonIsPredicate: (node, source) => {
    const operands = node.expr ? [readExpression(node.expr, source)] : []
    const { start, end } = around(source, -1, operands)
    const { tokens } = source
    let last = tokens.after(source.local(end))
    while (tokens.is(last + 1, ...jsonWords)) last++
    return {
      kind: 'operation',
      range: { start, end: source.place(tokens.end(last)) },
      operator: 'is json',
      operands,
    }
  },
}
