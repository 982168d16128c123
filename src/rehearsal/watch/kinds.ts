// What a statement's first word tells of how it must be run and what can be seen of it.

/** Statements that others run inside of, or that read rows as the planner sees fit. */
export const holdsOthers: ReadonlySet<string> = new Set([
  ...['do', 'call', 'execute', 'select', 'with', 'values', 'table'],
  ...['insert', 'update', 'delete', 'merge'],
])

/** They lock nothing; some of them must come before anything that would be a look at the transaction. */
export function isSetting(keyword: string, sql: string): boolean {
  return settings.has(keyword) && !(keyword === 'set' && /^set\s+constraints\b/i.test(sql.trimStart()))
}

const settings: ReadonlySet<string> = new Set([
  ...['set', 'reset', 'show', 'discard', 'deallocate'],
  ...['listen', 'unlisten', 'notify'],
])

/** Only a transaction block may hold them: outside of one they fail (PostgreSQL 18 documentation, LOCK and DECLARE). */
export function needsBlock(keyword: string, sql: string): boolean {
  return keyword === 'lock' || (keyword === 'declare' && !/\bwith\s+hold\b/i.test(sql))
}

/** Their rows stand in the file, after the statement (pg_dump). */
export function isCopyOfRows(keyword: string, sql: string): boolean {
  const bare = sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\/\*.*?\*\//gs, ' ')
  return keyword === 'copy' && /\bfrom\s+stdin\b/i.test(bare)
}
