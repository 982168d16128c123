import type { Range } from '../core/text.ts'

/** One line of a text: where it starts, where it ends without its line break, where the next one starts. */
export interface Line {
  /** 1-based. */
  readonly number: number
  readonly start: number
  readonly end: number
  readonly next: number
  /** The line without its break, cut where no directive reaches, so that patterns meet short texts only. */
  readonly text: string
}

const longestDirective = 1000

/** Lines end at LF or CRLF. */
export function* linesOf(text: string): Generator<Line> {
  let number = 1
  for (let start = 0; start < text.length; number++) {
    const feed = text.indexOf('\n', start)
    const next = feed === -1 ? text.length : feed + 1
    const breaks = feed === -1 ? feed : text[feed - 1] === '\r' && feed > start ? feed - 1 : feed
    const end = feed === -1 ? text.length : breaks
    yield { number, start, end, next, text: text.slice(start, Math.min(end, start + longestDirective)) }
    start = next
  }
}

export function wholeOf(text: string | undefined): Range {
  return { start: 0, end: text?.length ?? 0 }
}

/** A directive found in a text: its line and what the pattern captured. */
export interface Mark {
  readonly line: Line
  readonly match: RegExpExecArray
}

export function marks(text: string, pattern: RegExp): Mark[] {
  const found: Mark[] = []
  for (const line of linesOf(text)) {
    const match = pattern.exec(line.text)
    if (match) found.push({ line, match })
  }
  return found
}
