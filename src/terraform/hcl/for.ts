import { type Building, childOf, childrenOf, written } from './building.ts'
import type { Expression } from './syntax.ts'
import type { SyntaxNode } from './tree.ts'

/** `[for v in list : v]`, `{for k, v in map : k => v...}`. */
export function forOf(node: SyntaxNode, to: Building): Expression {
  const intro = childOf(node, 'for_intro')
  const condition = childOf(node, 'for_cond')
  const [first, second] = childrenOf(node, 'expression')
  const object = node.type === 'for_object_expr'
  return {
    kind: 'for',
    makes: object ? 'object' : 'tuple',
    ...namesOf(intro, to),
    over: to.expression(intro && childOf(intro, 'expression')),
    ...(object && { key: to.expression(first) }),
    value: to.expression(object ? second : first),
    ...(condition && { condition: to.expression(childOf(condition, 'expression')) }),
    groups: childOf(node, 'ellipsis') !== undefined,
    range: to.at(node.start, node.end),
  }
}

/** The one or two names that a `for` gives to what it goes over. */
export function namesOf(
  node: SyntaxNode | undefined,
  to: Building,
): { readonly keyName?: string; readonly valueName: string } {
  const [first = '', second] = node ? childrenOf(node, 'identifier').map((name) => written(to, name)) : []
  return second === undefined ? { valueName: first } : { keyName: first, valueName: second }
}
