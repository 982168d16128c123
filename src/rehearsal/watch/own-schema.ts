/**
 * The one schema of ours in a rehearsal's database: the event trigger's function by which statements inside others are heard, and what tells
 * sample rows from a history's own. It is part of no observation and no comparison of schemas, and a statement that names it fails.
 */
export const ownSchema = 'sluice_rehearsal'

/** Texts may be run, or be cast to names: of all but comments on other things they count. */
export function namesOwnSchema(sql: string): boolean {
  const code = /^\s*comment\s+on\s/i.test(sql) ? sql.replace(/\bis\s+e?'.*$/is, '') : sql
  return code.toLowerCase().includes(ownSchema)
}
