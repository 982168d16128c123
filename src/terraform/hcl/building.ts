import type { Range } from '../../core/text.ts'
import type { Expression } from './syntax.ts'
import type { SyntaxNode } from './tree.ts'

/** What building of a syntax tree needs to know and has to say. */
export interface Building {
  /** What was parsed. */
  readonly text: string
  /** The place in the file of a part of what was parsed. */
  readonly at: (start: number, end: number) => Range
  /** The expression of an `expression` node: all kinds hold others. */
  readonly expression: (node: SyntaxNode | undefined) => Expression
  /** Builds something that lies so many levels deeper, unless that is too deep: what reads expressions recurses. */
  readonly deeper: (node: SyntaxNode, levels: number, build: () => Expression) => Expression
  /** What the parser accepts and Terraform does not. */
  readonly problems: Problem[]
}

export interface Problem {
  readonly range: Range
  /** Said of the file as a whole: it has no place. */
  readonly whole?: boolean
  /** A clause: `an expression is expected`. */
  readonly reason: string
}

export function refuse({ problems, at }: Building, { start, end }: SyntaxNode, reason: string): void {
  problems.push({ range: at(start, end), reason })
}

export function written({ text }: Building, { start, end }: SyntaxNode): string {
  return text.slice(start, end)
}

export function childOf(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((child) => child.type === type)
}

export function childrenOf(node: SyntaxNode, type: string): readonly SyntaxNode[] {
  return node.children.filter((child) => child.type === type)
}
