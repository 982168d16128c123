import type { Range } from '../../core/text.ts'

/** A piece of SQL as far as literals are concerned. `inside` is what stands between its delimiters. */
export interface SqlToken extends Range {
  readonly kind: 'word' | 'mark' | 'number' | 'string' | 'name' | 'dollar' | 'comment' | 'template' | 'rows'
  readonly inside: Range
  /** Calls of templates inside a string. */
  readonly holes?: readonly Range[]
}

/** Where dialects disagree: whether a backslash escapes a quote, three quotes make one, `{{ }}` is code. */
export interface Reading {
  readonly escapes: boolean
  readonly triples: boolean
  readonly templates: boolean
}

const space = /\s/
const simple = [
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /(?:0[xX][0-9a-fA-F]+|\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
] as const
const tag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
/** Of operators only those are told from their letters that say what stands beside them. */
const mark = /->>?|#>>?|::|:=|<>|!=|[<>]=|\?[|&]?|[\s\S]/y
const endOfLine = /\r|\n/g
const lineComment = /--|\/\/(?<=(?:^|\s)\/\/)|#(?<=^#|[\s;]#)(?=[\s\p{L}]|$)/muy

/** A command of psql, whose words are its own. */
const command =
  /(?<=^[ \t]{0,80})\\(?:echo|qecho|warn|prompt|set|setenv|connect|c|password|if|elif|!|copy)\b/my

/** The tokens of a text, in linear time; nothing is an error, what has no end goes to the end. */
export function sqlTokens(text: string, reading: Reading): SqlToken[] {
  const tokens: SqlToken[] = []
  const copy = new Copied()
  let at = 0
  while (at < text.length) {
    if (isSpace(text, at)) {
      at++
      continue
    }
    const token = tokenAt(text, at, { reading, before: tokens.at(-1) })
    tokens.push(token)
    at = token.end
    const rows = copy.after(text, token)
    if (rows) {
      tokens.push(rows)
      at = rows.end
    }
  }
  return tokens
}

/** By its code where that is plain: there is one at every other token. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 32 || (code > 8 && code < 14) || (code > 127 && space.test(text[at] ?? ''))
}

interface Where {
  readonly reading: Reading
  readonly before: SqlToken | undefined
}

function tokenAt(text: string, at: number, { reading, before }: Where): SqlToken {
  const [first, second] = [text[at], text[at + 1]]
  if (first === "'" && isAlternative(text, at, before)) {
    const token = alternative(text, at)
    if (token) return token
  }
  if (first === "'" || first === '"' || first === '`')
    return quoted(text, at, readingFor(text, reading, before))
  if (reading.templates && first === '{' && (second === '{' || second === '%' || second === '#'))
    return template(text, at)
  if (first === '/' && second === '*') return blockComment(text, at)
  if (first === '\\') {
    command.lastIndex = at
    if (command.test(text))
      return closed('comment', { text, at, open: command.lastIndex - at, close: endOfLine })
  }
  if (first === '-' || first === '/' || first === '#') {
    lineComment.lastIndex = at
    if (lineComment.test(text))
      return closed('comment', { text, at, open: lineComment.lastIndex - at, close: endOfLine })
  }
  if (first === '$') {
    tag.lastIndex = at
    const [tagged] = tag.exec(text) ?? []
    if (tagged) return dollar(text, at, tagged)
  }
  return simplest(text, at)
}

/** Marks that are one unit whatever follows. */
const single = new Set('(),;[]+*%@{}')

function simplest(text: string, at: number): SqlToken {
  if (single.has(text[at] ?? '')) return token('mark', at, at + 1)
  for (const [kind, form] of simple) {
    form.lastIndex = at
    if (form.test(text)) return token(kind, at, form.lastIndex)
  }
  mark.lastIndex = at
  mark.test(text)
  return token('mark', at, mark.lastIndex)
}

function token(kind: SqlToken['kind'], start: number, end: number): SqlToken {
  return { kind, start, end, inside: { start, end } }
}

/** `E'...'` of Postgres has escapes whatever the file has; its `"x"` never does. */
function readingFor(text: string, reading: Reading, before: SqlToken | undefined): Reading {
  const isEscaped = before?.kind === 'word' && /^e$/i.test(text.slice(before.start, before.end))
  return isEscaped ? { ...reading, escapes: true } : reading
}

/** `q'[it's]'` of Oracle. */
function isAlternative(text: string, at: number, before: SqlToken | undefined): boolean {
  return before?.kind === 'word' && before.end === at && /^n?q$/i.test(text.slice(before.start, at))
}

const brackets: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' }

function alternative(text: string, start: number): SqlToken | undefined {
  const open = text[start + 1] ?? ' '
  const end = text.indexOf(`${brackets[open] ?? open}'`, start + 2)
  if (end < 0 || isSpace(open, 0)) return undefined
  return { kind: 'string', start, end: end + 2, inside: { start: start + 2, end } }
}

function quoted(text: string, start: number, reading: Reading): SqlToken {
  const quote = text[start] ?? ''
  const isTriple = reading.triples && quote !== '`' && text.startsWith(quote.repeat(3), start)
  const width = isTriple ? 3 : 1
  const holes: Range[] = []
  let at = start + width
  while (at < text.length) {
    const unit = text[at]
    if (unit === quote && isTriple && text.startsWith(quote.repeat(3), at)) break
    if (unit === quote && !isTriple) {
      if (text[at + 1] !== quote) break
      at++
    } else if (unit === '\\' && reading.escapes && quote !== '`') at++
    else if (reading.templates && unit === '{' && callOfTemplate(text, at)) {
      const { end } = template(text, at)
      holes.push({ start: at, end })
      at = end - 1
    }
    at++
  }
  const inside = { start: start + width, end: Math.min(at, text.length) }
  const end = Math.min(at + width, text.length)
  return { kind: quote === "'" ? 'string' : 'name', start, end, inside, holes }
}

const call = /\{(?:\{-?\s*[A-Za-z_]\w*\s*[(.}|[\s-]|%)/y
function callOfTemplate(text: string, at: number): boolean {
  call.lastIndex = at
  return call.test(text)
}

const closes = { '{': '}}', '%': '%}', '#': '#}' } as const

/** A call of a template; quotes in it hide its end, as they do for the tool. */
function template(text: string, start: number): SqlToken {
  const kind = (text[start + 1] ?? '{') as keyof typeof closes
  const close = closes[kind]
  let at = start + 2
  let quote = ''
  while (at < text.length && (quote !== '' || !text.startsWith(close, at))) {
    const unit = text[at] ?? ''
    if (quote !== '' && unit === '\\') at++
    else if (unit === quote) quote = ''
    else if (quote === '' && kind !== '#' && (unit === "'" || unit === '"')) quote = unit
    at++
  }
  const inside = { start: start + 2, end: Math.min(at, text.length) }
  return { kind: kind === '#' ? 'comment' : 'template', start, end: Math.min(at + 2, text.length), inside }
}

const edge = /\/\*|\*\//g

/** Comments nest, as in Postgres: where they do not, more is taken for one. */
function blockComment(text: string, start: number): SqlToken {
  edge.lastIndex = start
  let depth = 0
  for (let found = edge.exec(text); found; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) {
      return {
        kind: 'comment',
        start,
        end: edge.lastIndex,
        inside: { start: start + 2, end: edge.lastIndex - 2 },
      }
    }
  }
  return { kind: 'comment', start, end: text.length, inside: { start: start + 2, end: text.length } }
}

function dollar(text: string, start: number, tagged: string): SqlToken {
  const open = start + tagged.length
  const found = text.indexOf(tagged, open)
  const inside = { start: open, end: found < 0 ? text.length : found }
  return { kind: 'dollar', start, end: found < 0 ? text.length : found + tagged.length, inside }
}

interface Closed {
  readonly text: string
  readonly at: number
  readonly open: number
  readonly close: RegExp
}

function closed(kind: SqlToken['kind'], { text, at, open, close }: Closed): SqlToken {
  close.lastIndex = at
  const end = close.exec(text)?.index ?? text.length
  return { kind, start: at, end, inside: { start: Math.min(at + open, end), end } }
}

const endOfRows = /^\\\.[ \t]*$/gm

/** Rows that follow `COPY ... FROM stdin;` in what pg_dump and psql write. */
class Copied {
  #isFirst = true
  #isCopy = false
  #isFromInput = false

  after(text: string, { kind, start, end }: SqlToken): SqlToken | undefined {
    if (kind === 'comment') return undefined
    const word = kind === 'word' && end - start < 6 ? text.slice(start, end).toLowerCase() : ''
    if (this.#isFirst) this.#isCopy = word === 'copy'
    if (word === 'stdin') this.#isFromInput = true
    this.#isFirst = text[start] === ';'
    if (!this.#isFirst) return undefined
    const hasRows = this.#isCopy && this.#isFromInput
    this.#isFromInput = false
    return hasRows ? rowsAfter(text, end) : undefined
  }
}

function rowsAfter(text: string, from: number): SqlToken | undefined {
  const start = text.indexOf('\n', from) + 1
  if (start === 0) return undefined
  endOfRows.lastIndex = start
  const end = endOfRows.exec(text)?.index ?? text.length
  return token('rows', start, end)
}
