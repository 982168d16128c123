import { deepestSyntax } from '../limits.ts'
import { type Building, childOf, childrenOf, type Problem, refuse, written } from './building.ts'
import { objectOf, tupleOf } from './collection.ts'
import { forOf } from './for.ts'
import type { Expression } from './syntax.ts'
import { heredocOf, quotedOf } from './template.ts'
import { withSteps } from './traversal.ts'
import type { SyntaxNode } from './tree.ts'

const operators = new Set(['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||'])

/** What it takes to build a text that was parsed as it stands in the file, or elsewhere. */
export function building(
  text: string,
  at: Building['at'] = (start, end) => ({ start, end }),
  problems: Problem[] = [],
): Building {
  let depth = 0
  const to: Building = {
    text,
    at,
    problems,
    expression: (node) => expressionOf(node, to),
    deeper: (node, levels, build) => {
      if (depth + levels > deepestSyntax) return nothing(node, to, tooDeep)
      depth += levels
      const built = build()
      depth -= levels
      return built
    },
  }
  return to
}

const tooDeep = `it is nested more than ${deepestSyntax} levels deep`

/** Parentheses belong to the range. */
function expressionOf(node: SyntaxNode | undefined, to: Building): Expression {
  const [first] = node?.children ?? []
  if (!node || !first) return nothing(node, to)
  return first.type === 'conditional' ? conditionalOf(first, to) : termOf(node.children, to)
}

/** An operand and what follows it: attributes, indexes, splats. The grammar lists them side by side. */
function termOf(nodes: readonly SyntaxNode[], to: Building): Expression {
  const [first] = nodes
  return first ? to.deeper(first, nodes.length, () => stepsFrom(nodes, to)) : nothing(first, to)
}

function stepsFrom(nodes: readonly SyntaxNode[], to: Building): Expression {
  const [first, inner, close] = nodes
  if (first?.type !== '(') return withSteps(operandOf(first, to), nodes.slice(1), to)
  const range = to.at(first.start, (close ?? first).end)
  return withSteps({ ...expressionOf(inner, to), range }, nodes.slice(3), to)
}

function operandOf(node: SyntaxNode | undefined, to: Building): Expression {
  const [inner] = node?.children ?? []
  if (!node) return nothing(node, to)
  const range = to.at(node.start, node.end)
  switch (node.type) {
    case 'literal_value':
      return literalOf(inner ?? node, to)
    case 'variable_expr':
      return { kind: 'name', name: written(to, node), range }
    case 'template_expr':
      return inner?.type === 'heredoc_template' ? heredocOf(inner, to) : quotedOf(inner ?? node, to)
    case 'collection_value':
      return inner?.type === 'object' ? objectOf(inner, to) : tupleOf(inner ?? node, to)
    case 'for_expr':
      return forOf(inner ?? node, to)
    case 'function_call':
      return callOf(node, to)
    case 'operation':
      return operationOf(inner ?? node, to)
    default:
      return nothing(node, to)
  }
}

function literalOf(node: SyntaxNode, to: Building): Expression {
  const range = to.at(node.start, node.end)
  const text = written(to, node)
  if (node.type === 'string_lit') return quotedOf(node, to)
  if (node.type === 'null_lit') return { kind: 'literal', value: null, range }
  if (node.type === 'bool_lit') return { kind: 'literal', value: text === 'true', range }
  if (!/^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)) refuse(to, node, `${text} is not a number`)
  return { kind: 'literal', value: Number(text), range }
}

function callOf(node: SyntaxNode, to: Building): Expression {
  const given = childOf(node, 'function_arguments')
  const name = childOf(node, 'identifier')
  return {
    kind: 'call',
    name: name ? written(to, name) : '',
    args: given ? childrenOf(given, 'expression').map((arg) => expressionOf(arg, to)) : [],
    expands: given !== undefined && childOf(given, 'ellipsis') !== undefined,
    range: to.at(node.start, node.end),
  }
}

function operationOf(node: SyntaxNode, to: Building): Expression {
  const range = to.at(node.start, node.end)
  if (node.type === 'unary_operation') {
    const [sign, ...of] = node.children
    return { kind: 'unary', operator: sign?.type === '!' ? '!' : '-', of: termOf(of, to), range }
  }
  const at = node.children.findIndex(({ type }) => operators.has(type))
  return {
    kind: 'binary',
    operator: node.children[at]?.type ?? '',
    left: termOf(node.children.slice(0, at), to),
    right: termOf(node.children.slice(at + 1), to),
    range,
  }
}

/** `a ? b : c ? d : e` is `a ? b : (c ? d : e)`; the grammar has it the other way round. */
function conditionalOf(node: SyntaxNode, to: Building): Expression {
  const [first, arms] = armsOf(node)
  return to.deeper(node, arms.length, () =>
    chained({ first, arms, end: to.at(node.start, node.end).end }, to),
  )
}

interface Chain {
  readonly first: SyntaxNode | undefined
  readonly arms: readonly Arm[]
  readonly end: number
}

function chained({ first, arms, end }: Chain, to: Building): Expression {
  return arms.reduceRight<Expression>(
    (otherwise, arm, i) => {
      const condition = to.expression(i === 0 ? first : arms[i - 1]?.otherwise)
      const then = to.expression(arm.then)
      return { kind: 'conditional', condition, then, otherwise, range: { start: condition.range.start, end } }
    },
    to.expression(arms.at(-1)?.otherwise),
  )
}

interface Arm {
  readonly then: SyntaxNode | undefined
  readonly otherwise: SyntaxNode | undefined
}

/** The first condition, and what stands behind each `?` and `:`. */
function armsOf(node: SyntaxNode): [first: SyntaxNode | undefined, arms: readonly Arm[]] {
  const [condition, then, otherwise] = childrenOf(node, 'expression')
  const inner = condition?.children[0]
  const [first, before] = inner?.type === 'conditional' ? armsOf(inner) : [condition, []]
  return [first, [...before, { then, otherwise }]]
}

function nothing(
  node: SyntaxNode | undefined,
  to: Building,
  reason = 'an expression is expected',
): Expression {
  if (node) refuse(to, node, reason)
  const { start, end } = node ?? { start: 0, end: 0 }
  return { kind: 'literal', value: null, range: to.at(start, end) }
}
