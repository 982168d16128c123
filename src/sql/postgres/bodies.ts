import type { Statement } from '../../core/statement.ts'
import { kinds } from './characters.ts'
import { parsePlpgsql } from './engine.ts'
import { insideOf, type Literal, readLiteral } from './literals.ts'
import { type Found, locate } from './plpgsql-places.ts'
import { foundIn } from './plpgsql-tree.ts'
import { readScript } from './script.ts'
import type { Source } from './source.ts'
import { readable } from './substitute.ts'

export interface Body {
  readonly source: Source
  readonly language: string
  /** The body's text as the parser read it. */
  readonly text: string
  /** Local offset of the AS, or of the string itself, that gives the body. */
  readonly at: number
}

const certain = (statement: Statement): Found => ({ statement, guarded: false })

/** The static SQL in the body of a routine or DO block, with ranges in the file. */
export function readBody(body: Body): Found[] {
  const { source, language, text, at } = body
  if (language === 'c' || language === 'internal') return []
  const opaque = (reason: string): Found[] => [certain({ kind: 'opaque', range: source.range, reason })]
  if (language !== 'sql' && language !== 'plpgsql') return opaque(`body in ${language}`)
  const { tokens } = source
  const word = tokens.from(Math.max(0, at))
  const literal = readLiteral(source, tokens.kind(word) === kinds.string ? word : word + 1)
  if (!literal || literal.value !== text) return opaque('body that could not be found in the source')
  const inner = insideOf(source, literal)
  if (language === 'sql') return readScript(inner).map(certain)
  return readPlpgsql(source, literal, inner) ?? opaque('PL/pgSQL body that could not be read')
}

function readPlpgsql(source: Source, literal: Literal, inner: Source): Found[] | undefined {
  const direct = parsePlpgsql(source.sql)
  if (direct !== undefined) return locate(foundIn(direct), inner)
  const plain = literal.places ? undefined : readable(literal.value, source.placeholders)
  if (plain === undefined) return undefined
  const end = literal.start + plain.length
  const tree = parsePlpgsql(source.sql.slice(0, literal.start) + plain + source.sql.slice(end))
  return tree === undefined ? undefined : locate(foundIn(tree), source.nested(literal.start, end, plain))
}

/** `BEGIN ATOMIC ...; END` and `RETURN expression`: statements written in the open. */
export function readAtomicBody(source: Source): Statement[] {
  const { tokens } = source
  const last = tokens.length - 1
  const atomic = tokens.findLast(0, tokens.length, 'atomic')
  if (atomic > 0 && tokens.is(atomic - 1, 'begin')) {
    const end = tokens.is(last, 'end') ? tokens.start(last) : tokens.end(last)
    return readScript(source.nested(tokens.end(atomic), end))
  }
  const returned = tokens.findLast(0, tokens.length, 'return')
  return returned < 0 ? [] : readScript(source.nested(tokens.start(returned), tokens.end(last)))
}
