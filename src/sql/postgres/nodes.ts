import type { Node, RangeVar } from 'libpg-query'
import { type Name, nameOf } from '../../core/name.ts'

/** The parser's tree is JSON: each node is an object with one key, its kind. Absent fields are zero, false or empty. */
export type Tag = Node extends infer N ? (N extends unknown ? keyof N : never) : never
export type NodeOf<K extends Tag> = Extract<Node, Record<K, unknown>>[K]

/** One reader per node kind. */
export type Readers<Context extends unknown[], Result> = {
  readonly [K in Tag]?: (node: NodeOf<K>, ...context: Context) => Result
}

export function tagOf(node: Node): Tag {
  for (const tag in node) return tag as Tag
  return 'List'
}

/** Reads a node with the reader of its kind; undefined when there is none. */
export function readNode<Context extends unknown[], Result>(
  readers: Readers<Context, Result>,
  node: Node,
  ...context: Context
): Result | undefined {
  const tag = tagOf(node)
  // The key and the value of a node belong together; TypeScript cannot follow that through a union.
  const reader = readers[tag] as ((body: unknown, ...context: Context) => Result) | undefined
  return reader?.((node as Record<Tag, unknown>)[tag], ...context)
}

/** The nodes of one kind among others. */
export function only<K extends Tag>(nodes: readonly Node[] | undefined, tag: K): NodeOf<K>[] {
  const found: NodeOf<K>[] = []
  for (const node of nodes ?? []) {
    if (tag in node) found.push((node as unknown as Record<K, NodeOf<K>>)[tag])
  }
  return found
}

export function as<K extends Tag>(node: Node | undefined, tag: K): NodeOf<K> | undefined {
  return node !== undefined && tag in node ? (node as unknown as Record<K, NodeOf<K>>)[tag] : undefined
}

export function stringOf(node: Node | undefined): string | undefined {
  return as(node, 'String')?.sval ?? (node !== undefined && 'String' in node ? '' : undefined)
}

export function strings(nodes: readonly Node[] | undefined): string[] {
  const found: string[] = []
  for (const node of nodes ?? []) {
    const text = stringOf(node)
    if (text !== undefined) found.push(text)
  }
  return found
}

/** The canonical name of a dotted list of String nodes. */
export function listName(nodes: readonly Node[] | undefined): Name {
  return nameOf(...strings(nodes))
}

export function relationName(relation: RangeVar | undefined): Name {
  return nameOf(relation?.catalogname, relation?.schemaname, relation?.relname)
}

export function relationNames(nodes: readonly Node[] | undefined): Name[] {
  return only(nodes, 'RangeVar').map(relationName)
}

/** The value of an option as text: `{ DefElem: { defname: 'fillfactor', arg: 70 } }` -> `70`; `true` when none is written. */
export function valueText(node: Node | undefined): string {
  if (node === undefined) return 'true'
  const constant = as(node, 'A_Const')
  if (constant) {
    if (constant.isnull) return 'null'
    if (constant.sval) return constant.sval.sval ?? ''
    if (constant.fval) return constant.fval.fval ?? ''
    if (constant.boolval) return String(constant.boolval.boolval ?? false)
    if (constant.bsval) return constant.bsval.bsval ?? ''
    return String(constant.ival?.ival ?? 0)
  }
  if ('Integer' in node) return String(node.Integer.ival ?? 0)
  if ('Float' in node) return node.Float.fval ?? ''
  if ('Boolean' in node) return String(node.Boolean.boolval ?? false)
  if ('String' in node) return node.String.sval ?? ''
  if ('TypeName' in node) return strings(node.TypeName.names).join('.')
  if ('List' in node) return (node.List.items ?? []).map(valueText).join('.')
  if ('TypeCast' in node) return valueText(node.TypeCast.arg)
  return ''
}

/** Options by lower-case name, with their namespace (`toast.autovacuum_enabled`). */
export function optionsOf(nodes: readonly Node[] | undefined): Record<string, string> {
  const options: Record<string, string> = {}
  for (const option of only(nodes, 'DefElem')) {
    const name = option.defnamespace ? `${option.defnamespace}.${option.defname}` : (option.defname ?? '')
    options[name.toLowerCase()] = valueText(option.arg)
  }
  return options
}

export function optionNamed(nodes: readonly Node[] | undefined, name: string): Node | undefined {
  return only(nodes, 'DefElem').find((option) => option.defname === name)?.arg
}
