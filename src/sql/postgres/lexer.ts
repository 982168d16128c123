import { digit, dollarTagEnd, isOperator, kinds, single, space, wordPart, wordStart } from './characters.ts'

export interface Unterminated {
  /** In the server's own words: `unterminated quoted string`. */
  readonly message: string
  /** Offset at which the quote or comment was opened. */
  readonly at: number
}

export interface CommentSink {
  comment(start: number, end: number): void
}

/**
 * PostgreSQL's lexical structure (documentation, 4.1; scan.l) over UTF-16 text, one token at a time, without
 * building strings. `standard_conforming_strings` is taken as on. Linear: an unterminated quote ends the text.
 */
export class Lexer {
  kind = 0
  start = 0
  end: number
  unterminated: Unterminated | undefined
  /** The last token was, or contained, a `${}` or `{{}}` placeholder. */
  placeholder = false

  readonly #text: string
  readonly #limit: number
  readonly #placeholders: boolean
  readonly #sink: CommentSink | undefined
  #escapes = false

  constructor(text: string, from: number, to: number, placeholders = false, sink?: CommentSink) {
    this.#text = text
    this.end = from
    this.#limit = to
    this.#placeholders = placeholders
    this.#sink = sink
  }

  /** Continues at another offset: after a psql command or COPY data. */
  jump(offset: number): void {
    this.end = offset
    this.kind = 0
  }

  next(): boolean {
    const text = this.#text
    const limit = this.#limit
    let at = this.end
    let newline = false
    for (;;) {
      while (at < limit && space(text.charCodeAt(at))) {
        const unit = text.charCodeAt(at++)
        if (unit === 10 || unit === 13) newline = true
      }
      if (at >= limit) return this.#nothing()
      const unit = text.charCodeAt(at)
      const following = at + 1 < limit ? text.charCodeAt(at + 1) : 0
      if (unit === 45 && following === 45) at = this.#lineComment(at)
      else if (unit === 47 && following === 42) {
        at = this.#blockComment(at)
        if (this.unterminated) return this.#nothing()
      } else break
    }
    this.start = at
    this.placeholder = false
    return this.#token(newline)
  }

