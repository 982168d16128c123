import type { Node } from 'libpg-query'
import type { Expression, Query } from '../../core/query.ts'
import type { Statement } from '../../core/statement.ts'
import type { Extent, Source } from './source.ts'

/** The parts of a statement, read by whichever module knows them. */

/** Any expression; what has no shape in the contract keeps its text. */
export function readExpression(node: Node, source: Source): Expression {
  return source.grammar.expression(node, source)
}

export function readExpressions(nodes: readonly Node[] | undefined, source: Source): Expression[] {
  return (nodes ?? []).map((node) => source.grammar.expression(node, source))
}

export function readQuery(node: Node, source: Source, extent: Extent): Query {
  return source.grammar.query(node, source, extent)
}

/** Keeps the data-modifying statement a WITH or a query holds, to follow the statement it stands in. */
export function readModifying(node: Node, source: Source, extent: Extent): void {
  const statement = source.grammar.modification(node, source, extent)
  if (statement) source.modifying.push(statement)
}

/** Statements of a text that stands inside another statement. */
export function readText(source: Source): readonly Statement[] {
  return source.grammar.text(source)
}
