import type { Replacement } from '../question.ts'

/** Text with placeholders in place of what they stand for, longest first: for what has been turned back and goes out again. Linear in the text. */
export function conceal(text: string, replacements: readonly Replacement[]): string {
  const present = replacements
    .filter(({ original }) => original !== '' && text.includes(original))
    .sort((one, other) => other.original.length - one.original.length)
  if (present.length === 0) return text
  const placeholders = new Map(present.map(({ original, placeholder }) => [original, placeholder]))
  const any = new RegExp(present.map(({ original }) => pattern(original)).join('|'), 'gu')
  return text.replace(any, (original) => placeholders.get(original) ?? original)
}

/** One or two letters or digits are hidden where they stand alone; anywhere else they are parts of other words. */
function pattern(original: string): string {
  const literal = original.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return original.length > 2 || !/^[\p{L}\p{N}_]+$/u.test(original)
    ? literal
    : `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`
}
