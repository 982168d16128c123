import type { LineMap, Range } from '../core/text.ts'
import type { Lines } from './question.ts'

/** The lines of a text, counted as `LineMap` counts them; an end of line at the very end begins none. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** The lines that a range stands on; one that ends where a line begins does not stand on that. */
export function linesAt(map: LineMap, { start, end }: Range): Lines {
  return { startLine: map.position(start).line, endLine: map.position(Math.max(start, end - 1)).line }
}

/** In order, those that overlap or touch joined. */
export function joined(lines: readonly Lines[]): readonly Lines[] {
  const found: Lines[] = []
  for (const next of lines.toSorted((one, other) => one.startLine - other.startLine)) {
    const last = found.at(-1)
    if (!last || next.startLine > last.endLine + 1) found.push(next)
    else found[found.length - 1] = { ...last, endLine: Math.max(last.endLine, next.endLine) }
  }
  return found
}

export function meets(one: Lines, other: Lines): boolean {
  return one.startLine <= other.endLine && other.startLine <= one.endLine
}
