import type { Table } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import { isBounded } from '../../../src/core/reach.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { Delete, Insert, Merge, Statement, Update } from '../../../src/core/statement.ts'

export interface TableWork {
  readonly statement: Update | Delete | Insert | Merge
  readonly name: Name
  readonly table: Table | 'unknown'
}

/** DML whose size grows with an existing table: an UPDATE or DELETE that no key bounds, a MERGE, an INSERT from an unlimited query over a table. */
export function tableWork(statement: Statement, context: Context): TableWork | undefined {
  if (statement.kind === 'insert') return copiedRows(statement, context)
  if (statement.kind !== 'update' && statement.kind !== 'delete' && statement.kind !== 'merge')
    return undefined
  const table = context.existing(statement, statement.table)
  if (table === 'new' || (table !== 'unknown' && table.persistence === 'temporary')) return undefined
  return statement.kind !== 'merge' && isBounded(statement.where, table)
    ? undefined
    : { statement, name: statement.table, table }
}

function copiedRows(statement: Insert, context: Context): TableWork | undefined {
  const query = statement.query
  if (query?.kind !== 'select' || query.limit) return undefined
  const [source] = query.from
  if (source?.kind !== 'relation') return undefined
  const table = context.existing(statement, source.name)
  if (table === 'new' || isBounded(query.where, table)) return undefined
  return { statement, name: source.name, table }
}
