/**
 * The one schema of ours in a rehearsal's database: the event trigger's function by which statements inside others are heard, and what tells
 * sample rows from a history's own. It is part of no observation and no comparison of schemas, and a statement that names it fails.
 */
export const ownSchema = 'sluice_rehearsal'

export function namesOwnSchema(sql: string): boolean {
  return sql.toLowerCase().includes(ownSchema)
}
