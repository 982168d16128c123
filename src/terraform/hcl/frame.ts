import type { Range } from '../../core/text.ts'

/** Something open while a text is read: a block, brackets, a text. */
export interface Frame {
  readonly kind: FrameKind
  readonly opening: Range
  /** As a message calls it. */
  readonly name: string
  readonly closer: string
  /** Of a text: how it ends. A quoted one with its line, a heredoc with a word. */
  readonly ends?: 'quote' | { readonly word: string }
  state: State
  /** Conditions whose `:` is yet to come. */
  questions: number
  /** A `for` allows words and marks that are not followed here. */
  loose: boolean
}

type FrameKind = keyof typeof kinds

/** What may come next. */
export type State =
  /** In a body: an attribute or a block. */
  | 'item'
  /** Behind the first word of one. */
  | 'named'
  /** Behind a label. */
  | 'labelled'
  | 'operand'
  /** Behind an operand. */
  | 'operator'
  /** Behind a dot. */
  | 'member'

const kinds = {
  file: { name: 'the file', closer: '', state: 'item' },
  block: { name: 'this block', closer: '}', state: 'item' },
  object: { name: '`{`', closer: '}', state: 'operand' },
  tuple: { name: '`[`', closer: ']', state: 'operand' },
  index: { name: '`[`', closer: ']', state: 'operand' },
  parentheses: { name: '`(`', closer: ')', state: 'operand' },
  call: { name: '`(`', closer: ')', state: 'operand' },
  value: { name: '`${`', closer: '}', state: 'operand' },
  directive: { name: '`%{`', closer: '}', state: 'operand' },
  text: { name: 'this text', closer: '"', state: 'operand' },
  heredoc: { name: 'this heredoc', closer: '', state: 'operand' },
} as const satisfies Record<string, { readonly name: string; readonly closer: string; readonly state: State }>

export function opened(kind: FrameKind, opening: Range, ends?: Frame['ends']): Frame {
  const loose = kind === 'directive'
  return { kind, opening, ...kinds[kind], ...(ends && { ends }), questions: 0, loose }
}
