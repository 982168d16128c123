import type { Constraint, Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import type { ConstraintDefinition } from '../statement.ts'
import { addCheck, checkOf, dropCheck, isPart } from './checks.ts'
import {
  childrenOf,
  complain,
  type Draft,
  editTable,
  partitionsOf,
  partSubject,
  report,
  tableAt,
} from './draft.ts'
import { dropIndex, removeForeignKey } from './drop-index.ts'
import { constraintFacts } from './facts.ts'
import { addForeignKey } from './foreign-keys.ts'
import { buildIndex } from './indexes.ts'
import { displayName, isTable, usersOf } from './lookup.ts'
import { addNotNull, dropNotNull, setNotNull, unnamedNotNull } from './nulls.ts'
import { renameIndex } from './rename-index.ts'

interface Adding {
  /** Not to the tables that inherit (ONLY). */
  readonly only?: boolean
  /** Part of CREATE TABLE, where NOT VALID means nothing: there are no rows. */
  readonly creating?: boolean
}

/** Adds a constraint of any kind to a table, and to what inherits or is part of it. */
export function addConstraint(
  draft: Draft,
  tableName: Name,
  definition: ConstraintDefinition,
  adding: Adding = {},
) {
  const table = tableAt(draft, tableName)
  if (!table) return
  const { name: wanted, kind } = definition
  if (wanted !== undefined && kind !== 'not-null' && table.constraints.some(({ name }) => name === wanted)) {
    return complain(draft, `${displayName(tableName)} already has a constraint ${wanted}`)
  }
  const added = addOfKind(draft, table, definition, adding)
  if (added)
    report(draft, 'constraint-added', partSubject('constraint', tableName, added.name), {
      after: constraintFacts(added),
    })
}

function addOfKind(
  draft: Draft,
  table: Table,
  definition: ConstraintDefinition,
  adding: Adding,
): Constraint | undefined {
  switch (definition.kind) {
    case 'check':
      return addCheck(
        draft,
        table,
        checkOf(draft, table, definition, adding.creating ?? false),
        adding.only ?? false,
      )
    case 'not-null':
      return addNotNull(draft, table, definition, adding)
    case 'foreign-key':
      return addForeignKey(draft, table.name, definition, adding.creating ?? false)
    default:
      return definition.usingIndex === undefined
        ? addIndexed(draft, table, definition, adding.only ?? false)
        : adoptIndex(draft, table, definition, definition.usingIndex)
  }
}

function addIndexed(
  draft: Draft,
  table: Table,
  definition: ConstraintDefinition,
  only: boolean,
): Constraint | undefined {
  const { kind, name, columns, deferrable, include, nullsNotDistinct } = definition
  if (kind === 'primary-key' && table.constraints.some((one) => one.kind === 'primary-key')) {
    complain(draft, `${displayName(table.name)} already has a primary key`)
    return undefined
  }
  const constraint = { kind, columns, validated: true, enforced: true, deferrable }
  const plan = {
    unique: kind !== 'exclude',
    method: kind === 'exclude' ? 'gist' : 'btree',
    keys: columns.map((column) => ({ column, ordering: '' })),
    include,
    constraint,
    ...(name === undefined ? {} : { name }),
    ...(nullsNotDistinct ? { nullsNotDistinct: true as const } : {}),
  }
  const built = buildIndex(draft, table.name, plan, { only })
  return built === undefined ? undefined : { ...constraint, name: built, index: built }
}

/** ADD PRIMARY KEY or UNIQUE USING INDEX: the index becomes the constraint's and takes its name. */
function adoptIndex(
  draft: Draft,
  table: Table,
  definition: ConstraintDefinition,
  indexName: string,
): Constraint | undefined {
  const index = table.indexes.find(({ name }) => name === indexName)
  if (!index) {
    complain(draft, `${displayName(table.name)} has no index ${indexName}`)
    return undefined
  }
  const name = definition.name ?? indexName
  const columns = index.keys.flatMap(({ column }) => (column === undefined ? [] : [column]))
  const { kind, deferrable } = definition
  const constraint: Constraint = {
    name,
    kind,
    columns,
    validated: true,
    enforced: true,
    deferrable,
    index: name,
  }
  if (name !== indexName) renameIndex(draft, table.name, indexName, name)
  const now = tableAt(draft, table.name) ?? table
  editTable(draft, now, {
    indexes: now.indexes.map((one) => (one.name === name ? { ...one, constraint: name } : one)),
    constraints: [...now.constraints, constraint],
  })
  if (kind === 'primary-key') for (const column of columns) setNotNull(draft, table.name, column)
  return constraint
}

export function validateConstraint(draft: Draft, tableName: Name, name: string) {
  const table = tableAt(draft, tableName)
  const constraint = table?.constraints.find((one) => one.name === name)
  if (!table) return
  if (!constraint) {
    if (table.shape === 'known') complain(draft, `${displayName(tableName)} has no constraint ${name}`)
    return
  }
  markValidated(draft, tableName, constraint)
  if (constraint.validated) return
  const about = partSubject('constraint', tableName, name)
  report(draft, 'constraint-validated', about, { before: { validated: false }, after: { validated: true } })
  const column = constraint.columns[0]
  if (constraint.kind === 'not-null' && column !== undefined) setNotNull(draft, tableName, column)
}

function markValidated(draft: Draft, tableName: Name, constraint: Constraint) {
  const table = tableAt(draft, tableName)
  if (!table || !constraint.enforced) return
  const constraints = table.constraints.map((one) =>
    one.name === constraint.name ? { ...one, validated: true } : one,
  )
  if (table.constraints.some((one) => one.name === constraint.name && !one.validated))
    editTable(draft, table, { constraints })
  const children =
    constraint.kind === 'foreign-key' ? partitionsOf(draft, tableName) : childrenOf(draft, tableName)
  for (const child of children) {
    const part = child.constraints.find((one) => isPart(one, constraint))
    if (part) markValidated(draft, child.name, part)
  }
}

export function renameConstraint(draft: Draft, tableName: Name, from: string, to: string) {
  const table = tableAt(draft, tableName)
  const constraint = table?.constraints.find((one) => one.name === from)
  if (!table || !constraint) {
    if (table?.shape === 'known' && !from.endsWith('_not_null'))
      complain(draft, `${displayName(tableName)} has no constraint ${from}`)
    return
  }
  if (constraint.index !== undefined) return renameIndex(draft, tableName, constraint.index, to)
  editTable(draft, table, {
    constraints: table.constraints.map((one) => (one === constraint ? { ...one, name: to } : one)),
  })
  for (const child of childrenOf(draft, tableName)) {
    if (constraint.kind === 'foreign-key') {
      const follow = (one: Constraint) => (one.parent === from ? { ...one, parent: to } : one)
      editTable(draft, child, { constraints: child.constraints.map(follow) })
    } else if (child.constraints.some((one) => isPart(one, constraint)))
      renameConstraint(draft, child.name, from, to)
  }
}

interface Dropping {
  readonly ifExists: boolean
  readonly cascade: boolean
  readonly only: boolean
}

export function dropConstraint(
  draft: Draft,
  tableName: Name,
  name: string,
  { ifExists, cascade, only }: Dropping,
) {
  const table = tableAt(draft, tableName)
  if (!table) return
  const constraint = table.constraints.find((one) => one.name === name)
  if (constraint?.index !== undefined) return dropIndex(draft, tableName, constraint.index, cascade)
  if (constraint?.kind === 'foreign-key') return removeForeignKey(draft, tableName, constraint)
  if (constraint?.kind === 'check') return dropCheck(draft, tableName, constraint, only)
  const column = constraint ? constraint.columns[0] : unnamedNotNull(table, name)
  if (column !== undefined) return dropNotNull(draft, tableName, column, only)
  if (!ifExists && table.shape === 'known')
    complain(draft, `${displayName(tableName)} has no constraint ${name}`)
}

/** The foreign keys of all tables that refer to this one. */
export function foreignKeysTo(
  draft: Draft,
  tableName: Name,
): readonly { readonly table: Table; readonly constraint: Constraint }[] {
  return usersOf(draft.catalog, tableName)
    .filter(isTable)
    .flatMap((table) =>
      table.constraints
        .filter((constraint) => constraint.references?.table === tableName)
        .map((constraint) => ({ table, constraint })),
    )
}
