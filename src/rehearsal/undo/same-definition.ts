import type { SchemaFact } from './fact.ts'

/** Whether two facts of one key are the same thing: a routine stays what it is however its body is set out. */
export function isSameDefinition(one: SchemaFact, other: SchemaFact): boolean {
  if (one.definition === other.definition) return true
  const [first, second] = [routineOf(one), routineOf(other)]
  return first !== undefined && first === second
}

/** Languages in which no meaning depends on white space. A definition that was cut ends in its hash and stands for itself. */
const routine =
  /^(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) .*? LANGUAGE (?:sql|plpgsql)\b.*?\nAS \$(\w+)\$)(.*)\$\2\$$/s

function routineOf({ definition }: SchemaFact): string | undefined {
  const [, head, , body] = routine.exec(definition) ?? []
  return head === undefined || body === undefined ? undefined : head + setOutOnce(body)
}

/** One space for all that stands between words. Comments and quoted texts stay as they are; a line comment ends its line. */
function setOutOnce(body: string): string {
  return body
    .replaceAll(pieces, (piece) => {
      if (/^\s/.test(piece)) return ' '
      return piece.startsWith('--') ? `${piece.trimEnd()}\n` : piece
    })
    .trim()
}

/** White space, or what white space may stand in (PostgreSQL 18 documentation, 4.1). */
const pieces =
  /\s+|--[^\n]*|\/\*.*?\*\/|(?<!\w)[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<!\w)\$(\w*)\$.*?\$\1\$/gs
