import type { Problem } from './building.ts'
import { type JsonExpressions, jsonExpressions } from './json-expression.ts'
import { fileShape, openShape, type Shape } from './json-shape.ts'
import { type JsonMember, type JsonNode, type JsonObject, readJson } from './json-text.ts'
import type { HclAttribute, HclBlock, HclBody, HclFile } from './syntax.ts'

/** Reads a file in Terraform's JSON syntax to the same shape as HCL. */
export function parseJsonBody(
  path: string,
  text: string,
): { readonly file?: HclFile; readonly problems: readonly Problem[] } {
  const json = readJson(text)
  if (!json.ok) return { problems: [json.problem] }
  const variables = path.endsWith('.tfvars.json')
  const to = jsonExpressions(text, variables ? 'literals' : 'templates')
  const shape = variables ? { labels: 0, blocks: {} } : fileShape
  const body = bodyOf(objectsIn(json.node, to), shape, to)
  return { file: { path, body, comments: [] }, problems: to.problems }
}

/** An array of objects stands for each of them, `null` for none. */
function objectsIn(node: JsonNode, { problems }: JsonExpressions): readonly JsonObject[] {
  const found: JsonObject[] = []
  const open = [node]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'object') found.push(next)
    else if (next.kind === 'array') open.push(...next.items.toReversed())
    else if (next.kind !== 'scalar' || next.value !== null) {
      problems.push({ range: next.range, reason: 'an object is expected' })
    }
  }
  return found
}

function bodyOf(objects: readonly JsonObject[], shape: Shape, to: JsonExpressions): HclBody {
  const attributes: HclAttribute[] = []
  const blocks: HclBlock[] = []
  for (const member of objects.flatMap(({ members }) => members)) {
    const name = member.key.value
    const nested = Object.hasOwn(shape.blocks, name) ? shape.blocks[name] : undefined
    if (nested) blocks.push(...blocksOf({ type: name, labels: [], member, shape: nested }, to))
    else if (name !== '//') {
      attributes.push(attributeOf(member, shape, to))
      if (shape.open) blocks.push(...possibleBlocks(member, to))
    }
  }
  refuseTwice(attributes, to)
  return { attributes, blocks }
}

function attributeOf({ key, value }: JsonMember, shape: Shape, to: JsonExpressions): HclAttribute {
  const range = { start: key.range.start, end: value.range.end }
  const expression = shape.code?.includes(key.value) ? to.code(value) : to.expression(value)
  return { name: key.value, value: expression, range }
}

interface Nested {
  readonly type: string
  readonly labels: readonly string[]
  readonly member: JsonMember
  readonly shape: Shape
}

function blocksOf(nested: Nested, to: JsonExpressions): readonly HclBlock[] {
  const { labels, member, shape } = nested
  const objects = objectsIn(member.value, to)
  if (labels.length === shape.labels) return objects.map((object) => blockOf(nested, object, to))
  const labelled = objects.flatMap(({ members }) => members.filter(({ key }) => key.value !== '//'))
  return labelled.flatMap((each) =>
    blocksOf({ ...nested, labels: [...labels, each.key.value], member: each }, to),
  )
}

function blockOf({ type, labels, member, shape }: Nested, object: JsonObject, to: JsonExpressions): HclBlock {
  return {
    type,
    labels,
    header: member.key.range,
    range: { start: Math.min(member.key.range.start, object.range.start), end: object.range.end },
    body: bodyOf([object], shape, to),
  }
}

/**
 * Whether an object of a provider's resource is a block or a map, only the provider's schema tells: it is given as both. A rule asks for
 * the one it knows.
 */
function possibleBlocks(member: JsonMember, to: JsonExpressions): readonly HclBlock[] {
  const { key, value } = member
  const objects = value.kind === 'array' ? value.items : [value]
  if (!objects.every((each) => each.kind === 'object')) return []
  return objects.map((object) =>
    blockOf({ type: key.value, labels: [], member, shape: openShape }, object, to),
  )
}

function refuseTwice(attributes: readonly HclAttribute[], { problems }: JsonExpressions): void {
  const seen = new Set<string>()
  for (const { name, range } of attributes) {
    if (seen.has(name)) problems.push({ range, reason: `\`${name}\` is set twice` })
    seen.add(name)
  }
}
