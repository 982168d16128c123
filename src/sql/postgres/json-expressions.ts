import type { JsonKeyValue, JsonValueExpr, Node } from 'libpg-query'
import type { Expression } from '../../core/query.ts'
import { callEnd } from './extents.ts'
import { type Readers, tagOf } from './nodes.ts'
import { readExpressions } from './reading.ts'
import type { Source } from './source.ts'

/** SQL/JSON and XML expressions: calls by their SQL word, with the values they read as arguments. */

function named(
  name: string,
  args: readonly (Node | undefined)[],
  location: number | undefined,
  source: Source,
): Expression {
  const at = Math.max(0, source.at(location))
  const range = source.span(at, source.tokens.end(callEnd(source, source.tokens.from(at))))
  const values = args.filter((arg) => arg !== undefined)
  return {
    kind: 'call',
    range,
    name,
    arguments: readExpressions(values, source),
    distinct: false,
    star: false,
  }
}

const value = (item: JsonValueExpr | undefined): Node | undefined => item?.raw_expr
const pair = (item: JsonKeyValue | undefined): (Node | undefined)[] => [item?.key, value(item?.value)]

function members(nodes: readonly Node[] | undefined): (Node | undefined)[] {
  return (nodes ?? []).flatMap((node) => {
    if ('JsonKeyValue' in node) return pair(node.JsonKeyValue)
    if ('JsonValueExpr' in node) return [value(node.JsonValueExpr)]
    if ('JsonArgument' in node) return [value(node.JsonArgument.val)]
    return tagOf(node) === 'List' ? [] : [node]
  })
}

const functionNames = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
  JSON_TABLE_OP: 'json_table',
}

export const jsonReaders: Readers<[Source], Expression> = {
  JsonFuncExpr: (node, source) => {
    const args = [value(node.context_item), node.pathspec, ...members(node.passing)]
    return named(functionNames[node.op ?? 'JSON_VALUE_OP'], args, node.location, source)
  },
  JsonObjectConstructor: (node, source) => named('json_object', members(node.exprs), node.location, source),
  JsonArrayConstructor: (node, source) => named('json_array', members(node.exprs), node.location, source),
  JsonParseExpr: (node, source) => named('json', [value(node.expr)], node.location, source),
  JsonScalarExpr: (node, source) => named('json_scalar', [node.expr], node.location, source),
  JsonSerializeExpr: (node, source) => named('json_serialize', [value(node.expr)], node.location, source),
  JsonObjectAgg: (node, source) =>
    named('json_objectagg', pair(node.arg), node.constructor?.location, source),
  JsonArrayAgg: (node, source) =>
    named('json_arrayagg', [value(node.arg)], node.constructor?.location, source),
  JsonValueExpr: (node, source) =>
    readExpressions(node.raw_expr ? [node.raw_expr] : [], source)[0] ?? named('json', [], -1, source),
  XmlExpr: (node, source) => {
    const name = (node.op ?? '').replace(/^IS_/, '').toLowerCase()
    return named(name, [...(node.args ?? []), ...(node.named_args ?? [])], node.location, source)
  },
  XmlSerialize: (node, source) => named('xmlserialize', [node.expr], node.location, source),
}
