import type { Range } from '../../core/text.ts'
import { kindUnder } from './columns.ts'
import { literalsOfJson, personalInJson } from './json.ts'
import { kindOf } from './kind.ts'
import { secretSettings } from './secret-under.ts'
import { moved, type Span, without } from './span.ts'
import { literalsOfSql } from './sql.ts'
import { isAccount, valuesOfString } from './terraform-kept.ts'
import { isSecretPlace, type Placed, placesIn } from './terraform-places.ts'
import { type TerraformToken, terraformTokens } from './terraform-tokens.ts'

/** Strings that stand under names that say that they are personal or secret. */
export function personalInTerraform(text: string): Span[] {
  return placesIn(text).flatMap((placed) => {
    const { inside, holes } = placed.token
    return without(personalOf(text.slice(inside.start, inside.end), placed, inside.start), holes)
  })
}

function personalOf(value: string, placed: Placed, start: number): Span[] {
  const { key, role, token } = placed
  const whole = { start, end: start + value.length }
  if (isSecretPlace(placed, value)) return [{ ...whole, kind: 'SECRET' }]
  const settings = moved(secretSettings(value), start)
  const kind = role === 'value' ? kindUnder(key, value) : undefined
  // Whether an address is somebody's is seen by the address.
  if (kind && kind !== 'IP' && !/^(?:true|false)?$/.test(value)) return [{ ...whole, kind }, ...settings]
  if (token.kind !== 'heredoc' || !/^\s*[[{]/.test(value)) return settings
  return [...settings, ...moved(personalInJson(value), start)]
}

/** Everything in HCL that is a value and no structure, and its comments. */
export function literalsOfTerraform(text: string): Span[] {
  if (!/["={\n]/.test(text)) return address.test(text) ? [] : valuesOfString(text, '')
  const comments = terraformTokens(text).flatMap((token): Span[] => {
    if (token.kind === 'comment') return [{ ...shorn(text, token), kind: 'COMMENT' }]
    const isNumber = token.kind === 'number' && isAccount(text.slice(token.start, token.end))
    return isNumber ? [{ ...token.inside, kind: 'ACCOUNT' }] : []
  })
  return [...comments, ...placesIn(text).flatMap((string) => ofString(text, string))]
}

/** Of a resource, without a key: names in code are structure. */
const address =
  /^(?:(?:module|data)\.[\w-]{1,100}(?:\[\d{1,6}\])?\.)*[a-z0-9]{1,30}_\w{1,100}\.[\w-]{1,100}(?:\[\d{1,6}\])?$/

/** A comment without its marks. */
function shorn(text: string, { start, end }: Range): Range {
  if (text.startsWith('/*', start)) {
    return { start: start + 2, end: text.endsWith('*/', end) && end - start > 3 ? end - 2 : end }
  }
  return { start: start + (text.startsWith('//', start) ? 2 : 1), end }
}

function ofString(text: string, { token, role, key, isOpen }: Placed): readonly Span[] {
  const { inside, holes } = token
  if (token.kind === 'heredoc') return ofHeredoc(text, token)
  const pieces = without([{ ...inside, kind: 'TEXT' }], holes)
  return pieces.flatMap(({ start, end }) => {
    const piece = text.slice(start, end)
    // What code calls something is a name.
    if (role !== 'value' && /^[A-Za-z_][\w-]{0,100}$/.test(piece)) return []
    return moved(valuesOfString(piece, role === 'value' ? key : '', isOpen), start)
  })
}

/** Documents in JSON and statements in SQL are read as such; of anything else every line is a text. */
function ofHeredoc(text: string, { inside, holes }: TerraformToken): readonly Span[] {
  const body = masked(text, inside, holes)
  const isJson = /^\s*[[{]/.test(body)
  const isSql = /^\s*(?:select|create|insert|with|alter|update|delete|grant|merge)\s/i.test(body)
  const spans = isJson
    ? literalsOfJson(body, (value, key) => valuesOfString(value, key))
    : isSql
      ? literalsOfSql(body)
      : [whole(body)]
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
