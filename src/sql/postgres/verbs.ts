import type { OtherStatement } from '../../core/statement.ts'
import { kinds } from './characters.ts'
import type { Source } from './source.ts'

/** A statement no rule or catalog cares for, by the words it begins with. */
export function other(source: Source, verb = verbOf(source)): OtherStatement {
  return { kind: 'other', range: source.range, verb }
}

const creating = new Set(['create', 'alter', 'drop', 'import', 'security', 'reassign', 'comment'])
const decoration = new Set([
  'or',
  'replace',
  'if',
  'not',
  'exists',
  'trusted',
  'procedural',
  'default',
  'global',
  'local',
])
const pairs = new Set([
  'access method',
  'default privileges',
  'event trigger',
  'foreign data',
  'foreign table',
  'large object',
  'materialized view',
  'operator class',
  'operator family',
  'text search',
  'user mapping',
  'foreign schema',
])

/** `ANALYZE`, `CREATE COLLATION`, `ALTER TEXT SEARCH`: the verb and, where it needs one, its object. */
function verbOf(source: Source): string {
  const { tokens } = source
  const verb = tokens.word(0)
  if (!creating.has(verb)) return verb.toUpperCase()
  let at = 1
  while (at < 6 && decoration.has(tokens.word(at))) at++
  if (tokens.kind(at) !== kinds.word) return verb.toUpperCase()
  const object = tokens.word(at)
  const pair = `${object} ${tokens.word(at + 1)}`
  return `${verb} ${pairs.has(pair) ? pair : object}`.toUpperCase()
}
