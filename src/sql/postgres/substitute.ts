import { kinds } from './characters.ts'
import { Lexer } from './lexer.ts'

/**
 * The same text with psql variables (`:name`, `:'name'`, `:"name"`) turned into identifiers and strings of the same
 * length, so that it parses and every offset stands; undefined when there are none. Only for a text that does not parse
 * as it is: `a[lower:upper]` does.
 */
function withoutVariables(sql: string): string | undefined {
  const lexer = new Lexer(sql, 0, sql.length)
  const edits = new Edits(sql)
  let colon = -1
  let brackets = 0
  while (lexer.next()) {
    if (lexer.kind === kinds.openBracket) brackets++
    if (lexer.kind === kinds.closeBracket) brackets--
    if (lexer.kind === kinds.colon && brackets === 0) {
      colon = lexer.start
      continue
    }
    if (colon >= 0 && lexer.start === colon + 1) {
      if (lexer.kind === kinds.word) edits.replace(colon, '_')
      if (lexer.kind === kinds.string && sql[lexer.start] === "'") edits.replace(colon, "':")
      if (lexer.kind === kinds.quotedWord) edits.replace(colon, '":')
    }
    colon = -1
  }
  return edits.result()
}

/** The same text with the words that hold `${name}` or `{{ name }}` turned into identifiers of the same length. */
function withoutPlaceholders(sql: string): string | undefined {
  const lexer = new Lexer(sql, 0, sql.length, true)
  const edits = new Edits(sql)
  while (lexer.next()) {
    if (!lexer.placeholder) continue
    const word = sql.slice(lexer.start, lexer.end)
    edits.replace(lexer.start, word.replace(/[^\w\u0080-\uffff]/g, '_'))
  }
  return edits.result()
}

/** A text without placeholders and psql variables; undefined when it has none. */
export function readable(sql: string, placeholders: boolean): string | undefined {
  const plain = placeholders ? withoutPlaceholders(sql) : undefined
  return withoutVariables(plain ?? sql) ?? plain
}

/** Replacements of the same length, left to right. */
class Edits {
  readonly #text: string
  readonly #parts: string[] = []
  #done = 0

  constructor(text: string) {
    this.#text = text
  }

  replace(at: number, replacement: string): void {
    this.#parts.push(this.#text.slice(this.#done, at), replacement)
    this.#done = at + replacement.length
  }

  result(): string | undefined {
    return this.#done === 0 ? undefined : this.#parts.join('') + this.#text.slice(this.#done)
  }
}
