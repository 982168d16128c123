import { type Building, childOf, childrenOf, refuse, written } from './building.ts'
import type { Expression, ObjectItem } from './syntax.ts'
import type { SyntaxNode } from './tree.ts'

export function tupleOf(node: SyntaxNode, to: Building): Expression {
  const items = childrenOf(node, 'expression').map((item) => to.expression(item))
  return { kind: 'tuple', items, range: to.at(node.start, node.end) }
}

export function objectOf(node: SyntaxNode, to: Building): Expression {
  const items = childrenOf(node, 'object_elem')
  refuseCrowded(items, to)
  return { kind: 'object', items: items.map((item) => itemOf(item, to)), range: to.at(node.start, node.end) }
}

function itemOf(node: SyntaxNode, to: Building): ObjectItem {
  const [key, value] = childrenOf(node, 'expression')
  return {
    key: keyOf(key, to),
    value: to.expression(value),
    range: to.at(node.start, node.end),
  }
}

/** A bare word is itself, a word in parentheses a name. */
function keyOf(node: SyntaxNode | undefined, to: Building): Expression {
  const [only, ...more] = node?.children ?? []
  const literal = only && childOf(only, 'string_lit') === undefined && only.type === 'literal_value'
  if (!only || more.length > 0 || !(literal || only.type === 'variable_expr')) return to.expression(node)
  return { kind: 'literal', value: written(to, only), range: to.at(only.start, only.end) }
}

/** Items are parted by a comma or a new line; the grammar asks for neither. */
function refuseCrowded(items: readonly SyntaxNode[], to: Building): void {
  for (const [i, item] of items.entries()) {
    const before = items[i - 1]
    if (before && !/[,\n]/.test(to.text.slice(before.end, item.start))) {
      refuse(to, item, 'a comma or a new line is missing before this')
    }
  }
}
