/** Token kinds of the lexer; numbers so that a statement's tokens fit a byte array. */
export const kinds = {
  word: 1,
  quotedWord: 2,
  string: 3,
  number: 4,
  parameter: 5,
  open: 6,
  close: 7,
  openBracket: 8,
  closeBracket: 9,
  comma: 10,
  semicolon: 11,
  dot: 12,
  colon: 13,
  operator: 14,
  backslash: 15,
  other: 16,
} as const

const isWordStart = new Uint8Array(128)
const isWordPart = new Uint8Array(128)
export const isOperator = new Uint8Array(128)
/** Kinds of the characters that are tokens by themselves. */
export const single = new Uint8Array(128)
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') isWordStart[c.charCodeAt(0)] = 1
for (let c = 0; c < 128; c++) isWordPart[c] = isWordStart[c] ?? 0
for (const c of '0123456789$') isWordPart[c.charCodeAt(0)] = 1
for (const c of '~!@#^&|`?+-*/%<>=') isOperator[c.charCodeAt(0)] = 1
for (const [c, kind] of [
  ['(', kinds.open],
  [')', kinds.close],
  ['[', kinds.openBracket],
  [']', kinds.closeBracket],
  [',', kinds.comma],
  [';', kinds.semicolon],
  ['\\', kinds.backslash],
] as const) {
  single[c.charCodeAt(0)] = kind
}

export const wordStart = (unit: number): boolean => unit > 127 || isWordStart[unit] === 1
export const wordPart = (unit: number): boolean => unit > 127 || isWordPart[unit] === 1
export const digit = (unit: number): boolean => unit >= 48 && unit <= 57
export const space = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13)

/** Offset after `$tag$` at `at`, or -1 when no dollar quote begins there. */
export function dollarTagEnd(text: string, at: number, limit: number): number {
  let end = at + 1
  if (end < limit && text.charCodeAt(end) !== 36 && !wordStart(text.charCodeAt(end))) return -1
  while (end < limit && text.charCodeAt(end) !== 36 && wordPart(text.charCodeAt(end))) end++
  return end < limit && text.charCodeAt(end) === 36 ? end + 1 : -1
}
