import { type SqlToken, sqlTokens } from './share/sql-tokens.ts'

/** In UTF-16 units: a longer one is no model that anybody writes. */
const longest = 100_000
/** A CTE that selects all of a CTE, and so on. */
const deepest = 5
const mostColumns = 200
const unknown = '...'

/** Names that a model of dbt gives to what it selects last, `...` for what has none in the text; undefined where it cannot be read plainly. */
export function columnsOfModel(text: string): readonly string[] | undefined {
  const tokens = tokensOf(text).map((token) => wordOf(text, token))
  const names = outputOf(tokens, tokens)
  return names?.some((name) => name !== unknown) ? names : undefined
}

/** Words of a text that may be names of columns, in lower case. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = tokensOf(text).filter(({ kind }) => kind === 'word')
  return new Set(words.map(({ start, end }) => text.slice(start, end).toLowerCase()))
}

function tokensOf(text: string): readonly SqlToken[] {
  if (text.length > longest) return []
  const tokens = sqlTokens(text, { escapes: false, triples: false, templates: true })
  return tokens.filter(({ kind }) => kind !== 'comment')
}

/** A word in lower case, a mark, a name behind its quote (which may be a text in some dialects), or what kind of thing it is. */
function wordOf(text: string, { kind, start, end, inside }: SqlToken): string {
  if (kind === 'word') return text.slice(start, end).toLowerCase()
  if (kind === 'name') return text[start] + text.slice(inside.start, inside.end)
  if (kind === 'mark') return text.slice(start, end)
  return `{${kind}${kind === 'template' && text[start + 1] === '%' ? '%' : ''}}`
}

/** Of several SELECTs that are put together the first gives the names. */
function outputOf(all: readonly string[], own: readonly string[], depth = 0): readonly string[] | undefined {
  const start = topLevel(own, 0, (word) => word === 'select')
  if (start === undefined || depth > deepest) return undefined
  const end = topLevel(own, start + 1, (word) => word === 'from') ?? own.length
  const list = own.slice(start + 1, end)
  const [first, ...items] = split(list[0] === 'distinct' ? list.slice(1) : list)
  if (!first || list.includes('{template%}')) return undefined
  const isAll = items.length === 0 && first.length === 1 && first[0] === '*'
  if (!isAll) return [first, ...items].slice(0, mostColumns).map(nameOf)
  const body = isJoined(own.slice(end + 2)) ? undefined : bodyOf(all, own[end + 1] ?? '')
  return body && outputOf(all, body, depth + 1)
}

/** The first such word outside of parentheses. */
function topLevel(
  tokens: readonly string[],
  from: number,
  is: (word: string) => boolean,
): number | undefined {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const word = tokens[at] ?? ''
    if (word === '(') depth++
    else if (word === ')') depth--
    else if (depth === 0 && is(word)) return at
  }
  return undefined
}

function isJoined(rest: readonly string[]): boolean {
  return topLevel(rest, 0, (word) => word === 'join' || word === ',') !== undefined
}

function split(list: readonly string[]): readonly (readonly string[])[] {
  const items: string[][] = [[]]
  let depth = 0
  for (const word of list) {
    if (word === '(' || word === '[') depth++
    if (word === ')' || word === ']') depth--
    if (word === ',' && depth === 0) items.push([])
    else items.at(-1)?.push(word)
  }
  return items.filter((item) => item.length > 0)
}

/** What is in double quotes is a name where `as` or a dot stands before it. */
function nameOf(item: readonly string[]): string {
  const [last = '', before = ''] = item.toReversed()
  const isQuoted = last.startsWith('`') || (last.startsWith('"') && /^(?:as|\.)$/.test(before))
  const name = isQuoted ? last.slice(1) : last
  return /^[\p{L}_][\p{L}\p{N}_$ ]{0,127}$/u.test(name) && name !== 'end' ? name : unknown
}

/** What stands in the parentheses of `name as (`. */
function bodyOf(tokens: readonly string[], name: string): readonly string[] | undefined {
  const at = tokens.findIndex((word, i) => word === name && tokens[i + 1] === 'as' && tokens[i + 2] === '(')
  if (at < 0) return undefined
  let depth = 0
  for (let end = at + 2; end < tokens.length; end++) {
    if (tokens[end] === '(') depth++
    if (tokens[end] === ')' && --depth === 0) return tokens.slice(at + 3, end)
  }
  return undefined
}
