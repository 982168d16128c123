import type { Node, WindowDef } from 'libpg-query'
import type { Expression, Query } from '../../core/query.ts'
import type { Statement } from '../../core/statement.ts'
import type { Range } from '../../core/text.ts'
import { Tokens } from './tokens.ts'

export interface SourceText {
  readonly sql: string
  /** Offset of its first unit in the file. */
  readonly start: number
  readonly places?: Places | undefined
  readonly placeholders: boolean
}

/** Offsets in the file of each unit of a text, when it is not a plain slice of it (a body inside a quoted string). */
export type Places = Int32Array

/** Tokens of a query, first and last included. */
export interface Extent {
  readonly first: number
  readonly last: number
}

/** How the parts of a statement are read: SQL nests everything in everything, the modules that read it do not. */
export interface Grammar {
  expression(node: Node, source: Source): Expression
  query(node: Node, source: Source, extent: Extent): Query
  /** INSERT, UPDATE, DELETE or MERGE; undefined for any other node. */
  modification(node: Node, source: Source, extent: Extent): Statement | undefined
  /** A statement already parsed, inside another. */
  statement(node: Node, source: Source): readonly Statement[]
  /** A statement not yet parsed, inside another's text. */
  text(source: Source): readonly Statement[]
}

/**
 * The text of one statement as given to the parser, and the way back: the parser's UTF-8 byte offsets and code points
 * become UTF-16 offsets of `sql` ("local"), and those become ranges in the file.
 */
export class Source {
  readonly grammar: Grammar
  readonly sql: string
  /** Keep `${}` and `{{}}` as words when splitting what is nested inside. */
  readonly placeholders: boolean
  /** Named windows of the SELECT being read, innermost last. */
  readonly windows: Map<string, WindowDef>[] = []
  /** How deep in the tree the reading is: expressions, queries and joins. */
  depth = 0
  /** Ranges of the queries being read, innermost last. */
  readonly enclosing: Range[] = []
  /** Data-modifying statements met inside the query being read (WITH x AS (DELETE ...)). */
  readonly modifying: Statement[] = []
  readonly #start: number
  readonly #places: Places | undefined
  #bytes: ByteMap | null | undefined
  #tokens: Tokens | undefined
  #range: Range | undefined

  constructor(grammar: Grammar, { sql, start, places, placeholders }: SourceText) {
    this.grammar = grammar
    this.sql = sql
    this.placeholders = placeholders
    this.#start = start
    this.#places = places
  }

  /** The whole statement, in the file. */
  get range(): Range {
    this.#range ??= this.span(0, this.sql.length)
    return this.#range
  }

  /** The range of what the parser gives no place: the innermost query being read, or the statement. */
  get nowhere(): Range {
    return this.enclosing.at(-1) ?? this.range
  }

  get tokens(): Tokens {
    this.#tokens ??= new Tokens(this.sql)
    return this.#tokens
  }

  /** A local offset's place in the file. */
  place(local: number): number {
    const places = this.#places
    if (!places) return this.#start + local
    return places[Math.min(local, places.length - 1)] ?? this.#start
  }

  /** The local offset of a place in the file. */
  local(place: number): number {
    const places = this.#places
    if (!places) return place - this.#start
    let low = 0
    let high = places.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle] ?? 0) < place) low = middle + 1
      else high = middle
    }
    return low
  }

  span(start: number, end: number): Range {
    return { start: this.place(start), end: this.place(end) }
  }

  text(start: number, end: number): string {
    return this.sql.slice(start, end)
  }

  /** Local offset of a parser location; the parser leaves a zero out and writes -1 for "nowhere". */
  at(location: number | undefined): number {
    if (location === undefined) return 0
    if (location < 0) return -1
    if (this.#bytes === undefined) this.#bytes = ByteMap.of(this.sql)
    return this.#bytes === null ? location : this.#bytes.utf16(location)
  }

  /** Local offset of the parser's cursor, which counts code points. */
  atCodePoint(count: number): number {
    let at = 0
    for (let i = 0; i < count && at < this.sql.length; i++) {
      at += (this.sql.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    }
    return at
  }

  /** A part of this statement as a source of its own; `sql` may replace the part's text at equal length. */
  nested(start: number, end: number, sql = this.sql.slice(start, end)): Source {
    const places = this.#places?.slice(start, end + 1)
    const { grammar, placeholders } = this
    return new Source(grammar, { sql, start: this.#start + start, places, placeholders })
  }

  /** A text made from parts of this one; `locals` holds the local offset of each of its units and of its end. */
  rewritten(sql: string, locals: Int32Array): Source {
    const places = locals.map((local) => this.place(local))
    return new Source(this.grammar, { sql, start: 0, places, placeholders: this.placeholders })
  }
}

const beyondAscii = /[\u0080-\uffff]/

/** UTF-8 byte offsets to UTF-16 offsets of one text, by binary search over its multi-byte characters. */
class ByteMap {
  readonly #bytes: Int32Array
  readonly #units: Int32Array

  private constructor(bytes: number[], units: number[]) {
    this.#bytes = Int32Array.from(bytes)
    this.#units = Int32Array.from(units)
  }

  /** null for ASCII text, where the two are equal. */
  static of(text: string): ByteMap | null {
    const first = text.search(beyondAscii)
    if (first < 0) return null
    const bytes: number[] = []
    const units: number[] = []
    let byte = first
    for (let unit = first; unit < text.length; unit++) {
      const code = text.codePointAt(unit) ?? 0
      byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
      if (code < 0x80) continue
      if (code > 0xffff) unit++
      bytes.push(byte)
      units.push(unit + 1)
    }
    return new ByteMap(bytes, units)
  }

  utf16(byte: number): number {
    let low = 0
    let high = this.#bytes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#bytes[middle] ?? 0) <= byte) low = middle + 1
      else high = middle
    }
    if (low === 0) return byte
    return (this.#units[low - 1] ?? 0) + byte - (this.#bytes[low - 1] ?? 0)
  }
}
