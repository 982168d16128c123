import { type Building, refuse, written } from './building.ts'
import { unescaped, withoutDoubledMarks } from './escapes.ts'
import { dedented } from './heredoc.ts'
import type { Expression } from './syntax.ts'
import { nested } from './template-parts.ts'
import { type TemplateToken, textToken, tokensOf } from './template-tokens.ts'
import type { SyntaxNode } from './tree.ts'

/** `"..."`: a literal where nothing is put in. */
export function quotedOf(node: SyntaxNode, to: Building): Expression {
  const inside = { start: node.start + 1, end: node.end - 1 }
  const tokens = tokensOf(node, inside, to)
  const literal = (text: string): readonly TemplateToken[] => [textToken(unquoted(text, node, to))]
  return expression(node, trimmed(tokens, literal), to)
}

/** The text of a label of a block, in which nothing can be put. */
export function labelOf(node: SyntaxNode, to: Building): string {
  const text = written(to, node).slice(1, -1)
  if (/(?:^|[^$%])[$%]\{/.test(text)) refuse(to, node, 'nothing can be put into a label')
  return unquoted(text, node, to)
}

/** `<<EOT` and `<<-EOT`. The last line break belongs to the text. */
export function heredocOf(node: SyntaxNode, to: Building): Expression {
  const [sign, opening, ...more] = node.children
  const closing = more.at(-1) ?? node
  const start = to.text.indexOf('\n', (opening ?? node).end) + 1
  const end = Math.max(start, to.text.lastIndexOf('\n', closing.start) + 1)
  if (to.text.slice((opening ?? node).end, start).trim() !== '') {
    refuse(to, node, 'the text of a heredoc begins on a line of its own')
  }
  const tokens = trimmed(tokensOf(node, { start, end }, to), lines)
  return expression(node, sign && written(to, sign) === '<<-' ? dedented(tokens) : tokens, to)
}

/** A heredoc that was made around a text of another language: all but its last line break. */
export function wrappedOf(node: SyntaxNode, to: Building): Expression {
  const [, opening, ...more] = node.children
  const start = to.text.indexOf('\n', (opening ?? node).end) + 1
  const end = to.text.lastIndexOf('\n', (more.at(-1) ?? node).start)
  return expression({ ...node, start, end }, trimmed(tokensOf(node, { start, end }, to), lines), to)
}

function expression({ start, end }: SyntaxNode, tokens: readonly TemplateToken[], to: Building): Expression {
  const parts = nested(tokens)
  const range = to.at(start, end)
  const [text = '', ...more] = parts
  if (typeof text === 'string' && more.length === 0) return { kind: 'literal', value: text, range }
  return { kind: 'template', parts, range }
}

/** Turns the written text between marks into literals, without the blanks that a `~` beside them takes off. */
function trimmed(
  tokens: readonly TemplateToken[],
  literals: (text: string) => readonly TemplateToken[],
): readonly TemplateToken[] {
  const result = tokens.flatMap((token) => (token.kind === 'text' ? literals(token.text) : [token]))
  return result.map((token, i) => {
    if (token.kind !== 'text') return token
    const [before, after] = [result[i - 1], result[i + 1]]
    const left = before && before.kind !== 'text' && before.stripsAfter ? token.text.trimStart() : token.text
    return textToken(after && after.kind !== 'text' && after.stripsBefore ? left.trimEnd() : left)
  })
}

/** Terraform takes the lines of a heredoc one by one: a `~` does not reach past the line. */
function lines(text: string): readonly TemplateToken[] {
  return (text.match(/[^\n]*\n|[^\n]+/g) ?? []).map((line) => textToken(withoutDoubledMarks(line)))
}

function unquoted(text: string, node: SyntaxNode, to: Building): string {
  if (text.includes('\n')) refuse(to, node, 'a quoted text does not end on its line')
  const value = unescaped(text)
  if (value === undefined) refuse(to, node, 'an escape in this text names no character')
  return value ?? ''
}
