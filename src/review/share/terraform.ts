import type { Range } from '../../core/text.ts'
import { kindUnder } from './columns.ts'
import { literalsOfJson } from './json.ts'
import { kindOf } from './kind.ts'
import { moved, type Span, without } from './span.ts'
import { literalsOfSql } from './sql.ts'
import { isAccount, valuesOfString } from './terraform-kept.ts'
import { type TerraformToken, terraformTokens } from './terraform-tokens.ts'

/** Strings that stand under names that say that they are personal or secret. */
export function personalInTerraform(text: string): Span[] {
  return strings(text).flatMap(({ token, key, role }) => {
    const { inside, holes } = token
    const kind = role === 'value' ? kindUnder(key, text.slice(inside.start, inside.end)) : undefined
    if (!kind || /^(?:true|false)?$/.test(text.slice(inside.start, inside.end))) return []
    // Whether an address is somebody's is seen by the address.
    return kind === 'IP' ? [] : without([{ ...inside, kind }], holes)
  })
}

/** Everything in HCL that is a value and no structure, and its comments. */
export function literalsOfTerraform(text: string): Span[] {
  if (!/["={\n]/.test(text)) return valuesOfString(text, '')
  const comments = terraformTokens(text).flatMap((token): Span[] => {
    if (token.kind === 'comment') return [{ ...shorn(text, token), kind: 'COMMENT' }]
    const isNumber = token.kind === 'number' && isAccount(text.slice(token.start, token.end))
    return isNumber ? [{ ...token.inside, kind: 'ACCOUNT' }] : []
  })
  return [...comments, ...strings(text).flatMap((string) => ofString(text, string))]
}

/** A comment without its marks. */
function shorn(text: string, { start, end }: Range): Range {
  if (text.startsWith('/*', start)) {
    return { start: start + 2, end: text.endsWith('*/', end) && end - start > 3 ? end - 2 : end }
  }
  return { start: start + (text.startsWith('//', start) ? 2 : 1), end }
}

interface Placed {
  readonly token: TerraformToken
  readonly role: 'label' | 'key' | 'value'
  /** Name of the attribute it stands under, however deep. */
  readonly key: string
}

function ofString(text: string, { token, role, key }: Placed): readonly Span[] {
  const { inside, holes } = token
  if (token.kind === 'heredoc') return ofHeredoc(text, token)
  const pieces = without([{ ...inside, kind: 'TEXT' }], holes)
  return pieces.flatMap(({ start, end }) =>
    moved(valuesOfString(text.slice(start, end), role === 'value' ? key : ''), start),
  )
}

/** Documents in JSON and statements in SQL are read as such; of anything else every line is a text. */
function ofHeredoc(text: string, { inside, holes }: TerraformToken): readonly Span[] {
  const body = masked(text, inside, holes)
  const isJson = /^\s*[[{]/.test(body)
  const isSql = /^\s*(?:select|create|insert|with|alter|update|delete|grant|merge)\s/i.test(body)
  const spans = isJson ? literalsOfJson(body, valuesOfString) : isSql ? literalsOfSql(body) : [whole(body)]
  return without(moved(spans, inside.start), holes)
}

function whole(body: string): Span {
  return { kind: kindOf(body), start: 0, end: body.length }
}

/** A text with a word of the same length for each interpolation. */
function masked(text: string, { start, end }: Range, holes: readonly Range[]): string {
  const pieces: string[] = []
  let at = start
  for (const hole of holes) {
    pieces.push(text.slice(at, hole.start), 'x'.repeat(hole.end - hole.start))
    at = hole.end
  }
  return pieces.join('') + text.slice(at, end)
}

/** Strings with their place. */
function strings(text: string): Placed[] {
  const tokens = terraformTokens(text).filter(({ kind }) => kind !== 'comment')
  const keys: string[] = ['']
  const found: Placed[] = []
  let name = ''
  for (const [at, token] of tokens.entries()) {
    const isString = token.kind === 'string' || token.kind === 'heredoc'
    const mark = token.kind === 'mark' ? text.slice(token.start, token.end) : ''
    if (isString || token.kind === 'word') {
      const role = isString ? roleOf(text, tokens, at) : 'value'
      if (isString) found.push({ token, role, key: keys.at(-1) ?? '' })
      name = text.slice(token.inside.start, Math.min(token.inside.end, token.inside.start + 200))
    } else if (mark === '=' || mark === ':') keys[keys.length - 1] = name
    else if (/^[[({]$/.test(mark)) keys.push(keys.at(-1) ?? '')
    else if (/^[\])}]$/.test(mark) && keys.length > 1) keys.pop()
  }
  return found
}

function roleOf(text: string, tokens: readonly TerraformToken[], at: number): Placed['role'] {
  const is = (place: number, form: RegExp) => {
    const token = tokens[place]
    return token !== undefined && form.test(text.slice(token.start, Math.min(token.end, token.start + 3)))
  }
  const before = tokens[at - 1]
  if (is(at + 1, /^=$/)) return 'key'
  const startsEntry = before === undefined || before.kind === 'newline' || is(at - 1, /^[{,]$/)
  if (startsEntry && is(at + 1, /^:$/)) return 'key'
  const follows = before?.kind === 'word' || before?.kind === 'string'
  return follows && (is(at + 1, /^\{$/) || tokens[at + 1]?.kind === 'string') ? 'label' : 'value'
}
