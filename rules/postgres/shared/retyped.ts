import { columnOf, displayName, findTable } from '../../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import type { Name } from '../../../src/core/name.ts'
import type { TypeName } from '../../../src/core/query.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { AlterAction } from '../../../src/core/statement.ts'

/** Columns that ALTER COLUMN TYPE makes of a kind they were not of before. */
export function* retyped(
  document: SqlDocument,
  context: Context,
  isOfKind: (type: TypeName) => boolean,
): Generator<{ action: Extract<AlterAction, { kind: 'alter-type' }>; table: Name }> {
  for (const statement of document.statements) {
    if (statement.kind !== 'alter-table') continue
    const table = findTable(context.at(statement).before, statement.table)
    if (table?.persistence === 'temporary') continue
    for (const action of statement.actions) {
      if (action.kind !== 'alter-type' || !isOfKind(action.type)) continue
      const old = table && columnOf(table, action.column)?.type
      if (!old || !isOfKind(old)) yield { action, table: displayName(table?.name ?? statement.table) }
    }
  }
}
