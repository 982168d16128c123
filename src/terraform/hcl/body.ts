import { type Building, childOf, childrenOf, refuse, written } from './building.ts'
import type { HclAttribute, HclBlock, HclBody } from './syntax.ts'
import { labelOf } from './template.ts'
import type { SyntaxNode } from './tree.ts'

/** What stands in a file or between the braces of a block. */
export function bodyOf(node: SyntaxNode | undefined, to: Building): HclBody {
  if (!node) return { attributes: [], blocks: [] }
  refuseCrowded(node.children, to)
  const attributes = childrenOf(node, 'attribute').map((each) => attributeOf(each, to))
  refuseTwice(attributes, to)
  return { attributes, blocks: childrenOf(node, 'block').map((each) => blockOf(each, to)) }
}

function attributeOf(node: SyntaxNode, to: Building): HclAttribute {
  const name = childOf(node, 'identifier')
  const value = to.expression(childOf(node, 'expression'))
  return { name: name ? written(to, name) : '', value, range: to.at(node.start, node.end) }
}

function blockOf(node: SyntaxNode, to: Building): HclBlock {
  const brace = node.children.findIndex(({ type }) => type === 'block_start')
  const [type = node, ...labels] = node.children.slice(0, brace)
  return {
    type: written(to, type),
    labels: labels.map((label) => (label.type === 'string_lit' ? labelOf(label, to) : written(to, label))),
    header: to.at(node.start, (labels.at(-1) ?? type).end),
    range: to.at(node.start, node.end),
    body: bodyOf(childOf(node, 'body'), to),
  }
}

/** Each attribute and block has lines of its own; the grammar does not ask for that. */
function refuseCrowded(nodes: readonly SyntaxNode[], to: Building): void {
  for (const [i, node] of nodes.entries()) {
    const before = nodes[i - 1]
    if (before && !to.text.slice(before.end, node.start).includes('\n')) {
      refuse(to, node, 'a new line is missing before this')
    }
  }
}

function refuseTwice(attributes: readonly HclAttribute[], { problems }: Building): void {
  const seen = new Set<string>()
  for (const { name, range } of attributes) {
    if (seen.has(name)) problems.push({ range, reason: `\`${name}\` is set twice` })
    seen.add(name)
  }
}
