import type { Unknown } from '../../core/terraform/value.ts'
import { tooLarge } from './failure.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const mostSegments = 100_000

/** A text as people count its characters, as Terraform does for lengths and positions. */
export function characters(text: string): readonly string[] | Unknown {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but a carriage return, which may be part of a line end
  if (/^[\x00-\x0c\x0e-\x7f]*$/.test(text)) return text.split('')
  if (text.length > mostSegments) return tooLarge()
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
