import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Attribute, Block, InputVariable, Resource } from '../../../src/core/terraform/configuration.ts'
import { isIgnored } from '../../../src/core/terraform/ignored.ts'
import { jsonValue } from '../../../src/core/terraform/json.ts'
import {
  type FoundSecret,
  isNamedSecret,
  isStandIn,
  secretIn,
  secretInScript,
  secretInSettings,
  secretName,
} from '../../../src/core/terraform/secret-forms.ts'
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
  ['doppler_secret', ['value']],
])

/** Maps of secrets and of what belongs to them: `username` and `host` are none. */
const secretMaps: ReadonlyMap<string, string> = new Map([
  ['kubernetes_secret', 'data'],
  ['kubernetes_secret_v1', 'data'],
  ['vault_generic_secret', 'data_json'],
  ['vault_kv_secret_v2', 'data_json'],
])

/** Nested blocks that are about secrets and hold none: in which unit a token's life is counted. */
const settings = new Set(['token_validity_units', 'lifecycle'])

/** Attributes that people write prose in. */
const prose = new Set(['description', 'comment', 'error_message'])
const mostParts = 5_000

/** Secrets in the attributes of a block and of its nested blocks, but for some attributes at its top. */
export function secretsIn(block: Block | Resource, except: readonly string[] = []): readonly WrittenSecret[] {
  const found: WrittenSecret[] = []
  const open: { readonly body: Block; readonly path: readonly string[] }[] = [{ body: block, path: [] }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { body, path } = next
    for (const attribute of body.attributes.values()) {
      if (prose.has(attribute.name) || (path.length === 0 && except.includes(attribute.name))) continue
      const own = path.length === 0 ? atTop(attribute, block) : inNested(attribute, body)
      found.push(...own.map((each) => ({ ...each, path: [...path, each.path].join('.') })))
    }
    const nested = body.blocks.filter(({ type }) => !settings.has(type))
    open.push(...nested.map((each) => ({ body: each, path: [...path, each.type] })))
  }
  return found
}

function atTop(attribute: Attribute, block: Block | Resource): readonly WrittenSecret[] {
  const { name } = attribute
  if (!('resourceType' in block)) return secretsInAttribute(attribute)
  const { resourceType: type } = block
  if (type === 'helm_release' && name === 'values') return within(attribute, secretInSettings)
  const isSecret = isSecretOfType(name, type, block)
  const found = secretsInAttribute(attribute, isSecret ? 'password' : name, secretMaps.get(type) === name)
  return isIgnored(block, name) ? found.filter(({ secret }) => !isStandIn(secret)) : found
}

/** In a nested block: `set { name = "auth.password" value = "..." }`, as `{ name = "DB_PASSWORD", value = "..." }` in a list. */
function inNested(attribute: Attribute, { type, attributes }: Block): readonly WrittenSecret[] {
  if (type === 'provisioner' && (attribute.name === 'command' || attribute.name === 'inline'))
    return within(attribute, secretInScript)
  const label = (attributes.get('name') ?? attributes.get('key'))?.value
  if (attribute.name !== 'value' || typeof label !== 'string') return secretsInAttribute(attribute)
  return secretsInAttribute(attribute, label).map((each) => ({ ...each, path: `${label}.${each.path}` }))
}

/** In texts that a program reads: those of an attribute, known at least in part. */
function within(
  attribute: Attribute,
  find: (text: string) => FoundSecret | undefined,
): readonly WrittenSecret[] {
  const texts = isList(attribute.value) ? attribute.value : [attribute.value]
  return texts.flatMap((text, i) => {
    const found = find(textWithHoles(text))
    if (!found) return []
    const path = isList(attribute.value) ? [i] : []
    return [
      {
        ...{ secret: found.text, what: found.what, via: attribute.via },
        path: pathText([attribute.name, ...path]),
        place: partOf(attribute, path),
      },
    ]
  })
}

