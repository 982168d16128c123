/**
 * Places in source text. Inside Sluice a place is a pair of UTF-16 offsets; lines and columns are made only
 * where a person reads them (SARIF 2.1.0 section 3.30 and GitHub annotations: 1-based lines and columns).
 */
export interface Range {
  /** UTF-16 offset of the first unit. */
  readonly start: number
  /** UTF-16 offset after the last unit; `end >= start`. */
  readonly end: number
}

export interface Place {
  readonly path: string
  readonly range: Range
}

/** 1-based lines and columns, columns in UTF-16 units; the end is exclusive like `Range.end`. */
export interface LineRange {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

export const startOfFile: Range = { start: 0, end: 0 }

/** A text of at most so many units: a longer one ends in an ellipsis, and in no half of a character. */
export function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The part of the text a range covers. */
export function slice(text: string, range: Range): string {
  return text.slice(range.start, range.end)
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/** Whether two ranges share a unit, or one is empty and lies in the other. */
export function overlaps(one: Range, other: Range): boolean {
  return one.start < other.end && other.start < one.end ? true : contains(one, other) || contains(other, one)
}

/** Maps offsets of one text to lines and columns in O(log lines). Lines end at LF, CRLF or a lone CR. */
export class LineMap {
  readonly #starts: readonly number[]
  readonly #length: number

  constructor(text: string) {
    const starts = [0]
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1)
    }
    this.#starts = starts
    this.#length = text.length
  }

  get lineCount(): number {
    return this.#starts.length
  }

  /** 1-based line and column of an offset; offsets outside the text are moved to its nearest end. */
  position(offset: number): { line: number; column: number } {
    const inside = Math.max(0, Math.min(offset, this.#length))
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= inside) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: inside - (this.#starts[low] ?? 0) + 1 }
  }

  lines(range: Range): LineRange {
    const start = this.position(range.start)
    const end = this.position(range.end)
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
  }
}
