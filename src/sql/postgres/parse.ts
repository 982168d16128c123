import type { RawStmt } from 'libpg-query'
import type { SourceComment } from '../../core/document.ts'
import type { Statement } from '../../core/statement.ts'
import type { Range } from '../../core/text.ts'
import { deepestNesting, longestStatement, mostStatements } from '../limits.ts'
import { parseSql } from './engine.ts'
import { anyExpression } from './expressions.ts'
import { readMeta } from './meta.ts'
import { readQuery } from './queries.ts'
import { type Grammar, Source } from './source.ts'
import { type Piece, split } from './split.ts'
import { readModification, readStatement } from './statements.ts'
import { readable } from './substitute.ts'

export interface PostgresOptions {
  /** `${name}` and `{{ name }}` stand where a migration tool will put text. */
  readonly placeholders?: boolean
  /** The part of the text to read; all of it when absent. */
  readonly range?: Range
}

export interface PostgresReading {
  readonly statements: readonly Statement[]
  readonly comments: readonly SourceComment[]
}

/**
 * The statements of a Postgres script, with ranges into `text`. `loadEngine()` must have settled. Never throws on any text: what
 * cannot be read is an `unparsed` statement and the others stand. Statements inside a DO block, a CREATE SCHEMA or a
 * data-modifying WITH follow the statement that holds them.
 */
export function parsePostgres(text: string, options: PostgresOptions = {}): PostgresReading {
  const { pieces, comments } = split(text, options)
  const statements: Statement[] = []
  for (const piece of pieces) {
    if (statements.length >= mostStatements) {
      statements.push(unread({ start: piece.start, end: options.range?.end ?? text.length }))
      break
    }
    for (const statement of readPiece(text, piece, options.placeholders ?? false)) statements.push(statement)
  }
  return { statements, comments }
}

function unread(range: Range): Statement {
  return { kind: 'unparsed', range, message: `not read: the file has more than ${mostStatements} statements` }
}

function readPiece(text: string, piece: Piece, placeholders: boolean): readonly Statement[] {
  const range = { start: piece.start, end: piece.end }
  switch (piece.kind) {
    case 'sql':
      return readSql(text, piece, placeholders)
    case 'meta':
      return [readMeta(range, piece.command)]
    case 'rows':
      return []
    case 'unterminated':
      return [{ kind: 'unparsed', range, ...piece.problem }]
  }
}

function readSql(
  text: string,
  piece: Extract<Piece, { kind: 'sql' }>,
  placeholders: boolean,
): readonly Statement[] {
  const range = { start: piece.start, end: piece.end }
  if (piece.end - piece.start > longestStatement) {
    return [
      {
        kind: 'unparsed',
        range,
        message: `not read: the statement is longer than ${longestStatement} characters`,
      },
    ]
  }
  if (piece.depth > deepestNesting) {
    return [
      { kind: 'unparsed', range, message: `not read: nested deeper than ${deepestNesting} parentheses` },
    ]
  }
  const sql = text.slice(piece.start, piece.end)
  return readSource(new Source(grammar, { sql, start: piece.start, placeholders }))
}

/** The statements of one source; text the parser rejects is tried again without psql variables and placeholders. */
function readSource(source: Source): readonly Statement[] {
  const first = parseSql(source.sql)
  if ('statements' in first) return convert(first.statements, source)
  const plain = readable(source.sql, source.placeholders)
  const second = plain === undefined ? first : parseSql(plain)
  if (plain !== undefined && 'statements' in second) {
    return readAs(plain, convert(second.statements, source.nested(0, source.sql.length, plain)))
  }
  const at = first.at === undefined ? {} : { at: source.place(source.atCodePoint(first.at)) }
  return [{ kind: 'unparsed', range: source.range, message: first.message, ...at }]
}

/** What a statement was read as goes with it: whoever runs it needs the same. */
function readAs(plain: string, [first, ...others]: readonly Statement[]): readonly Statement[] {
  return first ? [{ ...first, readAs: plain }, ...others] : []
}

function convert(parsed: readonly RawStmt[], source: Source): readonly Statement[] {
  try {
    return parsed.flatMap((raw) => {
      if (!raw.stmt) return []
      return parsed.length === 1 ? readStatement(raw.stmt, source) : readSource(partOf(source, raw))
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [{ kind: 'unparsed', range: source.range, message: 'not read: nested too deeply' }]
  }
}

/** One of several statements the parser found where the splitter saw one. */
function partOf(source: Source, raw: RawStmt): Source {
  const from = source.at(raw.stmt_location)
  const to = raw.stmt_len ? source.at((raw.stmt_location ?? 0) + raw.stmt_len) : source.sql.length
  const first = source.tokens.from(from)
  return source.nested(source.tokens.start(first), Math.max(to, source.tokens.start(first)))
}

const grammar: Grammar = {
  expression: anyExpression,
  query: readQuery,
  modification: readModification,
  statement: readStatement,
  text: readSource,
}
