import { kindBy, type Named } from './columns.ts'
import { kindOf } from './kind.ts'
import type { Span } from './span.ts'
import { isSecretsName, namedInSql, secretCalls, workings } from './sql-names.ts'
import type { SqlToken } from './sql-tokens.ts'
import * as words from './sql-words.ts'

/**
 * Literals of expressions that name something personal or secret, whatever functions, tuples and casts stand between: all text of such an
 * expression is. An expression ends at a comma, a clause, an AND; what is compared with a secret by a subquery is a secret in there as well.
 */
export function expressionLiterals(text: string, tokens: readonly SqlToken[]): Span[] {
  const said = tokens.filter(({ kind }) => kind !== 'comment' && kind !== 'template')
  const reader = new Expressions(text)
  for (const [at, token] of said.entries()) reader.read(token, said[at + 1])
  reader.end()
  return reader.found
}

interface Expression {
  /** Parentheses that are open in it. */
  depth: number
  named: Named | undefined
  literals: SqlToken[]
  /** Of a row that is inserted: all literals of it, and whether one is the name of a secret. */
  readonly row: SqlToken[] | undefined
  isOfSecret: boolean
  isBetween: boolean
  /** Depth of `CASE x` in it. */
  cases: number
}

const opened = (row?: SqlToken[]): Expression => ({
  ...{ depth: 0, named: undefined, literals: [], row, isOfSecret: false, isBetween: false, cases: 0 },
})

/** Words that begin another clause, or another thing that is said. */
const clauses =
  /^(?:select|from|where|set|returning|having|on|using|join|limit|group|order|partition|union|except|intersect|when|then|else|begin|if|loop|return|perform|raise|execute|add|alter|drop|rename|constraint|comment|do|language|insert|update|delete|merge|with|window|cluster|references)$/

class Expressions {
  readonly found: Span[] = []
  readonly #text: string
  readonly #hasBackticks: boolean
  readonly #names = new Map<string, Named>()
  #stack: Expression[] = [opened()]
  #first = ''
  #last = ''
  /** Whether parentheses of the statement hold columns. */
  #isMade = false
  #isInserted = false
  #isRoutine = false
  #hasRows = false
  #statement: SqlToken[] = []
  #isOfSecret = false

  constructor(text: string) {
    this.#text = text
    this.#hasBackticks = text.includes('`')
  }

