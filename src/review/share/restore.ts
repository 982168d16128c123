import type { Replacement } from '../question.ts'

/** What stands in place of an original. */
export const placeholder = /<[A-Z]{2,8}_\d{1,9}>/g

/**
 * Puts originals back where a text (a quote, a suggestion) holds placeholders. What is put in is not searched again; a placeholder that was
 * never given out stays.
 */
export function restore(text: string, replacements: readonly Replacement[]): string {
  if (!text.includes('<')) return text
  const originals = new Map(replacements.map((each) => [each.placeholder, each.original]))
  return text.replace(placeholder, (found) => originals.get(found) ?? found)
}
