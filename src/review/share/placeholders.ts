import type { Replacement } from '../question.ts'
import { type Kind, matches, type Span, settled } from './span.ts'

/** Gives placeholders out: the same original has the same one, numbered by kind in the order of first appearance. */
export class Placeholders {
  readonly #byOriginal = new Map<string, Replacement & { readonly kind: Kind }>()
  readonly #counts = new Map<Kind, number>()

  /** Replaces these parts of a text. Line breaks stay, as do spaces at the ends of a line. */
  replace(text: string, spans: readonly Span[]): string {
    const pieces: string[] = []
    let end = 0
    for (const span of settled(spans)) {
      pieces.push(text.slice(end, span.start))
      for (const line of text.slice(span.start, span.end).split(/(\r\n|\r|\n)/)) {
        pieces.push(this.#line(line, span.kind))
      }
      end = span.end
    }
    return pieces.join('') + text.slice(end)
  }

  /** In the order in which they were given out. */
  given(): readonly (Replacement & { readonly kind: Kind })[] {
    return [...this.#byOriginal.values()]
  }

  #line(line: string, kind: Kind): string {
    let [start, end] = [0, line.length]
    while (isSpace(line[start])) start++
    if (start === end || line === '\r' || line === '\n' || line === '\r\n') return line
    while (isSpace(line[end - 1])) end--
    return line.slice(0, start) + this.#of(line.slice(start, end), kind) + line.slice(end)
  }

  #of(original: string, kind: Kind): string {
    const known = this.#byOriginal.get(original)
    if (known) return known.placeholder
    const count = (this.#counts.get(kind) ?? 0) + 1
    const placeholder = `<${kind}_${count}>`
    this.#counts.set(kind, count)
    this.#byOriginal.set(original, { placeholder, original, kind })
    return placeholder
  }
}

const isSpace = (unit: string | undefined) => unit === ' ' || unit === '\t'

/** Words in angle brackets with a number, in any script: what a model or `restore` could take for one of ours. */
const lookalike = /[<＜﹤‹〈⟨]\s?\p{L}{1,20}[_＿]\p{N}{1,9}\s?[>＞﹥›〉⟩]/gu

/** What looks like a placeholder and is the text's own. It is replaced like anything else, so that what leaves holds ours alone. */
export function lookalikesIn(text: string): Span[] {
  return matches(text, lookalike, 'TEXT')
}
