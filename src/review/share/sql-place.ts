import type { SqlToken } from './sql-tokens.ts'

/** Where a literal stands: what is beside it, and which calls and clauses it is in. */
export interface SqlPlace {
  /** The words and marks before it, the nearest first, in lower case; literals are empty. */
  readonly before: readonly [string, string, string, string]
  readonly next: string
  /** The word behind the next one: the type of a cast. */
  readonly second: string
  /** The word before the innermost open parenthesis, and before the one around that; empty for none. */
  readonly call: string
  readonly outerCall: string
  /** 0-based place in that parenthesis. */
  readonly argument: number
  /** First words of the statement, in lower case, and the dots and at-signs between them. */
  readonly statement: string
  /** Whether the literal before it in the same list was a place in a BY clause. */
  readonly isInBy: boolean
}

/** Goes through tokens and calls back at each with its place. */
export function walk(
  text: string,
  tokens: readonly SqlToken[],
  visit: (token: SqlToken, place: SqlPlace) => void,
): void {
  const calls: { word: string; argument: number }[] = []
  let before: [string, string, string, string] = ['', '', '', '']
  let statement: string[] = []
  let isInBy = false
  const said = tokens.filter(({ kind }) => kind !== 'comment')
  let index = 0
  for (const token of tokens) {
    if (token.kind === 'comment') {
      visit(token, nowhere)
      continue
    }
    const words = wordOf(text, token)
    const call = calls.at(-1)
    const place = () => ({
      before,
      next: wordOf(text, said[index]),
      second: wordOf(text, said[index + 1]),
      ...within(calls),
      statement: statement.join(' '),
      isInBy,
    })
    index++
    if (token.kind !== 'mark' && token.kind !== 'word') visit(token, place())
    if (words === '(' || words === '[') calls.push({ word: before[0], argument: 0 })
    else if (words === ')' || words === ']') calls.pop()
    else if (words === ',' && call) call.argument++
    if (words === ';') {
      calls.length = 0
      statement = []
    } else if (statement.length < 8 && (token.kind === 'word' || words === '.' || words === '@'))
      statement.push(words)
    if (words === 'by') isInBy = true
    else if (words !== ',' && token.kind !== 'number' && words !== 'asc' && words !== 'desc') isInBy = false
    before = [words, before[0], before[1], before[2]]
  }
}

const nowhere: SqlPlace = {
  ...{ before: ['', '', '', ''], next: '', second: '', call: '', outerCall: '', argument: 0 },
  ...{ statement: '', isInBy: false },
}

function within(calls: readonly { word: string; argument: number }[]) {
  const inner = calls.at(-1)
  return {
    call: inner?.word ?? '',
    outerCall: calls.at(-2)?.word ?? '',
    argument: inner?.argument ?? 0,
  }
}

/** Long words are nothing that is asked about. */
function wordOf(text: string, token: SqlToken | undefined): string {
  if (!token || (token.kind !== 'word' && token.kind !== 'mark')) return ''
  return token.end - token.start > 64 ? '?' : text.slice(token.start, token.end).toLowerCase()
}