function textWithHoles(value: Value): string {
  if (typeof value === 'string') return value
  const parts = isUnknown(value) ? (value.parts ?? []) : []
  return parts.map((part) => (typeof part === 'string' ? part : '${...}')).join('')
}

function isSecretOfType(name: string, type: string, { attributes }: Block): boolean {
  if (type === 'aws_ssm_parameter')
    return name === 'value' && attributes.get('type')?.value === 'SecureString'
  return secretTypes.get(type)?.includes(name) === true
}

/** Secrets in one attribute, by another name than its own where that says more. */
export function secretsInAttribute(
  attribute: Attribute,
  name = attribute.name,
  ofSecrets = false,
): readonly WrittenSecret[] {
  return secretsUnder(attribute.value, name, ofSecrets).map(({ secret, what, path: [, ...path] }) => ({
    ...{ secret, what, path: pathText([attribute.name, ...path]), via: attribute.via },
    place: partOf(attribute, path),
  }))
}

function partOf({ parts, place }: Attribute, path: Path): Place {
  const fits = parts.filter((part) => part.path.every((key, i) => key === path[i]))
  return fits.toSorted((one, other) => other.path.length - one.path.length)[0]?.place ?? place
}

/**
 * Secrets in a value, by the name it stands under and by those inside of it, JSON texts included. In a map of secrets a name that may be
 * one of a secret is one.
 */
export function secretsUnder(
  value: Value,
  name: string,
  ofSecrets = false,
): readonly { readonly secret: string; readonly what: string; readonly path: Path }[] {
  const found: { secret: string; what: string; path: Path }[] = []
  const open: { readonly value: Value; readonly path: Path; readonly name: string }[] = [
    { value, path: [name], name },
  ]
  for (let at = open.pop(), read = 0; at && read < mostParts; at = open.pop(), read++) {
    const { path } = at
    const one = secretOf(at.value, ofSecrets && secretName(at.name) !== 'no' ? 'password' : at.name)
    if (one) found.push({ ...one, path })
    else open.push(...inside(at.value).map(({ key, item }) => namedPart(at, key, item)))
  }
  return found
}

/** A value that stands under the name of a secret, and the attribute that it is in or part of. */
export interface SecretPlace {
  readonly attribute: Attribute
  readonly value: Value
}

/** Begins like `manage_master_user_password`: whether there is one, and not what it is. */
const isSwitch = /^(?:manage|create|generate|enable|use|require|reset|rotate|ignore|skip|is|has)_/i

/** Everything in a block that is named as a secret is, whatever its value. */
export function* secretPlaces(block: Block): Iterable<SecretPlace> {
  const open = [block]
  for (let body = open.pop(); body; body = open.pop()) {
    for (const attribute of body.attributes.values()) {
      for (const { value, name } of leavesOf(attribute)) {
        if (secretName(name) === 'surely' && !isSwitch.test(name)) yield { attribute, value }
      }
    }
    open.push(...body.blocks.filter(({ type }) => !settings.has(type)))
  }
}

function* leavesOf({ value, name }: Attribute): Iterable<{ readonly value: Value; readonly name: string }> {
  const open: { readonly value: Value; readonly path: Path; readonly name: string }[] = [
    { value, path: [name], name },
  ]
  for (let at = open.pop(), read = 0; at && read < mostParts; at = open.pop(), read++) {
    const part = at
    const parts = inside(part.value)
    if (parts.length === 0) yield part
    else open.push(...parts.map(({ key, item }) => namedPart(part, key, item)))
  }
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
  if (isUnknown(value)) return toldOf(secretIn(textWithHoles(value)))
  const text = typeof value === 'number' && value > 999 ? String(value) : value
  if (typeof text !== 'string') return undefined
  const isJson = /^\s*[[{]/.test(text) && jsonValue(text) !== undefined
  if (!isJson && isNamedSecret(name, text)) return { secret: text, what: 'a literal' }
  return isJson ? undefined : toldOf(secretIn(text))
}

function toldOf(found: FoundSecret | undefined) {
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
