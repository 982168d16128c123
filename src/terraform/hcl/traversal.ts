import { type Building, childOf, written } from './building.ts'
import type { Expression, SplatStep } from './syntax.ts'
import type { SyntaxNode } from './tree.ts'

/** `.name`, `[key]`, `.0`, `.*` and `[*]` behind an operand. */
export function withSteps(operand: Expression, nodes: readonly SyntaxNode[], to: Building): Expression {
  return nodes.reduce((of, node) => {
    if (node.type !== 'splat') return step(of, node, to)
    const all = splat(of, node, to)
    // What stands in parentheses is one value.
    const isWithin = of !== operand && of.kind === 'splat' && of.full && all.kind === 'splat'
    return isWithin ? { ...all, within: true } : all
  }, operand)
}

function step(of: Expression, node: SyntaxNode, to: Building): Expression {
  return { ...stepOf(node, to), of, range: { start: of.range.start, end: to.at(node.start, node.end).end } }
}

function stepOf(node: SyntaxNode, to: Building): SplatStep {
  const [inner = node] = node.children
  if (node.type === 'get_attr') {
    return { kind: 'attribute', name: written(to, childOf(node, 'identifier') ?? node) }
  }
  if (inner.type === 'new_index') {
    return { kind: 'index', key: to.expression(childOf(inner, 'expression')) }
  }
  const range = to.at(inner.start + 1, inner.end)
  return { kind: 'index', key: { kind: 'literal', value: Number(written(to, inner).slice(1)), range } }
}

/** After `.*` an index in brackets is one of the whole list: `a.*.b[0]` is `(a.*.b)[0]`. */
function splat(of: Expression, node: SyntaxNode, to: Building): Expression {
  const [inner = node] = node.children
  const full = inner.type === 'full_splat'
  const [star = inner, ...steps] = inner.children
  const bracket = full ? -1 : steps.findIndex((each) => each.children[0]?.type === 'new_index')
  const inside = bracket < 0 ? steps : steps.slice(0, bracket)
  const end = to.at(star.start, (inside.at(-1) ?? star).end).end
  const range = { start: of.range.start, end }
  const then = inside.map((each) => stepOf(each, to))
  const all: Expression = { kind: 'splat', of, full, then, range }
  return withSteps(all, steps.slice(inside.length), to)
}
