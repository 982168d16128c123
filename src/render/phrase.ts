/** A piece of a sentence: our own words, which need no care, some of them strong; a name or a piece of code; or words of somebody else. */
type Part = string | { readonly strong: string } | { readonly code: string } | { readonly text: string }
export type Phrase = readonly Part[]

/** How a format writes what is not our own. */
export interface Writer {
  readonly strong: (words: string) => string
  readonly code: (text: string) => string
  readonly text: (text: string) => string
}

export function written(phrase: Phrase, { strong, code, text }: Writer): string {
  return phrase
    .map((part) => {
      if (typeof part === 'string') return part
      if ('strong' in part) return strong(part.strong)
      return 'code' in part ? code(part.code) : text(part.text)
    })
    .join('')
}

export function join(phrases: readonly Phrase[], between: string): Phrase {
  return phrases.flatMap((phrase, i) => (i === 0 ? phrase : [between, ...phrase]))
}

const mostListed = 3

/** `a`, `a and b`, `a, b, c and 4 more`; `more` counts what the list leaves out already. */
export function listed(phrases: readonly Phrase[], more = 0, most = mostListed): Phrase {
  const left = Math.max(0, phrases.length - most) + more
  const shown = left > 0 ? [...phrases.slice(0, most), [`${left} more`]] : phrases
  const [last = [], ...before] = shown.toReversed()
  return before.length === 0 ? last : [...join(before.toReversed(), ', '), ' and ', ...last]
}