  read(token: SqlToken, next: SqlToken | undefined): void {
    const written = this.#text.slice(token.start, Math.min(token.end, token.start + 200))
    const word = token.kind === 'word' || token.kind === 'mark' ? written.toLowerCase() : ''
    if (token.kind === 'word') this.#word(word, next)
    else if (token.kind === 'mark') this.#mark(word)
    else if (token.kind === 'name' && !this.#isText(token)) this.#name(written.slice(1, -1))
    else if (this.#isBody()) this.#flush()
    else if (token.kind === 'string' || token.kind === 'name') this.#literal(token)
    else if (token.kind === 'dollar' && !/^(?:as|do|begin|execute)$/.test(this.#last)) this.#literal(token)
    this.#last = word
  }

  end(): void {
    while (this.#stack.length > 0) this.#close()
    if (this.#isOfSecret && this.#first === 'update') this.#secrets(this.#statement)
    this.#stack = [opened()]
    this.#first = ''
    this.#statement = []
    this.#isOfSecret = false
    this.#isMade = false
    this.#isInserted = false
    this.#isRoutine = false
    this.#hasRows = false
  }

  /** What a routine does, and what is said of a thing, are no values of theirs. */
  #isBody(): boolean {
    return this.#first === 'comment' || (this.#isRoutine && this.#last === 'as')
  }

  get #here(): Expression {
    return this.#stack.at(-1) ?? opened()
  }

  #isText({ start, end }: SqlToken): boolean {
    return this.#hasBackticks && this.#text[start] === '"' && this.#text[end] !== '.'
  }

  #word(word: string, next: SqlToken | undefined): void {
    const here = this.#here
    if (this.#first === '') this.#first = word
    if (word === 'table' && this.#first === 'create') this.#isMade = true
    if (/^(?:function|procedure)$/.test(word)) this.#isRoutine = true
    if (word === 'insert') this.#isInserted = true
    if (word === 'values' && this.#isInserted) this.#hasRows = true
    if (word === 'case') here.cases += this.#isAt(next, 'when') ? 0 : 1
    else if (word === 'end') here.cases = Math.max(0, here.cases - 1)
    else if (word === 'between') here.isBetween = true
    else if (word === 'and' || word === 'or') this.#conjunction()
    else if (clauses.test(word)) this.#clause(word)
    else if (!this.#isNameOfTable(next)) this.#name(word, next)
  }

  #isAt(token: SqlToken | undefined, word: string): boolean {
    return token !== undefined && this.#text.slice(token.start, token.end).toLowerCase() === word
  }

  /** `CREATE TABLE api_key (`, `INSERT INTO token (`. */
  #isNameOfTable(next: SqlToken | undefined): boolean {
    return this.#isAt(next, '(') && (this.#last === 'into' || (this.#isMade && this.#stack.length === 1))
  }

  #conjunction(): void {
    if (this.#here.isBetween) this.#here.isBetween = false
    else this.#flush()
  }

  #clause(word: string): void {
    if (this.#here.cases > 0 && /^(?:when|then|else)$/.test(word)) return
    if (word === 'with' && this.#here.named?.secret === 'surely') return
    if (this.#stack.length === 1 && this.#here.depth === 0 && word === 'select') {
      this.#isInserted = false
      this.#isMade = false
    }
    if (word !== 'select' || this.#last !== '(' || this.#here.named?.secret !== 'surely') this.#flush()
  }

  #name(name: string, next?: SqlToken): void {
    const isCall = next !== undefined && this.#isAt(next, '(')
    const known = this.#names.get(name) ?? namedInSql(name)
    this.#names.set(name, known)
    const secret = (isCall && secretCalls.test(name)) || name === 'identified' ? 'surely' : known.secret
    const { named } = this.#here
    this.#here.named = {
      secret: named?.secret === 'surely' || secret === 'no' ? (named?.secret ?? 'no') : secret,
      kind: named?.kind ?? known.kind,
    }
  }

  #literal(token: SqlToken): void {
    const value = this.#text.slice(token.inside.start, Math.min(token.inside.end, token.inside.start + 100))
    if (/^(?:->>?|#>>?)$/.test(this.#last) && words.nameLike.test(value)) this.#name(value)
    else if (isSecretsName(value)) {
      this.#isOfSecret = true
      this.#here.isOfSecret = true
      if (this.#here.depth > 0) this.#name(value)
    } else {
      this.#here.literals.push(token)
      this.#here.row?.push(token)
      if (this.#first === 'update') this.#statement.push(token)
    }
  }

  #mark(mark: string): void {
    const here = this.#here
    if (mark === ';') this.end()
    else if (mark === '(' || mark === '[') this.#open()
    else if (mark === ')' || mark === ']') {
      if (here.depth > 0) here.depth--
      else if (this.#stack.length > 1) this.#close()
    } else if (mark === ',' && here.depth === 0) this.#flush()
  }

  #open(): void {
    const isTop = this.#stack.length === 1 && this.#here.depth === 0
    if (isTop && this.#hasRows && /^(?:values|,|row)$/.test(this.#last)) this.#stack.push(opened([]))
    else if (isTop && !this.#hasRows && (this.#isMade || this.#isInserted)) {
      this.#flush()
      this.#stack.push(opened())
    } else this.#here.depth++
  }

  #close(): void {
    this.#flush()
    const { row, isOfSecret } = this.#here
    if (row && isOfSecret) this.#secrets(row)
    this.#stack.pop()
  }

  #flush(): void {
    const { named, literals } = this.#here
    if (named && (named.secret !== 'no' || named.kind)) {
      for (const literal of literals) this.#take(literal, named)
    }
    this.#here.named = undefined
    this.#here.literals = []
    this.#here.isBetween = false
  }

  #secrets(literals: readonly SqlToken[]): void {
    for (const literal of literals) this.#take(literal, { secret: 'surely', kind: undefined })
  }

  #take({ inside: { start, end } }: SqlToken, named: Named): void {
    const literal = this.#text.slice(start, Math.min(end, start + 2200))
    if (start === end || workings.test(literal) || words.unit.test(literal) || words.format.test(literal))
      return
    const kind = kindBy(named, literal)
    if (kind === undefined) return
    const form = kindOf(literal)
    this.found.push({
      kind: kind === 'SECRET' || form === 'TEXT' || form === 'NUMBER' ? kind : form,
      start,
      end,
    })
  }
}
