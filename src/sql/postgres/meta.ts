import type { Statement } from '../../core/statement.ts'
import type { Range } from '../../core/text.ts'
import type { MetaCommand } from './psql.ts'

/** Commands that run SQL or programs from outside the file. */
const opaque: Readonly<Record<string, string>> = {
  i: 'file included by psql',
  ir: 'file included by psql',
  include: 'file included by psql',
  include_relative: 'file included by psql',
  gexec: 'dynamic SQL',
  '!': 'shell command',
}

/** What a psql command does to the data, as far as the line tells. */
export function readMeta(range: Range, command: MetaCommand): Statement {
  const { name, argument } = command
  const reason = opaque[name]
  if (reason !== undefined) return { kind: 'opaque', range, reason }
  if (name !== 'copy') return { kind: 'other', range, verb: `\\${name}` }
  const direction = /\sfrom\s/i.test(argument) ? 'from' : 'to'
  const table = /^([a-z_][\w$]*(?:\.[a-z_][\w$]*)?)/i.exec(argument)?.[1]?.toLowerCase()
  return { kind: 'copy', range, ...(table !== undefined && { table }), direction }
}
