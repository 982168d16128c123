import type { Statement } from '../../core/statement.ts'
import { kinds } from './characters.ts'
import { insideOf, readLiteral } from './literals.ts'
import type { FoundText } from './plpgsql-tree.ts'
import { readText } from './reading.ts'
import { readScript } from './script.ts'
import type { Source } from './source.ts'

/** A statement found in a body. */
export interface Found {
  readonly statement: Statement
  /** Under IF, LOOP, CASE or a handler. */
  readonly guarded: boolean
}

/** Texts not found after which the rest of a body is taken as not found: keeps a hostile body linear. */
const mostMisses = 20

/**
 * Finds each text where it stands in the body and reads it. The tree gives a line for each statement and texts come in
 * the order of the source, so a text is the first match at the start of a token at or after both.
 */
export function locate(texts: readonly FoundText[], body: Source): Found[] {
  const lines = lineStarts(body.sql)
  const found: Found[] = []
  let cursor = 0
  let misses = 0
  for (const text of texts) {
    const from = body.tokens.after(Math.max(cursor, lines[text.line - 1] ?? 0))
    const at = misses > mostMisses ? -1 : search(text, body, from)
    if (at < 0) {
      misses++
      found.push({ statement: missing(body), guarded: text.guarded })
      continue
    }
    cursor = body.tokens.end(at)
    for (const statement of read(text, body, at)) found.push({ statement, guarded: text.guarded })
  }
  return found
}

function missing(body: Source): Statement {
  return { kind: 'opaque', range: body.range, reason: 'statement not found in the PL/pgSQL body' }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** `PERFORM f()` reaches the tree as `SELECT f()`. */
const performed = 'PERFORM'.length
const selected = 'SELECT'.length

/** Index of the token at which the text begins, -1 when it does not. */
function search(text: FoundText, body: Source, from: number): number {
  const { tokens, sql } = body
  for (let index = from; index < tokens.length; index++) {
    const start = tokens.start(index)
    if (text.kind === 'transaction' ? tokens.is(index, text.text) : matches(text, sql, start)) return index
  }
  return -1
}

function matches(text: FoundText, sql: string, start: number): boolean {
  if (text.kind === 'perform') {
    const verb = sql.slice(start, start + performed).toUpperCase() === 'PERFORM'
    return verb && sql.startsWith(text.text.slice(selected), start + performed)
  }
  return text.blanked ? sameButBlanks(text.text, sql, start) : sql.startsWith(text.text, start)
}

function sameButBlanks(text: string, sql: string, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text[i] !== ' ' && text[i] !== sql[start + i]) return false
  return true
}

function read(text: FoundText, body: Source, index: number): readonly Statement[] {
  const start = body.tokens.start(index)
  const end = start + text.text.length
  switch (text.kind) {
    case 'sql':
      return readText(body.nested(start, end, text.text))
    case 'perform':
      return readText(body.nested(start, end + performed - selected, `SELECT ${text.text.slice(selected)}`))
    case 'value':
      return readText(asQuery(body, start, text))
    case 'dynamic':
      return readDynamic(body, index, end)
    case 'transaction': {
      const action = text.text === 'commit' ? 'commit' : 'rollback'
      return [{ kind: 'transaction', range: body.span(start, body.tokens.end(index)), action }]
    }
  }
}

/** `x := (SELECT ...)` and conditions: the expression as a query of its own. */
function asQuery(body: Source, start: number, { text, assigns }: FoundText): Source {
  const assignment = assigns ? (/^[^=]*=\s*/.exec(text)?.[0].length ?? 0) : 0
  const expression = text.slice(assignment)
  const verb = 'SELECT '
  const from = start + assignment
  const places = new Int32Array(verb.length + expression.length + 1)
  for (let i = 0; i < places.length; i++) places[i] = from + Math.max(0, i - verb.length)
  return body.rewritten(verb + expression, places)
}

/** A string written out is read; anything built at run time is dynamic SQL. */
function readDynamic(body: Source, index: number, end: number): readonly Statement[] {
  const { tokens } = body
  let last = index
  while (tokens.kind(last + 1) === kinds.string && tokens.end(last + 1) <= end) last++
  const literal = tokens.end(last) >= end ? readLiteral(body, index) : undefined
  if (literal) return readScript(insideOf(body, literal))
  const verb = tokens.is(index - 1, 'execute') ? index - 1 : index
  return [{ kind: 'opaque', range: body.span(tokens.start(verb), end), reason: 'dynamic SQL' }]
}
