import type { SourceComment } from '../../core/document.ts'
import type { Range } from '../../core/text.ts'
import { kinds } from './characters.ts'
import { type CommentSink, Lexer, type Unterminated } from './lexer.ts'
import { isMetaCommand, type MetaCommand, readMetaCommand } from './psql.ts'

/** A stretch of the file that is one statement, or one psql command; whitespace and comments lie between pieces. */
export type Piece =
  | (Range & {
      readonly kind: 'sql' /** Deepest nesting of parentheses and brackets. */
      readonly depth: number
    })
  | (Range & { readonly kind: 'meta'; readonly command: MetaCommand })
  /** Rows of a COPY ... FROM stdin, with the `\.` that ends them. */
  | (Range & { readonly kind: 'rows' })
  | (Range & { readonly kind: 'unterminated'; readonly problem: Unterminated })

export interface Split {
  readonly pieces: readonly Piece[]
  readonly comments: readonly SourceComment[]
}

export interface SplitOptions {
  /** Take `${name}` and `{{ name }}` as words. */
  readonly placeholders?: boolean
  /** The part of the text to split; all of it when absent. */
  readonly range?: Range
}

/**
 * Splits SQL as psql does: at semicolons outside quotes, comments, parentheses (CREATE RULE) and `BEGIN ATOMIC` bodies;
 * psql commands and COPY rows are pieces of their own. Linear in the text's length.
 */
export function split(text: string, options: SplitOptions = {}): Split {
  const range = options.range ?? { start: 0, end: text.length }
  return new Splitter(text, range, options.placeholders ?? false).run()
}

/** `procedure`, the longest word the splitter knows. */
const longestWord = 9

class Splitter implements CommentSink {
  readonly #text: string
  readonly #range: Range
  readonly #lexer: Lexer
  readonly #pieces: Piece[] = []
  readonly #comments: SourceComment[] = []

  #start = -1
  #end = 0
  #depth = 0
  #deepest = 0
  #leading = ''
  #head: 'copy' | 'routine' | 'rule' | 'plain' | '' = ''
  #previous = ''
  #atomic = 0
  #copiesRows = false
  /** Where to resume when a BEGIN ATOMIC body or a rule's list never closes. */
  #retry = -1
  #bodies = true

  constructor(text: string, range: Range, placeholders: boolean) {
    this.#text = text
    this.#range = range
    this.#lexer = new Lexer(text, range.start, range.end, placeholders, this)
  }

