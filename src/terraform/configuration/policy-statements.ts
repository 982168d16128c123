import type { Block } from '../../core/terraform/configuration.ts'
import { isList, isUnknown, type Unknown, type Value, type ValueMap } from '../../core/terraform/value.ts'

/** A `statement` block as the provider writes it in JSON. */
export function statementOf(block: Block): ValueMap {
  const parts: readonly (readonly [string, Value | undefined])[] = [
    ['Sid', setting(block, 'sid')],
    ['Effect', setting(block, 'effect') ?? 'Allow'],
    ['Principal', principals(block, 'principals')],
    ['NotPrincipal', principals(block, 'not_principals')],
    ['Action', texts(setting(block, 'actions'))],
    ['NotAction', texts(setting(block, 'not_actions'))],
    ['Resource', texts(setting(block, 'resources'))],
    ['NotResource', texts(setting(block, 'not_resources'))],
    ['Condition', conditions(block)],
  ]
  return new Map(parts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])))
}

/** Null and an empty text are as good as nothing. */
function setting({ attributes }: Block, name: string): Value | undefined {
  const value = attributes.get(name)?.value
  return value === null || value === '' ? undefined : value
}

/** One text stands by itself; `&{` is how variables of policies are written in Terraform. */
function texts(value: Value | undefined): Value | undefined {
  if (!isList(value)) return value
  const items = value.map((item) => (typeof item === 'string' ? item.replaceAll('&{', '${') : item))
  const [first, more] = items
  if (first === undefined) return undefined
  return more === undefined && !isUnknown(first) ? first : items
}

/** `{ AWS: [...], Service: ... }`; anybody at all is a star. */
function principals(block: Block, type: string): Value | undefined {
  const open = openOf(block, type)
  if (open) return open
  const found = new Map<string, Value[]>()
  for (const each of nested(block, type)) {
    const kind = setting(each, 'type')
    const identifiers = setting(each, 'identifiers')
    if (isUnknown(kind)) return kind
    if (isUnknown(identifiers)) return identifiers
    found.set(String(kind), [...(found.get(String(kind)) ?? []), ...(isList(identifiers) ? identifiers : [])])
  }
  const [first, more] = found
  if (first === undefined) return undefined
  if (more === undefined && first[0] === '*' && texts(first[1]) === '*') return '*'
  return new Map([...found].map(([kind, each]) => [kind, texts(each) ?? []]))
}

/** `{ StringEquals: { "aws:SourceVpc": [...] } }`. */
function conditions(block: Block): Value | undefined {
  const open = openOf(block, 'condition')
  if (open) return open
  const found = new Map<string, Map<string, Value>>()
  for (const each of nested(block, 'condition')) {
    const [test, variable] = [setting(each, 'test'), setting(each, 'variable')]
    if (isUnknown(test)) return test
    if (isUnknown(variable)) return variable
    const tests = found.get(String(test)) ?? new Map<string, Value>()
    found.set(String(test), tests.set(String(variable), texts(each.attributes.get('values')?.value) ?? []))
  }
  return found.size === 0 ? undefined : found
}

const nested = ({ blocks }: Block, type: string) => blocks.filter((each) => each.type === type)

function openOf({ open }: Block, type: string): Unknown | undefined {
  return open.get(type)
}
