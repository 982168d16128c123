import { personalIn } from './personal.ts'
import type { SqlPlace } from './sql-place.ts'
import type { SqlToken } from './sql-tokens.ts'

interface Way {
  readonly place: SqlPlace
  readonly isForeign: boolean
  readonly hasTexts: boolean
  /** How many bodies this is inside of. */
  readonly depth: number
}

/** Whether a name in quotes is a text after all, as in BigQuery and MySQL: by what stands before and after it, or by its letters. */
export function isText(text: string, token: SqlToken, { place, isForeign, hasTexts, depth }: Way): boolean {
  const { start, inside } = token
  if (text[start] === '`') return false
  const name = text.slice(inside.start, inside.end)
  if ((isForeign && depth > 0) || name.length > 63 || text.startsWith('"""', start)) return true
  if (!/^[\p{L}\p{N}_$ .#/-]*$/u.test(name) || name.split(' ').length > 4) return true
  if (prefixed.test(text.slice(Math.max(0, start - 3), start)) || /^\d+$/.test(name)) return true
  const [last] = place.before
  if (place.next === '.' || last === '.') return false
  return (
    hasTexts ||
    /^(?:=|<>|!=|like|ilike|values|rlike|regexp)$/.test(last) ||
    /^(?:values|in|enum)$/.test(place.call) ||
    (isDoubtful(name) && (textCalls.test(place.call) || /^(?:then|else|when|\|)$/.test(last)))
  )
}

/** `r"..."` and `b"..."` of BigQuery. */
const prefixed = /(?<![\p{L}\p{N}_])(?:r|b|rb|br|n|e)$/iu

/** Functions of texts: what is in quotes there is one more often than a column. */
const textCalls =
  /^(?:concat(?:_ws)?|coalesce|ifnull|isnull|nullif|nvl2?|replace|lower|upper|if|iff|lpad|rpad|[lr]?trim|substr(?:ing)?|left|right|instr|locate|position|strpos|regexp_\w{1,20}|starts_?with|ends_?with|contains\w{0,10}|split|format|md5|sha\d{0,3}|decode|greatest|least|find_in_set|field|elt|struct|array|json_\w{1,20}|set|any|all)$/

function isDoubtful(name: string): boolean {
  return /\s/.test(name) || personalIn(name).length > 0
}

/** Whether double quotes make texts in this file: where names stand in backticks, and where only MySQL writes so. */
export function haveTexts(text: string, read: readonly { readonly tokens: readonly SqlToken[] }[]): boolean {
  if (mysql.test(text)) return true
  return read.some(({ tokens }) => tokens.some(({ kind, start }) => kind === 'name' && text[start] === '`'))
}

const mysql = /^[ \t]{0,80}delimiter[ \t]{1,10}\S|\bengine\s{0,5}=\s{0,5}\w|\bauto_increment\b/im
