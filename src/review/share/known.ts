import type { Kind, Span } from './span.ts'

/** So much of a text that begins a word says which originals may stand there. */
const prefix = 4
/** A longer one is not quoted whole by anybody. */
const longest = 200

/** Originals by their first letters: finds in one pass where one stands as a whole word, the longest first. */
export class Known {
  readonly #byPrefix = new Map<string, { lengths: number[]; kinds: Map<string, Kind> }>()
  #isOrdered = true

  add(original: string, kind: Kind): void {
    if (original.length < prefix || original.length > longest) return
    const start = original.slice(0, prefix)
    const entry = this.#byPrefix.get(start) ?? { lengths: [], kinds: new Map<string, Kind>() }
    if (!entry.lengths.includes(original.length)) entry.lengths.push(original.length)
    if (!entry.kinds.has(original)) entry.kinds.set(original, kind)
    this.#byPrefix.set(start, entry)
    this.#isOrdered = false
  }

  find(text: string): Span[] {
    if (this.#byPrefix.size === 0) return []
    this.#order()
    const found: Span[] = []
    for (let at = 0; at + prefix <= text.length; at++) {
      if (at > 0 && isWord(text[at - 1]) && isWord(text[at])) continue
      const span = this.#at(text, at)
      if (!span) continue
      found.push(span)
      at = span.end - 1
    }
    return found
  }

  #at(text: string, start: number): Span | undefined {
    const entry = this.#byPrefix.get(text.slice(start, start + prefix))
    for (const length of entry?.lengths ?? []) {
      const end = start + length
      if (end > text.length || (isWord(text[end - 1]) && isWord(text[end]))) continue
      const kind = entry?.kinds.get(text.slice(start, end))
      if (kind) return { kind, start, end }
    }
    return undefined
  }

  #order(): void {
    if (this.#isOrdered) return
    for (const { lengths } of this.#byPrefix.values()) lengths.sort((a, b) => b - a)
    this.#isOrdered = true
  }
}

const isWord = (unit: string | undefined) => unit !== undefined && /[\p{L}\p{N}_]/u.test(unit)
