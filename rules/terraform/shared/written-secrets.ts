import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Attribute, Block, InputVariable, Resource } from '../../../src/core/terraform/configuration.ts'
import { jsonValue } from '../../../src/core/terraform/json.ts'
import { isNamedSecret, secretIn } from '../../../src/core/terraform/secret-forms.ts'
import {
  isList,
  isMap,
  isUnknown,
  type Path,
  pathText,
  type Value,
} from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'

/** A secret that stands in the code. The secret itself is for comparing, and must not be printed. */
export interface WrittenSecret {
  readonly secret: string
  /** What it is: `a literal`, `a token of GitHub`. */
  readonly what: string
  /** Within the block: `environment.variables.DB_PASSWORD`. */
  readonly path: string
  readonly place: Place
  readonly via: readonly Place[]
}

/** Attributes whose name does not say that they hold a secret, but whose type does. */
const secretTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ['azurerm_key_vault_secret', ['value']],
  ['github_actions_secret', ['plaintext_value']],
  ['databricks_secret', ['string_value']],
  ['kubernetes_secret', ['data']],
  ['kubernetes_secret_v1', ['data']],
  ['doppler_secret', ['value']],
  ['vault_generic_secret', ['data_json']],
])

/** Attributes that people write prose in. */
const prose = new Set(['description', 'comment', 'error_message'])
const mostParts = 5_000

/** Secrets in the attributes of a block and of its nested blocks, but for some attributes at its top. */
export function secretsIn(block: Block | Resource, except: readonly string[] = []): readonly WrittenSecret[] {
  const type = 'resourceType' in block ? block.resourceType : ''
  const found: WrittenSecret[] = []
  const open: { readonly body: Block; readonly path: readonly string[] }[] = [{ body: block, path: [] }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { body, path } = next
    for (const attribute of body.attributes.values()) {
      if (prose.has(attribute.name) || (path.length === 0 && except.includes(attribute.name))) continue
      const isSecret = path.length === 0 && isSecretOfType(attribute.name, type, body)
      found.push(...secretsOf(attribute, path, isSecret))
    }
    open.push(...body.blocks.map((each) => ({ body: each, path: [...path, each.type] })))
  }
  return found
}

function isSecretOfType(name: string, type: string, { attributes }: Block): boolean {
  if (type === 'aws_ssm_parameter')
    return name === 'value' && attributes.get('type')?.value === 'SecureString'
  return secretTypes.get(type)?.includes(name) === true
}

function secretsOf(
  attribute: Attribute,
  path: readonly string[],
  isSecret: boolean,
): readonly WrittenSecret[] {
  return secretsUnder(attribute.value, attribute.name, isSecret).map(({ secret, what, path: within }) => ({
    secret,
    what,
    path: [...path, pathText(within)].join('.'),
    place: partOf(attribute, within.slice(1)),
    via: attribute.via,
  }))
}

function partOf({ parts, place }: Attribute, path: Path): Place {
  const fits = parts.filter((part) => part.path.every((key, i) => key === path[i]))
  return fits.toSorted((one, other) => other.path.length - one.path.length)[0]?.place ?? place
}

/** Secrets in a value, by the name it stands under and by those inside of it, JSON texts included. */
export function secretsUnder(
  value: Value,
  name: string,
  isSecret = false,
): readonly { readonly secret: string; readonly what: string; readonly path: Path }[] {
  const found: { secret: string; what: string; path: Path }[] = []
  const open: { readonly value: Value; readonly path: Path; readonly name: string }[] = [
    { value, path: [name], name },
  ]
  for (let at = open.pop(), read = 0; at && read < mostParts; at = open.pop(), read++) {
    const { path } = at
    const one = secretOf(at.value, isSecret ? 'password' : at.name)
    if (one) found.push({ ...one, path })
    else open.push(...inside(at.value).map(({ key, item }) => namedPart(at, key, item)))
  }
  return found
}

function namedPart(
  { path, name, value }: { readonly path: Path; readonly name: string; readonly value: Value },
  key: string | number,
  item: Value,
): { readonly value: Value; readonly path: Path; readonly name: string } {
  // `{ name = "DB_PASSWORD", value = "..." }`, as containers take their environment.
  const label = isMap(value) ? (value.get('name') ?? value.get('key')) : undefined
  const called = key === 'value' && typeof label === 'string' ? label : typeof key === 'number' ? name : key
  return { value: item, path: [...path, key], name: called }
}

function inside(value: Value): readonly { readonly key: string | number; readonly item: Value }[] {
  if (isList(value)) return value.map((item, key) => ({ key, item }))
  if (isMap(value)) return [...value].map(([key, item]) => ({ key, item }))
  const mayBeJson = isUnknown(value) || (typeof value === 'string' && /^\s*[[{]/.test(value))
  const json = mayBeJson ? jsonValue(value) : undefined
  return json === undefined || json === value || isUnknown(json) ? [] : inside(json)
}

function secretOf(
  value: Value,
  name: string,
): { readonly secret: string; readonly what: string } | undefined {
  if (isUnknown(value)) return inParts(value.parts ?? [])
  const text = typeof value === 'number' && value > 999 ? String(value) : value
  if (typeof text !== 'string') return undefined
  const isJson = /^\s*[[{]/.test(text) && jsonValue(text) !== undefined
  if (!isJson && isNamedSecret(name, text)) return { secret: text, what: 'a literal' }
  const found = isJson ? undefined : secretIn(text)
  return found && { secret: found.text, what: found.what }
}

/** Of a text known in part, what stands around its holes. */
function inParts(parts: readonly unknown[]): { readonly secret: string; readonly what: string } | undefined {
  const text = parts.map((part) => (typeof part === 'string' ? part : '${...}')).join('')
  const found = secretIn(text)
  return found && { secret: found.text, what: found.what }
}

/** Where the value of a variable was written: along the arguments of module calls, or in its default. */
export function originOf(
  input: InputVariable,
  { modules }: Pick<TerraformDocument, 'modules'>,
): Place | undefined {
  if (!input.setAt) return input.attributes.get('default')?.place
  const call = modules.find(({ address }) => address === input.module)
  const argument = call?.attributes.get(input.name)
  return argument?.via.at(-1) ?? argument?.place ?? input.setAt
}
