// Cuts GitHub's published OpenAPI description down to the operations that are simulated and the webhooks that are sent:
//
//   cd $(mktemp -d) && npm pack @octokit/openapi@23.0.2 && tar xzf *.tgz
//   node test/github/trim-openapi.ts $OLDPWD/package/generated/api.github.com.json
//
// Words and examples are dropped, OpenAPI's `nullable` becomes JSON Schema, components that nothing refers to go.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { operations } from './operations.ts'
import { webhookEvents } from './webhook-events.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Node = { [key: string]: Json }
interface Description {
  info: { version: string }
  paths: Record<string, Record<string, Node>>
  'x-webhooks': Record<string, { post: Node }>
  components: Record<string, Record<string, Node>>
}

/** Where the description is stricter than GitHub, and how we know. */
const corrections: readonly { schema: string; property: string; set: Node; because: string }[] = [
  {
    schema: 'check-run',
    property: 'conclusion',
    set: {
      enum: [...'success failure neutral cancelled skipped timed_out action_required stale'.split(' '), null],
    },
    because: 'the same property has `stale` in check-suite and in the check_run webhooks',
  },
  ...['pull-request-review-comment', 'review-comment'].flatMap((schema) =>
    ['line', 'original_line', 'position'].map((property) => ({
      schema,
      property,
      set: { type: ['integer', 'null'] },
      because:
        'outdated and file-level comments have null (facts/github.md, "Force push"); so has the webhook',
    })),
  ),
]

/** `apps/list-installations` inlines an account that is a person and an enterprise at once; `installation` has it right. */
const answerCorrections: Record<string, Node> = {
  'apps/list-installations': { 200: { type: 'array', items: { $ref: '#/schemas/installation' } } },
}

export function trim(source: Description, ids: readonly string[], events: readonly string[]): Node {
  const described = Object.entries(source.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const kept = ids.map((id): [string, Node] => {
    const one = described.find(({ operation }) => operation.operationId === id)
    if (!one) throw new Error(`GitHub describes no operation ${id}`)
    return [id, operationOf(source, one.method, one.path, one.operation)]
  })
  const roots = {
    operations: Object.fromEntries(kept),
    webhooks: Object.fromEntries(events.map((event) => [event, webhookOf(source, event)])),
  }
  return { version: source.info.version, ...roots, schemas: reachable(source, roots) }
}

function operationOf(source: Description, method: string, path: string, operation: Node): Node {
  const parameters = (operation.parameters as Node[] | undefined)?.map((one) => resolved(source, one)) ?? []
  const body = operation.requestBody as Node | undefined
  const bodySchema = body && jsonSchemaOf(body)
  const answers = Object.entries(operation.responses as Record<string, Node>).map(([status, one]) => [
    status,
    jsonSchemaOf(resolved(source, one)) ?? null,
  ])
  return {
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((one) => ({
      name: one.name ?? '',
      in: one.in ?? '',
      required: one.required === true,
      multi: one['x-multi-segment'] === true,
      schema: clean(one.schema ?? {}),
    })),
    ...(bodySchema && { body: { required: body?.required === true, schema: bodySchema } }),
    answers: {
      ...(Object.fromEntries(answers) as Node),
      ...answerCorrections[String(operation.operationId)],
    },
  }
}

/** `pull_request.opened` is `pull-request-opened` there, `push` is `push`. */
function webhookOf(source: Description, event: string): Json {
  const one = source['x-webhooks'][event.replaceAll(/[._]/g, '-')]
  const schema = one && jsonSchemaOf(one.post.requestBody as Node)
  if (!schema) throw new Error(`GitHub describes no webhook ${event}`)
  return schema
}

function jsonSchemaOf(holder: Node): Json | undefined {
  const content = holder.content as Record<string, Node> | undefined
  const json = content?.['application/json']?.schema
  return json === undefined ? undefined : clean(json)
}

function resolved(source: Description, node: Node): Node {
  if (typeof node.$ref !== 'string') return node
  const [, , kind = '', name = ''] = node.$ref.split('/')
  return source.components[kind]?.[name] ?? {}
}

function reachable(source: Description, roots: Json): Node {
  const schemas: Node = {}
  const visit = (node: Json) => {
    for (const [, name = ''] of JSON.stringify(node).matchAll(/"#\/schemas\/([^"]+)"/g)) {
      if (name in schemas) continue
      schemas[name] = corrected(name, clean(source.components.schemas?.[name] ?? {}) as Node)
      visit(schemas[name] ?? {})
    }
  }
  visit(roots)
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function corrected(name: string, schema: Node): Node {
  for (const { schema: wanted, property, set } of corrections) {
    const properties = schema.properties as Node | undefined
    if (wanted !== name || !properties) continue
    const { enum: _, ...rest } = properties[property] as Node
    properties[property] = { ...rest, ...set }
  }
  return schema
}

const words = [
  'description',
  'example',
  'examples',
  'summary',
  'externalDocs',
  'title',
  'deprecated',
  'default',
]

/** Under `properties` a key is a name, not a word. */
function clean(node: Json, isNames = false): Json {
  if (Array.isArray(node)) return node.map((one) => clean(one))
  if (node === null || typeof node !== 'object') {
    return typeof node === 'string' ? node.replace(/^#\/components\/schemas\//, '#/schemas/') : node
  }
  const entries = Object.entries(node)
    .filter(([key]) => isNames || !(words.includes(key) || key === 'nullable' || key.startsWith('x-')))
    .map(([key, value]) => [key, clean(value, !isNames && key === 'properties')] as const)
    .map(([key, value]) => [key, isNames ? loosened(key, value) : value] as const)
  const cleaned: Node = Object.fromEntries(entries)
  return !isNames && node.nullable === true ? nullable(cleaned) : cleaned
}

/** Where every schema that has the property is behind the times. */
function loosened(name: string, schema: Json): Json {
  const { items, properties, ...rest } = schema as { items?: Json; properties?: Node }
  // The event names listed are years old: `merge_group` is not among them.
  if (name === 'events' && items !== undefined) return { ...rest, items: { type: 'string' } }
  // The repository of a head is null once the fork is deleted.
  if (name !== 'head' || properties?.repo === undefined) return schema
  return { ...rest, properties: { ...properties, repo: { anyOf: [properties.repo, { type: 'null' }] } } }
}

function nullable(schema: Node): Node {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const values = schema.enum as Json[] | undefined
  return { ...schema, type: [schema.type, 'null'], ...(values && { enum: [...new Set([...values, null])] }) }
}

if (import.meta.main) {
  const [, , file = ''] = process.argv
  const source = JSON.parse(readFileSync(file, 'utf8')) as Description
  const trimmed = trim(source, Object.keys(operations).sort(), [...webhookEvents].sort())
  const sections = Object.entries(trimmed).map(([key, value]) => {
    if (typeof value !== 'object') return `${JSON.stringify(key)}:${JSON.stringify(value)}`
    const lines = Object.entries(value as Node).map(
      ([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`,
    )
    return `${JSON.stringify(key)}:{\n${lines.join(',\n')}\n}`
  })
  writeFileSync(join(import.meta.dirname, 'openapi.json'), `{${sections.join(',\n')}}\n`)
}
