import { mostTemplates } from '../limits.ts'
import type { Problem } from './building.ts'
import { embeddedCode, embeddedTemplate } from './embedded.ts'
import type { JsonNode, JsonString } from './json-text.ts'
import type { Expression } from './syntax.ts'

/** Values of JSON as expressions. */
export interface JsonExpressions {
  readonly problems: Problem[]
  /** Texts are templates, or in a file of variables what they are. */
  readonly expression: (node: JsonNode) => Expression
  /** Texts are expressions: `depends_on`, the type of a variable. */
  readonly code: (node: JsonNode) => Expression
}

export function jsonExpressions(text: string, texts: 'templates' | 'literals'): JsonExpressions {
  const problems: Problem[] = []
  const known = new Map<JsonNode, Expression>()
  let templates = 0

  const parsed = (node: JsonString, parse: typeof embeddedCode): Expression => {
    templates++
    if (templates === mostTemplates) {
      problems.push({ range: node.range, reason: `it has more than ${mostTemplates} templates` })
    }
    if (templates < mostTemplates) return parse(node, text, problems)
    return { kind: 'literal', value: null, range: node.range }
  }
  const template = (node: JsonString): Expression => {
    if (texts === 'templates' && /[$%]\{/.test(node.value)) return parsed(node, embeddedTemplate)
    return { kind: 'literal', value: node.value, range: node.range }
  }
  // What may be an attribute or a block is asked for at every level: each node is built once.
  const expression = (node: JsonNode): Expression => {
    const found = known.get(node)
    if (found) return found
    refuseTwice(node, problems)
    const made = converted(node, template, expression)
    known.set(node, made)
    return made
  }
  const code = (node: JsonNode): Expression => converted(node, (each) => parsed(each, embeddedCode), code)
  return { problems, expression, code }
}

function converted(
  node: JsonNode,
  textOf: (node: JsonString) => Expression,
  inner: (node: JsonNode) => Expression,
): Expression {
  const { range } = node
  if (node.kind === 'scalar') return { kind: 'literal', value: node.value, range }
  if (node.kind === 'string') return textOf(node)
  if (node.kind === 'array') return { kind: 'tuple', items: node.items.map(inner), range }
  const items = node.members.map(({ key, value }) => ({
    key: inner(key),
    value: inner(value),
    range: { start: key.range.start, end: value.range.end },
  }))
  return { kind: 'object', items, range }
}

function refuseTwice(node: JsonNode, problems: Problem[]): void {
  if (node.kind !== 'object') return
  const seen = new Set<string>()
  for (const { key } of node.members) {
    if (seen.has(key.value)) problems.push({ range: key.range, reason: `\`${key.value}\` is set twice` })
    seen.add(key.value)
  }
}
