/** JSON of which nothing is known yet. */
export type Json = unknown
export type JsonObject = Readonly<Record<string, Json>>

export function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** A member of its own; undefined of anything that is no object. */
export function member(json: Json, key: string): Json {
  return isObject(json) && Object.hasOwn(json, key) ? json[key] : undefined
}

export function memberAt(json: Json, ...keys: readonly string[]): Json {
  return keys.reduce(member, json)
}

export function textAt(json: Json, key: string): string | undefined {
  const value = member(json, key)
  return typeof value === 'string' ? value : undefined
}

export function listAt(json: Json, key: string): readonly Json[] {
  const value = member(json, key)
  return Array.isArray(value) ? value : []
}

export function entriesAt(json: Json, key: string): readonly (readonly [string, Json])[] {
  const value = member(json, key)
  return isObject(value) ? Object.entries(value) : []
}

/** How deep arrays and objects are nested in a JSON text, however broken it is. */
export function nesting(text: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) i = endOfString(text, i)
    else if (unit === 0x5b || unit === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return deepest
}

const quote = 0x22
const backslash = 0x5c

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === quote) return i
    if (unit === backslash) i++
  }
  return text.length
}

/** Deeper than any plan; what comes after may descend without counting. */
export const deepest = 200

/** The JSON that a text holds where it is an object or a list; undefined of any other text. */
export function embedded(text: string): Json {
  const first = text.trimStart()[0]
  if ((first !== '{' && first !== '[') || nesting(text) > deepest) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
