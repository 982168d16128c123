import { personalIn } from './personal.ts'
import type { Kind } from './span.ts'

const plain: readonly (readonly [Kind, RegExp])[] = [
  ['UUID', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ['DATE', /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.+Z-]{0,40})?$/],
  ['TIME', /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/],
  ['URL', /^[a-z][a-z\d+.-]{1,20}:\/\/\S{1,2000}$/i],
  ['NUMBER', /^[+-]?\d[\d.,_]{0,60}$/],
]

/** What the whole of a literal is. */
export function kindOf(literal: string): Kind {
  const text = literal.trim()
  if (text.length > 2100) return 'TEXT'
  const known = plain.find(([, form]) => form.test(text))
  if (known) return known[0]
  return personalIn(text).find(({ start, end }) => start === 0 && end === text.length)?.kind ?? 'TEXT'
}
