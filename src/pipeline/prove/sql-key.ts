import { type Range, slice } from '../../core/text.ts'

/**
 * A stretch of SQL as it is compared: two that agree say the same. Case and white space count in quotes alone; where other quoting or a
 * comment may stand, everything counts.
 */
export function sqlKey(text: string, range: Range): string {
  const sql = slice(text, range).trim()
  if (/[$\\]|--|\/\*/.test(sql)) return sql
  return [...sql.matchAll(/'[^']*'?|"[^"]*"?|\s+|[^'"\s]+/g)]
    .map(([part]) => (/^['"]/.test(part) ? part : /^\s/.test(part) ? ' ' : part.toLowerCase()))
    .join('')
}
