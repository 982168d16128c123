import type { Range } from '../../core/text.ts'
import { deepestSyntax, mostNodes } from '../limits.ts'
import type { Problem } from './building.ts'

/** JSON with the place of every value and key. */
export type JsonNode = { readonly range: Range } & (
  | { readonly kind: 'scalar'; readonly value: number | boolean | null }
  | JsonString
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | JsonObject
)

export interface JsonString {
  readonly kind: 'string'
  readonly value: string
  readonly range: Range
}

export interface JsonObject {
  readonly kind: 'object'
  readonly members: readonly JsonMember[]
  readonly range: Range
}

export interface JsonMember {
  readonly key: JsonString
  readonly value: JsonNode
}

export type JsonReading =
  | { readonly ok: true; readonly node: JsonNode }
  | { readonly ok: false; readonly problem: Problem }

/** Reads JSON (RFC 8259), without recursion: its depth is the author's. A BOM before it is let pass. */
export function readJson(text: string): JsonReading {
  const reader = new JsonReader(text)
  try {
    return { ok: true, node: reader.read() }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.problem }
    throw error
  }
}

class Unreadable extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.reason)
    this.problem = problem
  }
}

type Open =
  | { readonly kind: 'array'; readonly start: number; readonly items: JsonNode[] }
  | { readonly kind: 'object'; readonly start: number; readonly members: JsonMember[]; key: JsonString }

const blank = /[ \t\r\n]*/y
const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const word = /true|false|null/y

class JsonReader {
  readonly #text: string
  readonly #open: Open[] = []
  #at = 0
  #nodes = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): JsonNode {
    if (this.#text.startsWith('\ufeff')) this.#at = 1
    let done: JsonNode | undefined
    while (!done) {
      const value = this.#value()
      if (value) done = this.#settle(value)
    }
    this.#blanks()
    if (this.#at < this.#text.length) this.#refuse()
    return done
  }

  /** The next value; undefined where an array or object has been opened, whose first value is then the next. */
  #value(): JsonNode | undefined {
    this.#blanks()
    if (this.#nodes++ > mostNodes) this.#refuse(`it has more than ${mostNodes} values`)
    const start = this.#at
    const first = this.#text[start]
    if (first === '{' || first === '[') return this.#opened(first, start)
    if (first === '"') return this.#string()
    const found = this.#take(word) ?? this.#take(numeral)
    if (found === undefined) return this.#refuse()
    return { kind: 'scalar', value: JSON.parse(found), range: { start, end: this.#at } }
  }

  #opened(bracket: '{' | '[', start: number): JsonNode | undefined {
    this.#at++
    this.#blanks()
    if (this.#open.length >= deepestSyntax) {
      this.#refuse(`it is nested more than ${deepestSyntax} levels deep`)
    }
    if (this.#text[this.#at] === (bracket === '{' ? '}' : ']')) {
      const range = { start, end: ++this.#at }
      return bracket === '{' ? { kind: 'object', members: [], range } : { kind: 'array', items: [], range }
    }
    if (bracket === '[') this.#open.push({ kind: 'array', start, items: [] })
    else this.#open.push({ kind: 'object', start, members: [], key: this.#key() })
    return undefined
  }

  /** Puts a value where it belongs, and closes what ends after it; the outermost value when that is whole. */
  #settle(value: JsonNode): JsonNode | undefined {
    let whole = value
    for (let open = this.#open.at(-1); open; open = this.#open.at(-1)) {
      if (open.kind === 'array') open.items.push(whole)
      else open.members.push({ key: open.key, value: whole })
      this.#blanks()
      const next = this.#text[this.#at]
      if (next === ',') {
        this.#at++
        if (open.kind === 'object') open.key = this.#key()
        return undefined
      }
      if (next !== (open.kind === 'array' ? ']' : '}')) this.#refuse()
      const range = { start: open.start, end: ++this.#at }
      whole =
        open.kind === 'array'
          ? { kind: 'array', items: open.items, range }
          : { kind: 'object', members: open.members, range }
      this.#open.pop()
    }
    return whole
  }

  #key(): JsonString {
    this.#blanks()
    const key = this.#string()
    this.#blanks()
    if (this.#text[this.#at] !== ':') this.#refuse()
    this.#at++
    return key
  }

  #string(): JsonString {
    const start = this.#at
    if (this.#text[start] !== '"') this.#refuse()
    const end = this.#closingQuote() + 1
    const value = parsed(this.#text.slice(start, end))
    if (value === undefined) return this.#refuse('this text is not well-formed')
    this.#at = end
    return { kind: 'string', value, range: { start, end } }
  }

  #closingQuote(): number {
    for (let i = this.#at + 1; i < this.#text.length; i++) {
      if (this.#text[i] === '"') return i
      if (this.#text[i] === '\\') i++
    }
    return this.#text.length
  }

  #blanks(): void {
    this.#take(blank)
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #refuse(reason?: string): never {
    const found = this.#text.slice(this.#at, this.#at + 1)
    const range = { start: this.#at, end: this.#at + found.length }
    const what = found === '' ? 'the file ends too early' : `\`${found}\` is not expected here`
    throw new Unreadable({ range, reason: reason ?? what })
  }
}

/** Node knows which escapes and characters a text may hold. */
function parsed(text: string): string | undefined {
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}
