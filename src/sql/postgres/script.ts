import type { Statement } from '../../core/statement.ts'
import { readText } from './reading.ts'
import type { Source } from './source.ts'
import { split } from './split.ts'

/** The statements of a script inside another statement: an SQL body, the string of an EXECUTE. */
export function readScript(script: Source): Statement[] {
  const { pieces } = split(script.sql, { placeholders: script.placeholders })
  return pieces.flatMap((piece): readonly Statement[] => {
    const range = script.span(piece.start, piece.end)
    switch (piece.kind) {
      case 'sql':
        return readText(asStatement(script, piece.start, piece.end))
      case 'unterminated':
        return [
          { kind: 'unparsed', range, message: piece.problem.message, at: script.place(piece.problem.at) },
        ]
      default:
        return [{ kind: 'unparsed', range, message: 'psql commands do not run inside a body' }]
    }
  })
}

/** `RETURN x` of a standard body evaluates x as SELECT does, and the words are as long. */
function asStatement(script: Source, start: number, end: number): Source {
  const sql = script.sql.slice(start, end)
  return /^return\b/i.test(sql)
    ? script.nested(start, end, `SELECT${sql.slice(6)}`)
    : script.nested(start, end)
}
