import { Ajv, type ValidateFunction } from 'ajv'
import description from './openapi.json' with { type: 'json' }

// GitHub's own description of its API, as trim-openapi.ts cut it. What does not fit it is noted as a violation, and
// `github.close()` throws when any is left: neither the simulator nor its callers drift from GitHub unnoticed.

export interface DescribedOperation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { name: string; in: string; required: boolean; multi: boolean }[]
  readonly body?: { readonly required: boolean; readonly schema: { readonly properties?: object } }
  readonly answers: Readonly<Record<string, object | null>>
}

export const describedOperations = description.operations as unknown as Readonly<
  Record<string, DescribedOperation>
>

interface Sent {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface Validator {
  /** Everything found so far that does not fit. */
  readonly violations: string[]
  /** What is wrong with a request; empty when nothing is. */
  request(operation: string, sent: Sent): string[]
  answer(operation: string, status: number, body: unknown): string[]
  webhook(event: string, action: string | undefined, payload: object): string[]
}

const root = 'https://api.github.com/description'
const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
const coercing = new Ajv({ strict: false, allErrors: true, logger: false, coerceTypes: 'array' })
for (const one of [ajv, coercing]) {
  one.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  one.addFormat('uri', /^[a-z][a-z0-9+.-]*:\S*$/i)
  one.addSchema({ ...description, $id: root })
}
const compiled = new Map<string, ValidateFunction>()

export function createValidator(): Validator {
  const violations: string[] = []
  const note = (what: string, problems: string[]) => {
    violations.push(...problems.map((problem) => `${what}: ${problem}`))
    return problems
  }
  return {
    violations,
    request: (id, sent) => note(`request ${id}`, requestProblems(id, sent)),
    answer: (id, status, body) => note(`answer ${id} ${status}`, answerProblems(id, status, body)),
    webhook: (event, action, payload) => {
      const name = action === undefined ? event : `${event}.${action}`
      if (!(name in description.webhooks)) return note(`webhook ${name}`, ['is not in the description'])
      return note(`webhook ${name}`, problemsWith(ajv, pointer('webhooks', name), payload))
    },
  }
}

function requestProblems(id: string, { params, query, body }: Sent): string[] {
  const described = operation(id)
  const declared = described.parameters.filter((one) => one.in === 'query').map(({ name }) => name)
  const unknown = [...query.keys()].filter((key) => !declared.includes(key))
  const given = { path: { ...params }, query: Object.fromEntries(query) }
  return [
    ...unknown.map((key) => `the query parameter ${key} does not exist`),
    ...described.parameters.flatMap((one, index) => parameterProblems(id, one, index, given)),
    ...bodyProblems(id, described, body),
  ]
}

function parameterProblems(
  id: string,
  { name, in: place, required }: DescribedOperation['parameters'][number],
  index: number,
  given: Record<string, Record<string, string>>,
): string[] {
  const value = given[place]?.[name]
  if (value === undefined) return required && place in given ? [`${name} is missing`] : []
  return problemsWith(coercing, pointer('operations', id, 'parameters', String(index), 'schema'), value)
}

function bodyProblems(id: string, { body: described }: DescribedOperation, body: unknown): string[] {
  if (!described) return body === undefined ? [] : ['there is a body and none is described']
  if (body === undefined) return described.required ? ['the body is missing'] : []
  const known = described.schema.properties
  const unknown = known ? Object.keys(body ?? {}).filter((key) => !(key in known)) : []
  return [
    ...unknown.map((key) => `the body has ${key}, which does not exist`),
    ...problemsWith(ajv, pointer('operations', id, 'body', 'schema'), body),
  ]
}

/** An error need not be described; success must be. */
function answerProblems(id: string, status: number, body: unknown): string[] {
  const schema = operation(id).answers[status]
  if (schema === undefined) return status < 400 ? ['this status is not described'] : []
  if (schema === null)
    return body === undefined || status >= 300 ? [] : ['there is a body and none is described']
  return problemsWith(ajv, pointer('operations', id, 'answers', String(status)), body)
}

function operation(id: string): DescribedOperation {
  const described = describedOperations[id]
  if (!described) throw new Error(`${id} is not in openapi.json: run trim-openapi.ts`)
  return described
}

const pointer = (...parts: string[]) =>
  `${root}#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

function problemsWith(one: Ajv, $ref: string, value: unknown): string[] {
  const key = one === ajv ? $ref : `coercing ${$ref}`
  const validate = compiled.get(key) ?? one.compile({ $ref })
  compiled.set(key, validate)
  if (validate({ value }.value)) return []
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  )
  return problems.slice(0, 10)
}
