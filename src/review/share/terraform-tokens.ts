import type { Range } from '../../core/text.ts'

/** A piece of HCL as far as literals are concerned. */
export interface TerraformToken extends Range {
  readonly kind: 'word' | 'mark' | 'number' | 'string' | 'heredoc' | 'comment' | 'newline'
  /** Of strings and heredocs what stands between their delimiters; else the whole. */
  readonly inside: Range
  /** Interpolations inside, with their braces. Their code has tokens of its own, which follow. */
  readonly holes: readonly Range[]
}

/** The tokens of a text, in linear time; nothing is an error, what has no end goes to the end. */
export function terraformTokens(text: string): TerraformToken[] {
  return new Tokens(text).read()
}

const simple = [
  ['newline', /(?:[ \t]*(?:\r\n|\r|\n))+/y],
  ['word', /[\p{L}_][\p{L}\p{N}_-]*/uy],
  ['number', /\d[\d.]*(?:[eE][+-]?\d+)?/y],
  ['comment', /(?:#|\/\/)[^\r\n]*/y],
  ['comment', /\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/y],
  ['mark', /[=!<>]=|=>|&&|\|\||[^\s]/uy],
] as const
const heredoc = /<<-?([\p{L}_][\p{L}\p{N}_-]*)[ \t]*(?:\r\n|\r|\n)/uy

interface Frame {
  /** How it ends: the quote, the word of a heredoc, or the brace of an interpolation. */
  readonly close: string
  readonly kind: 'string' | 'heredoc' | 'code'
  readonly start: number
  readonly inside: number
  readonly holes: Range[]
  /** Open braces of code. */
  braces: number
}

class Tokens {
  readonly #text: string
  readonly #found: TerraformToken[] = []
  readonly #frames: Frame[] = []
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): TerraformToken[] {
    while (this.#at < this.#text.length) {
      const frame = this.#frames.at(-1)
      if (!frame || frame.kind === 'code') this.#code(frame)
      else this.#literal(frame)
    }
    while (this.#frames.length > 0) this.#end(this.#at, this.#at)
    return this.#found.toSorted((a, b) => a.start - b.start || b.end - a.end)
  }

  #code(frame: Frame | undefined): void {
    const unit = this.#text[this.#at]
    if (unit === ' ' || unit === '\t' || unit === '\v' || unit === '\f') {
      this.#at++
      return
    }
    if (unit === '"') {
      this.#open('string', '"', 1)
      return
    }
    heredoc.lastIndex = this.#at
    const [opened, marker = ''] = (unit === '<' && heredoc.exec(this.#text)) || []
    if (opened) this.#open('heredoc', marker, opened.length)
    else if (frame && unit === '}' && frame.braces === 0) this.#end(this.#at, this.#at + 1)
    else {
      if (frame && unit === '{') frame.braces++
      if (frame && unit === '}') frame.braces--
      this.#simple()
    }
  }

  #simple(): void {
    const [start, text] = [this.#at, this.#text]
    for (const [kind, form] of simple) {
      form.lastIndex = start
      if (!form.test(text)) continue
      this.#at = form.lastIndex
      this.#found.push({ kind, start, end: this.#at, inside: { start, end: this.#at }, holes: [] })
      return
    }
    this.#at++
  }

  #open(kind: Frame['kind'], close: string, width: number): void {
    this.#frames.push({ kind, close, start: this.#at, inside: this.#at + width, holes: [], braces: 0 })
    this.#at += width
  }

  #literal(frame: Frame): void {
    const text = this.#text
    if (frame.kind === 'heredoc' && (this.#at === frame.inside || /[\r\n]/.test(text[this.#at - 1] ?? ''))) {
      const end = endOfHeredoc(text, this.#at, frame.close)
      if (end !== undefined) {
        this.#end(this.#at, end)
        return
      }
    }
    const unit = text[this.#at]
    if (frame.kind === 'string' && unit === '"') this.#end(this.#at, this.#at + 1)
    else if (frame.kind === 'string' && unit === '\\') this.#at += 2
    else if ((unit === '$' || unit === '%') && text[this.#at + 1] === '{') this.#open('code', '}', 2)
    else if ((unit === '$' || unit === '%') && text[this.#at + 1] === unit && text[this.#at + 2] === '{')
      this.#at += 3
    else this.#at++
  }

  #end(inside: number, end: number): void {
    const frame = this.#frames.pop()
    this.#at = Math.min(end, this.#text.length)
    if (!frame) return
    if (frame.kind === 'code') this.#frames.at(-1)?.holes.push({ start: frame.start, end: this.#at })
    else {
      const { kind, start, holes } = frame
      const to = Math.min(inside, this.#text.length)
      this.#found.push({
        kind,
        start,
        end: this.#at,
        inside: { start: frame.inside, end: Math.max(to, frame.inside) },
        holes,
      })
    }
  }
}

const spaces = /[ \t]*/y

function endOfHeredoc(text: string, line: number, marker: string): number | undefined {
  spaces.lastIndex = line
  spaces.test(text)
  const start = spaces.lastIndex
  const end = start + marker.length
  return text.startsWith(marker, start) && /^\s?$/.test(text.charAt(end)) ? end : undefined
}
