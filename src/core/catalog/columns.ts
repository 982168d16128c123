import type { CatalogColumn } from '../catalog.ts'
import type { Name } from '../name.ts'
import { type TypeName, typeText } from '../query.ts'
import type { ColumnDefinition, ConstraintDefinition } from '../statement.ts'
import { addConstraint } from './constraints.ts'
import { keptDefault, makeSequence, nextValue, requireColumn } from './defaults.ts'
import {
  childrenOf,
  complain,
  type Draft,
  editColumn,
  editTable,
  omit,
  partSubject,
  report,
  tableAt,
} from './draft.ts'
import { columnFacts } from './facts.ts'
import { rebuildIndexes } from './indexes.ts'
import { columnOf, displayName } from './lookup.ts'
import { setNotNull } from './nulls.ts'
import { rebuildParts } from './rebuild-parts.ts'
import { columnType, isSerial } from './types.ts'

/** A column as defined for a table; makes the sequence of a serial or identity column. */
export function makeColumn(draft: Draft, table: Name, definition: ColumnDefinition): CatalogColumn {
  const { name, generated, identity, collation, constraints } = definition
  const serial = isSerial(definition.type)
  const sequence = serial || identity ? makeSequence(draft, table, name) : undefined
  const given = keptDefault(
    draft,
    serial && sequence !== undefined ? nextValue(definition, sequence) : definition.default,
  )
  const keyed = constraints.some(
    ({ kind, notValid }) => kind === 'primary-key' || (kind === 'not-null' && !notValid),
  )
  return {
    name,
    type: columnType(draft.catalog, definition.type),
    nullable: !(definition.notNull || serial || identity || keyed),
    hasDefault: given.default !== undefined || identity !== undefined || generated !== undefined,
    ...given,
    ...(identity ? { identity } : {}),
    ...(generated ? { generated } : {}),
    ...(collation === undefined ? {} : { collation }),
  }
}

/** The constraints written on a column, with the column they constrain. */
export function inlineConstraints({ name, constraints }: ColumnDefinition): readonly ConstraintDefinition[] {
  return constraints.map((constraint) =>
    constraint.kind === 'check' || constraint.columns.length > 0
      ? constraint
      : { ...constraint, columns: [name] },
  )
}

export function addColumn(
  draft: Draft,
  tableName: Name,
  definition: ColumnDefinition,
  { ifNotExists, only }: { readonly ifNotExists: boolean; readonly only: boolean },
) {
  const table = tableAt(draft, tableName)
  if (!table) return
  if (columnOf(table, definition.name)) {
    if (!ifNotExists) complain(draft, `${displayName(tableName)} already has a column ${definition.name}`)
    return
  }
  const column = makeColumn(draft, tableName, definition)
  editTable(draft, table, { columns: [...table.columns, column] })
  report(draft, 'column-added', partSubject('column', tableName, column.name), { after: columnFacts(column) })
  if (!only) inheritColumn(draft, tableName, column)
  for (const constraint of inlineConstraints(definition))
    addConstraint(draft, tableName, constraint, { only, creating: !constraint.notValid })
}

/** Gives the children of a table a column of it; one that has it already merges the two. */
function inheritColumn(draft: Draft, tableName: Name, column: CatalogColumn) {
  for (const child of childrenOf(draft, tableName)) {
    if (columnOf(child, column.name)) {
      if (!column.nullable) setNotNull(draft, child.name, column.name, { inherited: true })
      continue
    }
    const copy = inherited(column, child.partitionOf !== undefined)
    editTable(draft, child, { columns: [...child.columns, copy] })
    inheritColumn(draft, child.name, copy)
  }
}

/** A parent's column as a child has it. Identity belongs to a table with its partitions, not to those that inherit from it. */
export function inherited(column: CatalogColumn, keepsIdentity: boolean): CatalogColumn {
  const copy: CatalogColumn = {
    ...omit(column, 'comment', 'identity', 'inherited', 'notNullInherited'),
    inherited: true,
    ...(column.nullable ? {} : { notNullInherited: true as const }),
  }
  if (column.identity === undefined) return copy
  return keepsIdentity
    ? { ...copy, identity: column.identity }
    : { ...copy, hasDefault: copy.default !== undefined }
}

export function alterType(
  draft: Draft,
  tableName: Name,
  name: string,
  written: TypeName,
  collation: Name | undefined,
) {
  const old = requireColumn(draft, tableName, name)
  if (!old) return
  const type = columnType(draft.catalog, written)
  retype(draft, tableName, name, type, collation)
  rebuildParts(draft, tableName, name)
  const text = typeText(type)
  const before = old.type && typeText(old.type)
  if (before === text) return
  report(draft, 'column-type-changed', partSubject('column', tableName, name), {
    ...(before === undefined ? {} : { before: { type: before } }),
    after: { type: text },
  })
}

function retype(draft: Draft, tableName: Name, name: string, type: TypeName, collation: Name | undefined) {
  const table = tableAt(draft, tableName)
  if (!table) return
  const next = editColumn(draft, table, name, (column) => ({
    ...omit(column, 'collation'),
    type,
    ...(collation === undefined ? {} : { collation }),
  }))
  editTable(draft, next, { indexes: rebuildIndexes(next, name) })
  for (const child of childrenOf(draft, tableName)) retype(draft, child.name, name, type, collation)
}
