import type { SourceComment, SqlDocument } from '../../src/core/document.ts'
import type { Statement } from '../../src/core/statement.ts'

/** A document for tests of what needs places only: statements end at semicolons, comments are `--` and block comments. */
export function sqlDocument(text: string, path = 'db/1.sql'): SqlDocument {
  const comments: SourceComment[] = []
  const code = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment: string, start: number) => {
    comments.push({
      range: { start, end: start + comment.length },
      text: comment.replace(/^(?:--|\/\*)|\*\/$/g, ''),
    })
    return ' '.repeat(comment.length)
  })
  const statements: Statement[] = []
  for (const match of code.matchAll(/[^;\s][^;]*/g)) {
    const end = match.index + match[0].trimEnd().length
    statements.push({ kind: 'other', verb: 'TEST', range: { start: match.index, end } })
  }
  return { language: 'sql', path, text, dialect: 'postgres', statements, undo: [], comments }
}

/** Where a piece of text stands, for findings. */
export function rangeOf(text: string, piece: string, from = 0): { start: number; end: number } {
  const start = text.indexOf(piece, from)
  if (start < 0) throw new Error(`no ${piece} in the text`)
  return { start, end: start + piece.length }
}
