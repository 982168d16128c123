import { isUnknown, type Unknown, unknown, type Value } from './value.ts'

/** What no policy, schema or configuration of a cloud comes near. */
const longest = 4 * 1024 * 1024
const deepest = 100

const opens = '\uE000'
const closes = '\uE001'

/**
 * The value that a text of JSON stands for: of a known text, of one made by `jsonencode` of something known in part, and of a template
 * whose holes stand inside of JSON strings. Undefined of what is no JSON; unknown where that cannot be told.
 */
export function jsonValue(value: Value | undefined): Value | undefined {
  if (typeof value === 'string') return parsed(value, [])
  if (!isUnknown(value)) return undefined
  if (value.json !== undefined) return value.json
  if (!value.parts) return value
  const holes = value.parts.filter(isUnknown)
  const texts = value.parts.filter((part) => typeof part === 'string')
  if (texts.some((text) => text.includes(opens))) return value
  let next = 0
  const text = value.parts.map((part) => (isUnknown(part) ? `${opens}${next++}${closes}` : part)).join('')
  return parsed(text, holes) ?? value
}

function parsed(text: string, holes: readonly Unknown[]): Value | undefined {
  if (text.length > longest) return unknown('the JSON text is too long to be read')
  try {
    return fromJson(JSON.parse(text), holes, 0)
  } catch {
    return undefined
  }
}

function fromJson(json: unknown, holes: readonly Unknown[], depth: number): Value {
  if (depth > deepest) return unknown('the JSON text is nested too deeply to be read')
  if (typeof json === 'string') return holes.length > 0 ? withHoles(json, holes) : json
  if (typeof json !== 'object' || json === null) return json as number | boolean | null
  if (Array.isArray(json)) return json.map((item) => fromJson(item, holes, depth + 1))
  return new Map(Object.entries(json).map(([key, item]) => [key, fromJson(item, holes, depth + 1)]))
}

function withHoles(text: string, holes: readonly Unknown[]): Value {
  const pieces = text.split(opens)
  if (pieces.length === 1) return text
  const parts = pieces.flatMap((piece, i): (string | Unknown)[] => {
    if (i === 0) return piece === '' ? [] : [piece]
    const [number = '', rest = ''] = piece.split(closes)
    const hole = holes[Number(number)] ?? unknown('a part of the text is not known')
    return rest === '' ? [hole] : [hole, rest]
  })
  const [first] = parts
  if (parts.length === 1 && isUnknown(first)) return first
  const because = parts.find(isUnknown)?.because ?? []
  return { kind: 'unknown', because, parts }
}
