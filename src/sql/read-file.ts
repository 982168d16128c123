import type { SourceComment } from '../core/document.ts'
import type { Statement } from '../core/statement.ts'
import type { Range } from '../core/text.ts'
import { parsePostgres } from './postgres/parse.ts'
import { split } from './postgres/split.ts'

/** One file to read. Everything is optional but the text: the whole of it runs forward when there are no sections. */
export interface SqlFile {
  readonly path: string
  readonly text: string
  readonly placeholders?: boolean
  readonly sections?: { readonly up: readonly Range[]; readonly down: readonly Range[] }
}

export interface FileStatements {
  readonly statements: readonly Statement[]
  readonly undo: readonly Statement[]
  /** Comments of the whole file, those between sections too. */
  readonly comments: readonly SourceComment[]
}

/** Reads a file's sections, each by itself, so that a quote left open in one does not reach into the next. */
export function readFile(file: SqlFile): FileStatements {
  const { text, placeholders = false } = file
  const whole: Range = { start: 0, end: text.length }
  const { up, down } = file.sections ?? { up: [whole], down: [] }
  const forward = up.map((range) => parsePostgres(text, { placeholders, range }))
  const backward = down.map((range) => parsePostgres(text, { placeholders, range }))
  const between = gaps(text, [...up, ...down]).map((range) => split(text, { range }))
  const comments = [...forward, ...backward, ...between].flatMap((part) => part.comments)
  return {
    statements: forward.flatMap((part) => part.statements),
    undo: backward.flatMap((part) => part.statements),
    comments: comments.sort((a, b) => a.range.start - b.range.start),
  }
}

/** The parts of the text no section covers. */
function gaps(text: string, sections: readonly Range[]): Range[] {
  const found: Range[] = []
  let at = 0
  for (const { start, end } of sections.toSorted((a, b) => a.start - b.start)) {
    if (start > at) found.push({ start: at, end: start })
    at = Math.max(at, end)
  }
  if (at < text.length) found.push({ start: at, end: text.length })
  return found
}
