import type { Range } from '../../core/text.ts'
import { type Building, childOf, type Problem } from './building.ts'
import { building } from './expression.ts'
import { jsonOffsets } from './json-offsets.ts'
import type { JsonString } from './json-text.ts'
import type { Expression } from './syntax.ts'
import { wrappedOf } from './template.ts'
import { type SyntaxNode, syntaxTree } from './tree.ts'

/** A template inside a JSON text: parsed as a heredoc, in which only `${` and `%{` mean something. */
export function embeddedTemplate(node: JsonString, file: string, problems: Problem[]): Expression {
  const end = markerFor(node.value)
  const code = { before: `x = <<${end}\n`, after: `\n${end}\n` }
  const build = (value: SyntaxNode, to: Building) => {
    const heredoc = value.children[0]?.children[0]
    return heredoc ? wrappedOf(heredoc, to) : to.expression(value)
  }
  return embedded({ node, file, problems }, code, build)
}

/** An expression inside a JSON text. */
export function embeddedCode(node: JsonString, file: string, problems: Problem[]): Expression {
  const code = { before: 'x = (', after: '\n)\n' }
  return embedded({ node, file, problems }, code, (value, to) => to.expression(value))
}

interface Embedding {
  readonly node: JsonString
  readonly file: string
  readonly problems: Problem[]
}

function embedded(
  { node, file, problems }: Embedding,
  { before, after }: { readonly before: string; readonly after: string },
  build: (value: SyntaxNode, to: Building) => Expression,
): Expression {
  const { range, value } = node
  const text = before + value + after
  const tree = syntaxTree(text)
  const body = tree.ok ? childOf(tree.root, 'body') : undefined
  const [attribute, ...more] = body?.children ?? []
  const expression = attribute && childOf(attribute, 'expression')
  if (!expression || more.length > 0) {
    problems.push({ range, reason: 'the expression in this text is not well-formed' })
    return { kind: 'literal', value: null, range }
  }
  const place = jsonOffsets(node, file)
  const at = (start: number, end: number): Range => ({
    start: place(start - before.length),
    end: place(end - before.length),
  })
  return { ...build(expression, building(text, at, problems)), range }
}

/** A line that the text does not have. */
function markerFor(text: string): string {
  for (let i = 0; ; i++) if (!text.includes(`END${i}`)) return `END${i}`
}
