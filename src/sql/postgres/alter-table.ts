import type { AlterTableCmd, AlterTableStmt } from 'libpg-query'
import type { AlterAction, Statement } from '../../core/statement.ts'
import type { Range } from '../../core/text.ts'
import { readAction } from './alter-actions.ts'
import { afterName, alteredObject } from './altered.ts'
import { only, relationName } from './nodes.ts'
import type { Source } from './source.ts'

export function readAlterTable(node: AlterTableStmt, source: Source): Statement {
  const object = alteredObject(node.objtype)
  if (!object) return { kind: 'other', range: source.range, verb: 'ALTER TYPE' }
  const commands = only(node.cmds, 'AlterTableCmd')
  return {
    kind: 'alter-table',
    range: source.range,
    table: relationName(node.relation),
    object,
    ifExists: node.missing_ok ?? false,
    only: node.relation !== undefined && !node.relation.inh,
    actions: readActions(commands, source, node.relation?.location),
  }
}

/** The commands carry no place; they stand in order after the table's name, separated by commas. */
function readActions(
  commands: readonly AlterTableCmd[],
  source: Source,
  location: number | undefined,
): AlterAction[] {
  const { tokens } = source
  let index = afterName(source, location)
  return commands.map((command) => {
    const last = tokens.elementEnd(index)
    const range: Range = source.span(tokens.start(index), tokens.end(last))
    index = last + 2
    return { range, ...readAction(command, source, range) }
  })
}
