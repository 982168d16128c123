import { unquoted } from '../../core/terraform/address.ts'
import {
  firstUnknown,
  isList,
  isMap,
  isMasked,
  type Unknown,
  unknown,
  type Value,
} from '../../core/terraform/value.ts'
import { afterApply, type Masks } from './marked-value.ts'

/** What the text leaves out: the value is there, before and after. */
export const hidden: Unknown = { ...unknown('the text of the plan does not show it'), hidden: true }

const quoted = /"(?:[^"\\]|\\.)*"/sy
const parenthesised = /\([^()]*\)/y
const bare = /[^\s,]+/y

/** The plain value that stands at an offset, and where it ends. */
export function scalarAt(
  text: string,
  at: number,
  masks: Masks,
): { readonly value: Value; readonly end: number } | undefined {
  for (const [form, meaning] of [
    [quoted, unquoted],
    [parenthesised, (token: string) => inParentheses(token, masks)],
    [bare, wordValue],
  ] as const) {
    form.lastIndex = at
    const token = form.exec(text)?.[0]
    if (token !== undefined) return { value: meaning(token), end: at + token.length }
  }
  return undefined
}

function inParentheses(token: string, masks: Masks): Value {
  if (token === '(known after apply)') return afterApply
  // What the text hides may differ from what it hides elsewhere.
  return token.startsWith('(sensitive') ? masks.another() : hidden
}

function wordValue(token: string): Value {
  if (token === 'true' || token === 'false') return token === 'true'
  if (token === 'null') return null
  return /^-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/.test(token) ? Number(token) : token
}

/** The text that `jsonencode` makes of a value; where not all of it is shown, a text that is known in part. */
export function jsonText(value: Value): Value {
  const open = firstUnknown(value)
  if (open) return { kind: 'unknown', because: open.because, json: value }
  return holdsMask(value) ? hidden : JSON.stringify(asJson(value))
}

function holdsMask(value: Value): boolean {
  if (isList(value)) return value.some(holdsMask)
  return isMap(value) ? [...value.values()].some(holdsMask) : isMasked(value)
}

function asJson(value: Value): unknown {
  if (isList(value)) return value.map(asJson)
  return isMap(value) ? Object.fromEntries([...value].map(([key, item]) => [key, asJson(item)])) : value
}