  #nothing(): boolean {
    this.kind = 0
    this.start = this.end = this.#limit
    return false
  }

  #token(newline: boolean): boolean {
    const text = this.#text
    const at = this.start
    const unit = text.charCodeAt(at)
    const following = at + 1 < this.#limit ? text.charCodeAt(at + 1) : 0
    if (this.#placeholders && this.#opensPlaceholder(at)) return this.#take(kinds.word, this.#word(at))
    if (wordStart(unit)) return this.#wordOrPrefixedQuote(at, unit, following)
    const one = single[unit] ?? 0
    if (one) return this.#take(one, at + 1)
    if (unit === 39) {
      // A quote on a new line continues the string before it, in that string's mode (4.1.2.1).
      const continues = this.kind === kinds.string && newline && this.#escapes
      return continues ? this.#escapedString(at + 1) : this.#quoted(at, 39, kinds.string, 'quoted string')
    }
    if (unit === 34) return this.#quoted(at, 34, kinds.quotedWord, 'quoted identifier')
    if (unit === 36) return this.#dollar(at, following)
    if (digit(unit) || (unit === 46 && digit(following))) return this.#take(kinds.number, this.#number(at))
    if (unit === 46)
      return this.#take(following === 46 ? kinds.operator : kinds.dot, following === 46 ? at + 2 : at + 1)
    if (unit === 58) {
      return following === 58 || following === 61
        ? this.#take(kinds.operator, at + 2)
        : this.#take(kinds.colon, at + 1)
    }
    if (isOperator[unit] === 1) return this.#take(kinds.operator, this.#operator(at))
    return this.#take(kinds.other, at + 1)
  }

  #take(kind: number, end: number): boolean {
    this.kind = kind
    this.end = end
    return true
  }

  #wordOrPrefixedQuote(at: number, unit: number, following: number): boolean {
    if (following === 39) {
      const lower = unit | 32
      if (lower === 101) return this.#escapedString(at + 2)
      if (lower === 98 || lower === 120 || lower === 110)
        return this.#quoted(at + 1, 39, kinds.string, 'quoted string')
    }
    if (following === 38 && (unit | 32) === 117) {
      const quote = this.#text.charCodeAt(at + 2)
      if (quote === 39) return this.#quoted(at + 2, 39, kinds.string, 'quoted string')
      if (quote === 34) return this.#quoted(at + 2, 34, kinds.quotedWord, 'quoted identifier')
    }
    return this.#take(kinds.word, this.#word(at))
  }

  #word(at: number): number {
    const text = this.#text
    const limit = this.#limit
    for (;;) {
      while (at < limit && wordPart(text.charCodeAt(at))) {
        if (this.#placeholders && text.charCodeAt(at) === 36 && this.#opensPlaceholder(at)) break
        at++
      }
      if (!this.#placeholders || at >= limit || !this.#opensPlaceholder(at)) return at
      this.placeholder = true
      const close = text.charCodeAt(at) === 36 ? '}' : '}}'
      at = Math.min(limit, text.indexOf(close, at) + close.length)
    }
  }

  /** `${name}` and `{{ name }}` closed on the same line. */
  #opensPlaceholder(at: number): boolean {
    const unit = this.#text.charCodeAt(at)
    if ((unit !== 36 && unit !== 123) || this.#text.charCodeAt(at + 1) !== 123) return false
    const close = unit === 36 ? 125 : 0x7d7d
    for (let i = at + 2; i < this.#limit && i < at + 500; i++) {
      const next = this.#text.charCodeAt(i)
      if (next === 10) return false
      if (next === 125 && (close === 125 || this.#text.charCodeAt(i + 1) === 125)) return true
    }
    return false
  }

  #quoted(at: number, quote: number, kind: number, what: string): boolean {
    const text = this.#text
    const mark = quote === 39 ? "'" : '"'
    this.#escapes = false
    let from = at + 1
    for (;;) {
      const close = text.indexOf(mark, from)
      if (close < 0 || close >= this.#limit) return this.#open(`unterminated ${what}`, at)
      if (text.charCodeAt(close + 1) !== quote || close + 1 >= this.#limit) return this.#take(kind, close + 1)
      from = close + 2
    }
  }

  #escapedString(from: number): boolean {
    const text = this.#text
    this.#escapes = true
    for (let at = from; at < this.#limit; at++) {
      const unit = text.charCodeAt(at)
      if (unit === 92) at++
      else if (unit === 39) {
        if (text.charCodeAt(at + 1) !== 39 || at + 1 >= this.#limit) return this.#take(kinds.string, at + 1)
        at++
      }
    }
    return this.#open('unterminated quoted string', this.start)
  }

  #dollar(at: number, following: number): boolean {
    const text = this.#text
    if (digit(following)) {
      let end = at + 1
      while (end < this.#limit && digit(text.charCodeAt(end))) end++
      return this.#take(kinds.parameter, end)
    }
    const tagEnd = dollarTagEnd(text, at, this.#limit)
    if (tagEnd < 0) return this.#take(kinds.other, at + 1)
    const tag = text.slice(at, tagEnd)
    const close = text.indexOf(tag, tagEnd)
    if (close < 0 || close + tag.length > this.#limit)
      return this.#open('unterminated dollar-quoted string', at)
    this.#escapes = false
    return this.#take(kinds.string, close + tag.length)
  }

  #open(message: string, at: number): boolean {
    this.unterminated = { message, at }
    return this.#nothing()
  }

  #number(at: number): number {
    const text = this.#text
    while (at < this.#limit && wordPart(text.charCodeAt(at))) at++
    if (text.charCodeAt(at) === 46 && text.charCodeAt(at + 1) !== 46) {
      at++
      while (at < this.#limit && wordPart(text.charCodeAt(at))) at++
    }
    const exponent = text.charCodeAt(at - 1) | 32
    const sign = text.charCodeAt(at)
    const hexadecimal = (text.charCodeAt(this.start + 1) | 32) === 120
    if (exponent === 101 && !hexadecimal && (sign === 43 || sign === 45) && digit(text.charCodeAt(at + 1))) {
      at++
      while (at < this.#limit && wordPart(text.charCodeAt(at))) at++
    }
    return Math.min(at, this.#limit)
  }

  #operator(at: number): number {
    const text = this.#text
    let end = at + 1
    while (end < this.#limit) {
      const unit = text.charCodeAt(end)
      if (isOperator[unit] !== 1) break
      const following = text.charCodeAt(end + 1)
      if ((unit === 45 && following === 45) || (unit === 47 && following === 42)) break
      end++
    }
    // `a=-1`: a sign is not part of the operator before it unless that has a special character (4.1.3).
    while (end > at + 1 && /[+-]/.test(text[end - 1] ?? '') && !/[~!@#%^&|`?]/.test(text.slice(at, end)))
      end--
    return end
  }

  #lineComment(at: number): number {
    const text = this.#text
    let end = at + 2
    while (end < this.#limit) {
      const unit = text.charCodeAt(end)
      if (unit === 10 || unit === 13) break
      end++
    }
    this.#sink?.comment(at, end)
    return end
  }

  #blockComment(at: number): number {
    const text = this.#text
    let depth = 1
    let end = at + 2
    while (end < this.#limit) {
      const unit = text.charCodeAt(end)
      const following = text.charCodeAt(end + 1)
      if (unit === 42 && following === 47 && end + 1 < this.#limit) {
        end += 2
        if (--depth === 0) {
          this.#sink?.comment(at, end)
          return end
        }
      } else if (unit === 47 && following === 42) {
        depth++
        end += 2
      } else end++
    }
    this.#open('unterminated /* comment', at)
    return end
  }
}
