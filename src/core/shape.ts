import { normalise } from './fingerprint.ts'

/** A statement's text with every literal and number as `?`, so that what a loop runs with other values is one. */
export function shapeOf(sql: string): string {
  const bare = sql.replaceAll(pieces, (piece) => (/^['eE\d]/.test(piece) ? '?' : piece))
  return normalise(bare.replaceAll(/\?+/g, '?'))
}

const pieces =
  /--[^\r\n]*|"[^"]*"?|(?<![\w$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'[^']*'?|(?<![\w$\u0080-\uffff])\d[\w.]*/g