  comment(start: number, end: number): void {
    const last = this.#comments.at(-1)
    if (last !== undefined && last.range.start >= start) return
    const block = this.#text.charCodeAt(start) === 47
    this.#comments.push({
      range: { start, end },
      text: this.#text.slice(start + 2, block ? end - 2 : end).trim(),
    })
  }

  run(): Split {
    for (;;) {
      while (this.#lexer.next()) this.#token()
      const problem = this.#lexer.unterminated
      if (problem) {
        this.#unterminated(problem)
        break
      }
      if (this.#retry < 0 || !(this.#atomic > 0 || this.#depth > 0)) break
      this.#resume()
    }
    this.#finish()
    return { pieces: this.#pieces, comments: this.#comments }
  }

  #token(): void {
    const { kind } = this.#lexer
    if (kind === kinds.semicolon && this.#separates()) {
      this.#separator()
      return
    }
    if (kind === kinds.backslash && this.#meta()) return
    if (this.#start < 0) this.#start = this.#lexer.start
    this.#end = this.#lexer.end
    if (kind === kinds.word) this.#word()
    else {
      if (this.#head === '') this.#head = 'plain'
      this.#previous = ''
      if (kind === kinds.open || kind === kinds.openBracket)
        this.#deepest = Math.max(this.#deepest, ++this.#depth)
      else if (kind === kinds.close || kind === kinds.closeBracket) this.#depth = Math.max(0, this.#depth - 1)
      else if (kind === kinds.dot) this.#previous = '.'
    }
  }

  #separates(): boolean {
    const inside = this.#bodies && (this.#atomic > 0 || (this.#head === 'rule' && this.#depth > 0))
    if (inside && this.#retry < 0) this.#retry = this.#lexer.end
    return !inside
  }

  #separator(): void {
    const copies = this.#copiesRows
    this.#finish()
    if (copies) this.#rows(this.#lexer.end)
  }

  #word(): void {
    if (this.#head === 'plain' || this.#head === 'rule') return
    const short = this.#lexer.end - this.#lexer.start <= longestWord
    const word = short ? this.#text.slice(this.#lexer.start, this.#lexer.end).toLowerCase() : ''
    if (this.#head === '') this.#recogniseHead(word)
    else if (this.#head === 'routine') this.#routineWord(word)
    else if (word === 'stdin' && this.#previous === 'from') this.#copiesRows = true
    this.#previous = word
  }

  #recogniseHead(word: string): void {
    if (this.#leading === '') {
      this.#leading = word
      if (word === 'copy') this.#head = 'copy'
      else if (word !== 'create') this.#head = 'plain'
    } else if (word === 'function' || word === 'procedure') this.#head = 'routine'
    else if (word === 'rule') this.#head = 'rule'
    else if (word !== 'or' && word !== 'replace') this.#head = 'plain'
  }

  #routineWord(word: string): void {
    if (this.#previous === '.' || this.#previous === 'as') return
    if (word === 'atomic' && this.#previous === 'begin') this.#atomic = Math.max(1, this.#atomic)
    else if (this.#atomic > 0 && word === 'case') this.#atomic++
    else if (this.#atomic > 0 && word === 'end') this.#atomic--
  }

  #finish(): void {
    if (this.#start >= 0) {
      const depth = this.#deepest
      this.#pieces.push({ kind: 'sql', start: this.#start, end: this.#end, depth })
    }
    this.#start = -1
    this.#depth = this.#deepest = this.#atomic = 0
    this.#head = this.#leading = this.#previous = ''
    this.#copiesRows = false
    this.#retry = -1
  }

  /** A body that never closes: its first semicolon ends the statement after all, and no body is looked for again. */
  #resume(): void {
    const end = this.#retry - 1
    this.#bodies = false
    this.#deepest = 0
    this.#end = this.#text.slice(this.#start, end).trimEnd().length + this.#start
    this.#finish()
    this.#lexer.jump(end + 1)
  }

  #unterminated(problem: Unterminated): void {
    const start = this.#start >= 0 ? this.#start : problem.at
    const end = start + this.#text.slice(start, this.#range.end).trimEnd().length
    this.#start = -1
    this.#pieces.push({ kind: 'unterminated', start, end, problem })
  }

  #meta(): boolean {
    const at = this.#lexer.start
    if (!isMetaCommand(this.#text, at, this.#start >= 0)) return false
    const command = readMetaCommand(this.#text, at, this.#range.end)
    this.#finish()
    if (command.name !== ';') this.#pieces.push({ kind: 'meta', start: at, end: command.end, command })
    this.#lexer.jump(command.end)
    if (command.copiesRows) this.#rows(command.end)
    return true
  }

  #rows(from: number): void {
    const text = this.#text
    const newline = text.indexOf('\n', from)
    if (newline < 0 || newline >= this.#range.end || text.slice(from, newline).trim() !== '') return
    const rows = /^\\\.\r?$/gm
    rows.lastIndex = newline + 1
    const close = rows.exec(text)
    if (!close || close.index >= this.#range.end) {
      const problem = { message: 'COPY rows without the \\. that ends them', at: newline + 1 }
      if (text.slice(newline + 1, this.#range.end).trim() !== '') {
        const end = newline + 1 + text.slice(newline + 1, this.#range.end).trimEnd().length
        this.#pieces.push({ kind: 'unterminated', start: newline + 1, end, problem })
      }
      this.#lexer.jump(this.#range.end)
      return
    }
    this.#pieces.push({ kind: 'rows', start: newline + 1, end: close.index + 2 })
    this.#lexer.jump(close.index + 2)
  }
}
