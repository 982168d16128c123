import type { TreeCursor } from 'web-tree-sitter'
import type { SourceComment } from '../../core/document.ts'
import { type Range, startOfFile } from '../../core/text.ts'
import { deepestSyntax, mostNodes } from '../limits.ts'
import { withTree } from './grammar.ts'

/** A node of the parser's tree, copied out of its memory. Comments are not among the children. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly children: readonly SyntaxNode[]
}

export type SyntaxTree =
  | { readonly ok: true; readonly root: SyntaxNode; readonly comments: readonly SourceComment[] }
  | { readonly ok: false; readonly error: SyntaxFault }

export type SyntaxFault = { readonly range: Range } & (
  | { readonly kind: 'unexpected' }
  | { readonly kind: 'missing'; readonly what: string }
  | { readonly kind: 'limit'; readonly reason: string }
)

/** The tree of a text; of one with a syntax error the first place where the parser had to give way. */
export function syntaxTree(text: string): SyntaxTree {
  return withTree(parsable(text), (tree) => {
    const cursor = tree.walk()
    try {
      if (tree.rootNode.descendantCount > mostNodes) return tooMuch(startOfFile, tooManyNodes)
      return tree.rootNode.hasError ? { ok: false, error: firstFault(cursor) } : copied(cursor, text)
    } finally {
      cursor.delete()
    }
  })
}

/**
 * Where the grammar differs from the language, something of the same length takes the place of what is written, for the parser only: values
 * are taken from the text itself. It knows no exponent without a fraction (`1e5`), and takes `$$${` for `$$` and a value, where all of it
 * is text.
 */
function parsable(text: string): string {
  return text
    .replace(/(?<=\d)[eE][-+]?(?=\d)/g, (exponent) => '0'.repeat(exponent.length))
    .replace(/\$(?=\$\$\{)|%(?=%%\{)/g, '-')
}

/** Walks the tree without recursion: its depth is the author's. */
function copied(cursor: TreeCursor, text: string): SyntaxTree {
  const comments: SourceComment[] = []
  const root = nodeAt(cursor)
  const open = [root]
  for (let down = cursor.gotoFirstChild(); open.length > 0; ) {
    if (down) {
      const node = nodeAt(cursor)
      if (open.length > deepestSyntax) return tooMuch(node, tooDeep)
      if (node.type === 'comment') comments.push(commentOf(node, text))
      else open.at(-1)?.children.push(node)
      if (cursor.gotoFirstChild()) open.push(node)
      else down = cursor.gotoNextSibling()
    } else {
      open.pop()
      down = cursor.gotoParent() && cursor.gotoNextSibling()
    }
  }
  return { ok: true, root, comments }
}

type OpenNode = SyntaxNode & { readonly children: SyntaxNode[] }

function nodeAt(cursor: TreeCursor): OpenNode {
  return { type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, children: [] }
}

const tooManyNodes = `it has more than ${mostNodes} syntax nodes`
const tooDeep = `it is nested more than ${deepestSyntax} levels deep`

function tooMuch({ start, end }: Range, reason: string): SyntaxTree {
  return { ok: false, error: { kind: 'limit', range: { start, end }, reason } }
}

/** The text between `/*` and its end, or behind `#` or `//` to the end of the line. */
function commentOf({ start, end }: SyntaxNode, text: string): SourceComment {
  const written = text.slice(start, end).trimEnd()
  const inside = written.startsWith('/*') ? written.slice(2, -2) : written.replace(/^(?:#|\/\/)/, '')
  return { range: { start, end: start + written.length }, text: inside.trim() }
}

function firstFault(cursor: TreeCursor): SyntaxFault {
  let first: SyntaxFault | undefined
  for (let going = true; going && !first; going = forward(cursor)) {
    const range = { start: cursor.startIndex, end: cursor.endIndex }
    if (cursor.nodeIsMissing) first = { kind: 'missing', range, what: cursor.nodeType }
    else if (cursor.nodeType === 'ERROR') first = { kind: 'unexpected', range }
  }
  return first ?? { kind: 'unexpected', range: { start: 0, end: 0 } }
}

/** The next node in the order of the text. */
function forward(cursor: TreeCursor): boolean {
  if (cursor.gotoFirstChild()) return true
  while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return false
  return true
}
