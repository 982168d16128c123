/** The first word of a statement, in lower case; empty where it begins with something else. */
export function keywordOf(sql: string): string {
  return /^[a-z]+/i.exec(sql.slice(endOfBlank(sql)))?.[0].toLowerCase() ?? ''
}

/** Where the white space and the comments before a statement end. */
function endOfBlank(sql: string): number {
  let at = 0
  for (;;) {
    at += /^\s*/.exec(sql.slice(at))?.[0].length ?? 0
    if (sql.startsWith('--', at)) at = endOf(sql, sql.indexOf('\n', at))
    else if (sql.startsWith('/*', at)) at = endOfComment(sql, at)
    else return at
  }
}

/** Comments nest (PostgreSQL 18 documentation, 4.1.5). */
function endOfComment(sql: string, start: number): number {
  let depth = 0
  for (const { 0: mark, index } of sql.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1
    if (depth === 0) return start + index + 2
  }
  return sql.length
}

const endOf = (sql: string, found: number) => (found < 0 ? sql.length : found)
