import { isSecretByName } from '../../core/terraform/secret-names.ts'
import { secretsInText } from '../../core/terraform/secrets-in-text.ts'
import { isList, isMap, type Path, type Value } from '../../core/terraform/value.ts'
import { embedded, isObject, type Json } from './json.ts'
import { isSurelyDrawn, secretShape } from './secret-forms.ts'

export interface NamedText {
  readonly text: string
  readonly path: Path
  /** What it is called. */
  readonly name: string
}

/** Every text of a value with what it is called. */
export function* namedTexts(value: Value, name: string, path: Path = []): Iterable<NamedText> {
  if (typeof value === 'string') yield { text: value, path, name }
  else if (isList(value)) {
    for (const [i, item] of value.entries())
      yield* namedTexts(item, optionBefore(value[i - 1]) ?? name, [...path, i])
  } else if (isMap(value)) {
    const pair = pairName(value)
    for (const [key, item] of value) {
      yield* namedTexts(item, pair !== undefined && key === 'value' ? pair : key, [...path, key])
    }
  }
}

/** Of `{ name = "DB_PASSWORD", value = ... }` the name: containers and functions are given their environment so. */
export function pairName(map: ReadonlyMap<string, Value>): string | undefined {
  const name = map.get('name') ?? map.get('key')
  return typeof name === 'string' && map.has('value') ? name : undefined
}

/** Of `["--password", "..."]` the option: it names the element after it. */
export function optionBefore(item: Value | undefined): string | undefined {
  return typeof item === 'string' && item.length <= 80 ? /^--?([A-Za-z][\w-]*)$/.exec(item)?.[1] : undefined
}

/** What is a secret inside one text. */
export interface Inside {
  /** Secrets wherever else they stand. */
  readonly known: readonly string[]
  /** All that stands where a secret would: an ordinary word is hidden here, and nowhere else. */
  readonly hidden: readonly string[]
}

export function insideOf(text: string): Inside {
  const hidden = layersOf(text).flatMap(secretsInText)
  return { known: [...namedInJson(embedded(text), ''), ...hidden.filter(isSurelyDrawn)], hidden }
}

function* namedInJson(json: Json, name: string): Iterable<string> {
  if (typeof json === 'string' && isSecretByName(name, json)) yield json
  else if (Array.isArray(json)) for (const item of json) yield* namedInJson(item, name)
  else if (isObject(json)) {
    const pair = typeof json.name === 'string' && typeof json.value === 'string' ? json.name : undefined
    for (const key of Object.keys(json)) {
      yield* namedInJson(json[key], pair !== undefined && key === 'value' ? pair : key)
    }
  }
}

/** What the escapes of JSON may hide from the shapes. */
export function shapeInside(text: string): string | undefined {
  if (!text.includes('\\')) return undefined
  const json = embedded(text)
  if (json === undefined) return undefined
  return textsOf(json)
    .map(secretShape)
    .find((shape) => shape !== undefined)
}

/** A text, the texts of the JSON it is, and what its base64 says. */
function layersOf(text: string): readonly string[] {
  const plain = decoded(text)
  const json = embedded(text)
  return [text, ...(plain === undefined ? [] : [plain]), ...(json === undefined ? [] : textsOf(json))]
}

function decoded(text: string): string | undefined {
  const whole = text.trim()
  if (whole.length < 12 || !/^[A-Za-z0-9+/_-][A-Za-z0-9+/_\r\n-]*={0,2}$/.test(whole)) return undefined
  const plain = Buffer.from(whole, 'base64').toString()
  return plain.includes('\ufffd') ? undefined : plain
}

function textsOf(json: Json): readonly string[] {
  if (typeof json === 'string') return [json]
  if (Array.isArray(json)) return json.flatMap(textsOf)
  return isObject(json) ? Object.values(json).flatMap(textsOf) : []
}
