import type { Tree } from '../core/snapshot.ts'
import type { SchemaFile } from '../core/terraform/configuration.ts'
import { LineMap, type Range } from '../core/text.ts'
import { type JsonNode, readJson } from '../terraform/hcl/json-text.ts'
import type { ReadFailure, TerraformTree } from '../terraform/reading.ts'
import { isTerraform } from '../terraform/wanted.ts'

/**
 * A tree with what its code takes in of JSON: changed files that are none have failed like code that is none, and those that list columns
 * are told with their places.
 */
export function withJson(tree: TerraformTree, { files }: Tree, changed: ReadonlySet<string>): TerraformTree {
  const paths = [...new Set(tree.configurations.flatMap((configuration) => configuration.paths))]
  const failures = new Map(tree.failures)
  const schemas = paths.flatMap((path): SchemaFile[] => {
    const content = path.endsWith('.json') && !isTerraform(path) ? files.get(path) : undefined
    if (content?.kind !== 'text') return []
    const { text } = content
    const reading = readJson(text)
    if (reading.ok) return schemaFile({ path, text }, reading.node)
    // A template of JSON is none itself, and what it becomes is judged where it is used.
    if (changed.has(path) && !/[$%]\{/.test(text)) failures.set(path, failureOf(reading.problem, text))
    return []
  })
  return { ...tree, failures, schemas }
}

function failureOf({ range, reason }: ReadFailure, text: string): ReadFailure {
  const { line, column } = new LineMap(text).position(range.start)
  return { range, reason: `line ${line}, column ${column}: ${reason}` }
}

/** BigQuery nests records fifteen levels deep at most. */
const deepest = 16

function schemaFile(file: Pick<SchemaFile, 'path' | 'text'>, root: JsonNode): SchemaFile[] {
  const columns = new Map<string, Range>()
  collect(root, '', columns)
  return columns.size === 0 ? [] : [{ ...file, columns }]
}

function collect(node: JsonNode | undefined, above: string, to: Map<string, Range>, depth = 0): void {
  if (node?.kind !== 'array' || depth > deepest) return
  for (const item of node.items) {
    const name = memberOf(item, 'name')
    if (name?.kind !== 'string') continue
    const full = above + name.value.toLowerCase()
    if (!to.has(full)) to.set(full, item.range)
    collect(memberOf(item, 'fields'), `${full}.`, to, depth + 1)
  }
}

function memberOf(node: JsonNode, key: string): JsonNode | undefined {
  return node.kind === 'object' ? node.members.find((member) => member.key.value === key)?.value : undefined
}
