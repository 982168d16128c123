import type { Range } from '../../core/text.ts'
import { type Building, childOf, refuse, written } from './building.ts'
import { namesOf } from './for.ts'
import type { Expression } from './syntax.ts'
import type { SyntaxNode } from './tree.ts'

/** A template as a flat sequence: blanks are taken off across the borders of its directives. */
export type TemplateToken = TextToken | (Mark & Strips)

export interface TextToken {
  readonly kind: 'text'
  readonly text: string
}

type Mark =
  | { readonly kind: 'interpolation'; readonly of: Expression }
  | { readonly kind: 'if'; readonly condition: Expression }
  | { readonly kind: 'for'; readonly keyName?: string; readonly valueName: string; readonly over: Expression }
  | { readonly kind: 'else' | 'end' }

/** Whether a `~` takes off the blanks before or after the mark. */
interface Strips {
  readonly stripsBefore: boolean
  readonly stripsAfter: boolean
}

export function textToken(text: string): TextToken {
  return { kind: 'text', text }
}

/** The marks among the children of a template, and the text between them as it is written. */
export function tokensOf(node: SyntaxNode, inside: Range, to: Building): readonly TemplateToken[] {
  const tokens: TemplateToken[] = []
  let at = inside.start
  for (const mark of marksIn(node)) {
    if (mark.start > at) tokens.push(textToken(to.text.slice(at, mark.start)))
    tokens.push({ ...markOf(mark, to), ...stripsOf(mark, to) })
    at = mark.end
  }
  if (inside.end > at) tokens.push(textToken(to.text.slice(at, inside.end)))
  return tokens
}

const marks = new Set([
  'template_interpolation',
  'template_if_intro',
  'template_else_intro',
  'template_if_end',
  'template_for_start',
  'template_for_end',
])
const around = new Set(['template_directive', 'template_if', 'template_for'])

function marksIn(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.flatMap((child) => {
    if (marks.has(child.type)) return [child]
    return around.has(child.type) ? marksIn(child) : []
  })
}

function markOf(node: SyntaxNode, to: Building): Mark {
  const inner = childOf(node, 'expression')
  switch (node.type) {
    case 'template_interpolation':
      if (!inner) refuse(to, node, 'an expression is expected')
      return { kind: 'interpolation', of: to.expression(inner) }
    case 'template_if_intro':
      return { kind: 'if', condition: to.expression(inner) }
    case 'template_for_start':
      return { kind: 'for', ...namesOf(node, to), over: to.expression(inner) }
    case 'template_else_intro':
      return { kind: 'else' }
    default:
      return { kind: 'end' }
  }
}

function stripsOf(node: SyntaxNode, to: Building): Strips {
  const text = written(to, node)
  return { stripsBefore: text.startsWith('~', 2), stripsAfter: text.endsWith('~}') }
}
