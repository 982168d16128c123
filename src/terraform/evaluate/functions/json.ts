import {
  firstUnknown,
  isList,
  isMap,
  isUnknown,
  type Unknown,
  type Value,
} from '../../../core/terraform/value.ts'
import { exact, numberText } from '../convert.ts'
import { derived, failed, tooLarge } from '../failure.ts'
import { sortedEntries } from '../order.ts'
import { define, type Pure } from './define.ts'

export const json: Readonly<Record<string, Pure>> = {
  jsonencode: ([value]) => (value === undefined ? failed('an argument is missing') : jsonText(value)),
  jsondecode: ([value = null, ...more]) =>
    isUnknown(value) && value.json !== undefined ? value.json : decode([value, ...more]),
}

const decode = define(['text'], (text) => {
  try {
    return fromPlain(JSON.parse(text), 0)
  } catch {
    return failed('it is no JSON')
  }
})

/** JSON as Terraform writes it. Of a value known in part the text is unknown and keeps the value. */
export function jsonText(value: Value): string | Unknown {
  const open = firstUnknown(value)
  return open ? { ...derived(open), json: value } : written(value)
}

function written(value: Value): string {
  if (isList(value)) return `[${value.map(written).join(',')}]`
  if (isMap(value)) {
    return `{${sortedEntries(value)
      .map(([key, item]) => `${quotedText(key)}:${written(item)}`)
      .join(',')}}`
  }
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'string' ? quotedText(value) : String(value)
}

/** What HTML could take for markup is escaped too. */
export function quotedText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const deepest = 90

function fromPlain(value: unknown, depth: number): Value {
  if (depth > deepest) return tooLarge()
  if (Array.isArray(value)) return value.map((item) => fromPlain(item, depth + 1))
  if (typeof value === 'number') return exact(value)
  if (typeof value !== 'object' || value === null) return value as string | boolean | null
  return new Map(Object.entries(value).map(([key, item]) => [key, fromPlain(item, depth + 1)]))
}
