import { kinds } from './characters.ts'
import { Lexer } from './lexer.ts'

/**
 * The tokens of one statement: how far a construct reaches, which the parser does not tell. Offsets are local to the
 * statement's text, indexes count tokens; -1 is "none".
 */
export class Tokens {
  readonly #sql: string
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #kinds: number[] = []
  /** Index of the matching parenthesis or bracket, -1 for any other token. */
  readonly #partners: number[] = []

  constructor(sql: string) {
    this.#sql = sql
    const lexer = new Lexer(sql, 0, sql.length)
    const open: number[] = []
    while (lexer.next()) {
      const index = this.#starts.length
      this.#starts.push(lexer.start)
      this.#ends.push(lexer.end)
      this.#kinds.push(lexer.kind)
      this.#partners.push(-1)
      if (lexer.kind === kinds.open || lexer.kind === kinds.openBracket) open.push(index)
      else if (lexer.kind === kinds.close || lexer.kind === kinds.closeBracket) {
        const opener = open.pop()
        if (opener === undefined) continue
        this.#partners[opener] = index
        this.#partners[index] = opener
      }
    }
  }

  get length(): number {
    return this.#starts.length
  }

  kind(index: number): number {
    return this.#kinds[index] ?? 0
  }

  start(index: number): number {
    return this.#starts[index] ?? this.#sql.length
  }

  end(index: number): number {
    return this.#ends[index] ?? this.#sql.length
  }

  /** The token's text, lower case. */
  word(index: number): string {
    return index < 0 || index >= this.length
      ? ''
      : this.#sql.slice(this.start(index), this.end(index)).toLowerCase()
  }

  text(index: number): string {
    return this.#sql.slice(this.start(index), this.end(index))
  }

  is(index: number, ...words: readonly string[]): boolean {
    return this.kind(index) === kinds.word && words.includes(this.word(index))
  }

  /** The matching close of an open parenthesis or bracket, or the reverse; -1 when unmatched. */
  partner(index: number): number {
    return this.#partners[index] ?? -1
  }

  /** Index of the token at or after a local offset. */
  from(offset: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.end(middle) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Index of the first token that begins at or after a local offset. */
  after(offset: number): number {
    const index = this.from(offset)
    return this.start(index) < offset ? index + 1 : index
  }

  /** Index of the last token of the list element that holds `index`: before the next comma or closing parenthesis of its level. */
  elementEnd(index: number): number {
    let at = index
    while (at < this.length) {
      const kind = this.kind(at)
      if (kind === kinds.comma || kind === kinds.close || kind === kinds.semicolon)
        return Math.max(index, at - 1)
      const partner = this.partner(at)
      at = partner > at ? partner + 1 : at + 1
    }
    return this.length - 1
  }

  /** First index in [from, to) on the level of `from` whose word is one of these; -1 when none. */
  find(from: number, to: number, ...words: readonly string[]): number {
    let at = from
    while (at < to && at < this.length) {
      if (this.is(at, ...words)) return at
      const partner = this.partner(at)
      at = partner > at ? partner + 1 : at + 1
    }
    return -1
  }

  /** Last such index. */
  findLast(from: number, to: number, ...words: readonly string[]): number {
    let at = Math.min(to, this.length) - 1
    while (at >= from) {
      if (this.is(at, ...words)) return at
      const partner = this.partner(at)
      at = partner >= 0 && partner < at ? partner - 1 : at - 1
    }
    return -1
  }

  /** First opening parenthesis in [from, to); -1 when none. */
  findOpen(from: number, to = this.length): number {
    for (let at = from; at < to; at++) if (this.kind(at) === kinds.open) return at
    return -1
  }

  /** Widens [start, end) by the grouping parentheses that enclose exactly it. */
  grouped(start: number, end: number): { start: number; end: number } {
    let before = this.from(start) - 1
    let result = { start, end }
    while (before >= 0 && this.kind(before) === kinds.open) {
      const close = this.partner(before)
      if (close < 0 || close !== this.after(result.end)) break
      result = { start: this.start(before), end: this.end(close) }
      before--
    }
    return result
  }
}
