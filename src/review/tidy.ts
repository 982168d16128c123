import { shortened } from '../core/text.ts'
import { unescapeName, unescapeQuote } from './prompts/escape.ts'

// Fields of an answer, made clean. What is no text stays what it is, for the schema to refuse.

/** What a reader cannot see, or that acts on a screen; lone surrogates, too. */
const hidden = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
const hiddenInLines = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
const controls = /(?![\n\t])[\p{Cc}\p{Cs}]/gu

/** The fields of what may be an object; none of what is not. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** One line of prose of at most so many characters. */
export function oneLine(value: unknown, most: number): unknown {
  if (typeof value !== 'string') return value
  const seen = value
    .slice(0, 4 * most)
    .replace(/\s+/g, ' ')
    .replace(hidden, '')
  return shortened(seen.trim(), most)
}

/** A name of something in the code, as it is there. */
export function nameLine(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return unescapeQuote(value.replace(/\s+/g, ' ').replace(hidden, '').trim())
}

/** A path as the change has it. */
export function pathLine(value: unknown): unknown {
  return typeof value === 'string' ? unescapeName(value.replace(hidden, '').trim()) : value
}

/** Code that a model wrote: its own characters that nobody sees have no place in it. */
export function codeLines(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return unescapeQuote(value.replaceAll('\r\n', '\n').replace(hiddenInLines, ''))
}

/** Code that a model copied. It will be held against the file, so that nothing but controls is taken from it; cut, it still is a quote. */
export function quoteLines(value: unknown, most: number): unknown {
  if (typeof value !== 'string') return value
  const text = unescapeQuote(value.replaceAll('\r\n', '\n').replace(controls, ''))
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
