/** A shorter text stands in too many places by chance. */
const shortestNeedle = 6

/**
 * Finds any of many texts in one pass: windows of six units are hashed, and only where a hash is known the texts that begin with it
 * are looked up, by their lengths. Linear in what is searched, however many there are.
 */
export class Needles<T> {
  readonly #seen = new Uint8Array(1 << 16)
  readonly #byHash = new Map<number, Map<number, Map<string, T>>>()

  /** The meaning that a text was given first stays. */
  add(text: string, meaning: T): void {
    if (text.length < shortestNeedle) return
    const hash = hashAt(text, 0)
    const lengths = this.#byHash.get(hash) ?? new Map<number, Map<string, T>>()
    const texts = lengths.get(text.length) ?? new Map<string, T>()
    this.#byHash.set(hash, lengths.set(text.length, texts))
    if (!texts.has(text)) texts.set(text, meaning)
    this.#seen[hash & 0xffff] = 1
  }

  /** The first that stands in a text from an offset on; of several at one place the longest. */
  find(
    text: string,
    from = 0,
  ): { readonly start: number; readonly end: number; readonly meaning: T } | undefined {
    if (this.#byHash.size === 0 || text.length - from < shortestNeedle) return undefined
    let hash = hashAt(text, from)
    for (let start = from; ; start++) {
      const found = this.#seen[hash & 0xffff] === 1 ? this.#at(text, start, hash) : undefined
      if (found) return { start, ...found }
      const next = start + shortestNeedle
      if (next >= text.length) return undefined
      hash = rolled(hash, text.charCodeAt(start), text.charCodeAt(next))
    }
  }

  #at(text: string, start: number, hash: number): { readonly end: number; readonly meaning: T } | undefined {
    let best: { readonly end: number; readonly meaning: T } | undefined
    for (const [length, texts] of this.#byHash.get(hash) ?? []) {
      const end = start + length
      if (end > text.length || (best && best.end >= end)) continue
      const piece = text.slice(start, end)
      const meaning = texts.get(piece)
      if (meaning !== undefined) best = { end, meaning }
    }
    return best
  }
}

const base = 0x01000193
const leaving = Array.from({ length: shortestNeedle - 1 }).reduce<number>(
  (power) => Math.imul(power, base),
  1,
)

function hashAt(text: string, start: number): number {
  let hash = 0
  for (let i = start; i < start + shortestNeedle; i++) hash = (Math.imul(hash, base) + text.charCodeAt(i)) | 0
  return hash
}

function rolled(hash: number, gone: number, come: number): number {
  return (Math.imul(hash - Math.imul(gone, leaving), base) + come) | 0
}
