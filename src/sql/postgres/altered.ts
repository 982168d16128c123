import type { AlterAction, AlterTable } from '../../core/statement.ts'
import { kinds } from './characters.ts'
import type { Source } from './source.ts'

const objects: Readonly<Record<string, AlterTable['object']>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized-view',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
}

/** What ALTER names, when it is one of the kinds an `alter-table` may alter. */
export function alteredObject(type: string | undefined): AlterTable['object'] | undefined {
  return objects[type ?? '']
}

/** Index of the first token after the relation's name: `ALTER TABLE ONLY (a.b) *`. */
export function afterName(source: Source, location: number | undefined): number {
  const { tokens } = source
  let index = tokens.from(Math.max(0, source.at(location)))
  while (tokens.kind(index + 1) === kinds.dot) index += 2
  if (tokens.kind(index + 1) === kinds.close) index++
  return tokens.word(index + 1) === '*' ? index + 2 : index + 1
}

/** An `alter-table` with the one action that RENAME, SET SCHEMA and OWNER TO are. */
export function singleAction(
  source: Source,
  object: AlterTable['object'],
  on: {
    readonly table: string
    readonly ifExists: boolean
    readonly only: boolean
    readonly location: number | undefined
  },
  action: ActionBody,
): AlterTable {
  const { tokens } = source
  const range = source.span(tokens.start(afterName(source, on.location)), source.sql.length)
  const { table, ifExists, only } = on
  return {
    kind: 'alter-table',
    range: source.range,
    table,
    object,
    ifExists,
    only,
    actions: [{ range, ...action }],
  }
}

/** An action without its range. */
export type ActionBody = AlterAction extends infer A
  ? A extends AlterAction
    ? Omit<A, 'range'>
    : never
  : never
