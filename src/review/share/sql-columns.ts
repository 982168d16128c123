import { kindBy, type Named, namedByColumn } from './columns.ts'
import { kindOf } from './kind.ts'
import type { Span } from './span.ts'
import type { SqlToken } from './sql-tokens.ts'

/** Literals that belong to a column whose name says that they are personal or secret: in rows that are inserted, and beside an operator. */
export function columnLiterals(text: string, tokens: readonly SqlToken[]): Span[] {
  const found: Span[] = []
  const reader = new Reader(text)
  const columns = new Map<string, Named>()
  for (const token of tokens) {
    if (token.kind === 'comment' || token.kind === 'template') continue
    const column = reader.read(token)
    const { start, end } = token.inside
    if (end === start) continue
    if (column === undefined) {
      if (token.kind === 'string' && reader.isInUnnamedRow)
        found.push({ kind: specific(text.slice(start, Math.min(end, start + 2200))) ?? 'PERSON', start, end })
      continue
    }
    const named = columns.get(column) ?? namedByColumn(column)
    columns.set(column, named)
    if (named.secret === 'no' && named.kind === undefined) continue
    const literal = text.slice(start, Math.min(end, start + 2200))
    const kind = kindBy(named, literal)
    if (kind === 'SECRET') found.push({ kind, start, end })
    else if (kind) found.push({ kind: specific(literal) ?? kind, start, end })
  }
  return found
}

function specific(literal: string) {
  const kind = kindOf(literal)
  return kind === 'TEXT' || kind === 'NUMBER' ? undefined : kind
}

const operator = /^(?:like|ilike|in|not|any|some|all|similar|to|is|distinct|from|rlike|regexp|e|n|binary)$/

/** Follows the columns of an INSERT through its rows, and the column that an operator compares or sets. */
class Reader {
  readonly #text: string
  readonly #hasBackticks: boolean
  #depth = 0
  #insert: 'no' | 'table' | 'columns' | 'rows' = 'no'
  #columns: string[] = []
  #column = 0
  /** Depth of a row's values. */
  #row = 0
  #candidate: string | undefined
  #compared: string | undefined

  constructor(text: string) {
    this.#text = text
    this.#hasBackticks = text.includes('`')
  }

  /** The column that a literal belongs to. */
  read(token: SqlToken): string | undefined {
    const word = this.#text.slice(token.start, Math.min(token.end, token.start + 200))
    switch (token.kind) {
      case 'word':
        return this.#word(word, word.toLowerCase())
      case 'mark':
        return this.#mark(word)
      case 'name':
        if (this.#isText(token)) return this.#here()
        return this.#name(
          this.#text.slice(token.inside.start, Math.min(token.inside.end, token.inside.start + 200)),
        )
      default:
        return this.#here()
    }
  }

  /** Where names stand in backticks, quotes make a text. */
  #isText({ start, end }: SqlToken): boolean {
    return this.#hasBackticks && this.#text[start] === '"' && this.#text[end] !== '.'
  }

  #here(): string | undefined {
    if (this.#compared !== undefined) return this.#compared
    return this.#insert === 'rows' && this.#depth >= this.#row ? this.#columns[this.#column] : undefined
  }

  /** In a row whose columns are not said: it may be about anybody. */
  get isInUnnamedRow(): boolean {
    return this.#insert === 'rows' && this.#depth >= this.#row && this.#columns.length === 0
  }

  #word(word: string, lower: string): undefined {
    if (lower === 'insert' || lower === 'replace') this.#begin()
    else if (lower === 'values' && this.#insert !== 'no') this.#rows(this.#depth + 1)
    else if (lower === 'select' && this.#insert === 'columns' && this.#columns.length > 0)
      this.#rows(this.#depth)
    else if (this.#insert === 'rows' && this.#depth < this.#row && lower === 'on') this.#insert = 'no'
    else if (this.#insert === 'rows' && this.#depth === this.#row && lower === 'from') this.#insert = 'no'
    if (operator.test(lower)) this.#compared ??= this.#candidate
    else this.#name(word)
  }

  #name(name: string): undefined {
    if (this.#insert === 'columns' && this.#depth === 1) this.#columns.push(name)
    this.#candidate = name
    this.#compared = undefined
  }

  #mark(mark: string): undefined {
    if (mark === '(' || mark === '[') this.#open()
    else if (mark === ')' || mark === ']') this.#close()
    else if (mark === ',' && this.#insert === 'rows' && this.#depth === this.#row) this.#column++
    else if (mark === ';') this.#end()
    else if (/^[=<>!~:]/.test(mark) && mark !== '::') this.#compared = this.#candidate
  }

  #begin(): void {
    this.#insert = 'table'
    this.#columns = []
  }

  #rows(depth: number): void {
    this.#insert = 'rows'
    this.#row = depth
    this.#column = 0
    this.#compared = undefined
    this.#candidate = undefined
  }

  #open(): void {
    this.#depth++
    if (this.#insert === 'table') this.#insert = 'columns'
    if (this.#insert === 'rows' && this.#depth === this.#row) this.#column = 0
  }

  #close(): void {
    this.#depth = Math.max(0, this.#depth - 1)
    this.#compared = undefined
    this.#candidate = undefined
  }

  #end(): void {
    this.#insert = 'no'
    this.#depth = 0
    this.#compared = undefined
    this.#candidate = undefined
  }
}
