import { didYouMean, orList } from '../core/near-names.ts'
import { joined, nameOf, type YamlNode } from './yaml-node.ts'

/** What the validator reports; the part of ajv's ErrorObject that is read here. */
export interface SchemaError {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A broken rule of the schema, for people. */
export interface Explained {
  readonly at: number
  readonly keyPath: string
  readonly message: string
  readonly next: string
}

/** Turns the validator's errors into one sentence each, at the key or value they are about. */
export function explain(root: YamlNode, errors: readonly SchemaError[], keysAt: KeysAt): Explained[] {
  return relevant(root, errors).map((error) => sentence(root, error, keysAt))
}

/** The keys the schema knows at a place, given as the schema path of an `additionalProperties` error. */
export type KeysAt = (schemaPath: string) => readonly string[]

/** Where several forms are allowed, the validator reports on each: keep what concerns the form that was meant. */
function relevant(root: YamlNode, errors: readonly SchemaError[]): SchemaError[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf')
  return choices.reduce(
    (kept, choice) => {
      const inside = (error: SchemaError) =>
        error !== choice &&
        error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
        error.instancePath.startsWith(choice.instancePath)
      const branches = kept.filter(inside)
      const meant =
        locate(root, choice.instancePath).node.kind === 'mapping' &&
        branches.filter(({ schemaPath }) => !/\/anyOf\/\d+\/(?:enum|type)$/.test(schemaPath))
      const others = kept.filter((error) => !inside(error) && error !== choice)
      if (meant && meant.length > 0) return [...others, ...meant]
      return [...others, { ...choice, params: { expected: expectedOf(branches) } }]
    },
    [...errors],
  )
}

function expectedOf(branches: readonly SchemaError[]): string {
  return orList([
    ...new Set(
      branches.flatMap(({ keyword, params }) => {
        if (keyword === 'enum')
          return (params.allowedValues as readonly string[]).map((value) => `\`${value}\``)
        return keyword === 'type' ? [typeName(params.type)] : []
      }),
    ),
  ])
}

function sentence(
  root: YamlNode,
  { instancePath, schemaPath, keyword, params }: SchemaError,
  keysAt: KeysAt,
): Explained {
  const { node, keyPath, at } = locate(root, instancePath)
  const here = { at, keyPath }
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const known = keysAt(schemaPath)
      const keyAt = node.kind === 'mapping' ? (node.entries.get(key)?.keyAt ?? at) : at
      const next = didYouMean(key, known) || `Known here: ${known.join(', ')}.`
      return {
        at: keyAt,
        keyPath: joined(keyPath, key),
        message: `There is no key \`${short(key)}\` here.`,
        next,
      }
    }
    case 'required':
      return {
        ...here,
        message: `The key \`${String(params.missingProperty)}\` is missing.`,
        next: 'Add it.',
      }
    case 'enum': {
      const allowed = (params.allowedValues as readonly unknown[]).map(String)
      return {
        ...here,
        message: `${shown(node)} is not allowed here.`,
        next: guess(node, allowed) || `Write ${orList(allowed)}.`,
      }
    }
    case 'anyOf': {
      const words = [...String(params.expected).matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
      return {
        ...here,
        message: `${shown(node)} is not allowed here.`,
        next: guess(node, words) || `Write ${params.expected}.`,
      }
    }
    case 'type':
      return { ...here, message: `This is ${nameOf(node)}.`, next: `Write ${typeName(params.type)}.` }
    case 'pattern':
      return {
        ...here,
        message: `${shown(node)} does not fit here.`,
        next: patternAdvice(String(params.pattern)),
      }
    case 'minItems':
      return { ...here, message: 'This list is empty.', next: 'Name at least one, or remove the key.' }
    default:
      return { ...here, message: `${shown(node)} does not fit here.`, next: boundAdvice(params) }
  }
}

function guess(node: YamlNode, allowed: readonly string[]): string {
  if (node.kind !== 'scalar' || typeof node.value === 'number') return ''
  const said = String(node.value).toLowerCase()
  const meant = synonyms[said]
  return meant && allowed.includes(meant) ? `Did you mean ${meant}?` : didYouMean(said, allowed)
}

/** Words of other tools for what we call otherwise. */
const synonyms: Readonly<Record<string, string>> = {
  error: 'block',
  deny: 'block',
  fail: 'block',
  true: 'block',
  on: 'block',
  enforce: 'block',
  warning: 'warn',
  advisory: 'warn',
  notice: 'info',
  note: 'info',
  false: 'off',
  none: 'off',
  disable: 'off',
  disabled: 'off',
  no: 'off',
  never: 'off',
  postgresql: 'postgres',
  pg: 'postgres',
}

function patternAdvice(pattern: string): string {
  if (pattern.startsWith('^[^/@')) return 'Write the organisation too: `acme/data-platform`.'
  return pattern === '\\S'
    ? 'Write a text that is not empty.'
    : 'Write two words of small letters, digits and dashes: `acme/my-rule`.'
}

function boundAdvice({ comparison, limit }: SchemaError['params']): string {
  if (comparison === '>=') return `Write ${String(limit)} or more.`
  return comparison === '<=' ? `Write ${String(limit)} or less.` : 'Write another value.'
}

function typeName(type: unknown): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
  }
  return names[String(type)] ?? String(type)
}

function shown(node: YamlNode): string {
  if (node.kind !== 'scalar') return capital(nameOf(node))
  return node.value === null ? 'An empty value' : `\`${short(String(node.value))}\``
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}...` : text)

/** The node at a JSON pointer, with its key path. */
function locate(root: YamlNode, pointer: string): { node: YamlNode; keyPath: string; at: number } {
  let [node, keyPath, at] = [root, '', root.at]
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const next =
      node.kind === 'mapping'
        ? node.entries.get(key)?.value
        : node.kind === 'sequence'
          ? node.items[Number(key)]
          : undefined
    if (!next) break
    keyPath = node.kind === 'sequence' ? `${keyPath}[${key}]` : joined(keyPath, key)
    node = next
    at = next.at
  }
  return { node, keyPath, at }
}
