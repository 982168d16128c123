import type { Relation, Table } from '../catalog.ts'
import { lastPart, type Name, nameOf, partsOf } from '../name.ts'
import type { AlterAction, AlterTable } from '../statement.ts'
import { setOwner, setRowSecurity } from './access.ts'
import { addColumn, alterType } from './columns.ts'
import { addConstraint, dropConstraint, renameConstraint, validateConstraint } from './constraints.ts'
import {
  addIdentity,
  dropExpression,
  dropIdentity,
  requireColumn,
  setDefault,
  setExpression,
} from './defaults.ts'
import { type Draft, editTable, missing, omit } from './draft.ts'
import { dropColumn } from './drop-column.ts'
import { attachPartitionIndex } from './indexes.ts'
import { attachPartition, detachPartition, inheritFrom, stopInheriting } from './inheritance.ts'
import { findRelation, findTable, indexOwner, isTable } from './lookup.ts'
import { dropNotNull, setNotNull } from './nulls.ts'
import { moveRelation, renameColumn, renameViewColumn, reportMove } from './rename.ts'
import { renameIndex } from './rename-index.ts'
import { putRelation, schemaOf } from './store.ts'
import { ensureSchema } from './views.ts'

/** ALTER TABLE, and what it does to views, indexes and sequences. Actions run in the server's passes, not in the order written. */
export function alterTable(draft: Draft, statement: AlterTable) {
  const relation = findRelation(draft.catalog, statement.table)
  if (!relation) return alterUnnamed(draft, statement)
  const { range } = draft
  let { name } = relation
  for (const action of inPasses(statement.actions)) {
    const now = draft.catalog.relations.get(name)
    if (!now) return
    draft.range = action.range
    if (action.kind === 'rename-table' || action.kind === 'set-schema') name = move(draft, now, action)
    else if (isTable(now)) alterOne(draft, now, action, statement.only)
    else alterOther(draft, now, action)
  }
  draft.range = range
}

/** The name is an index's, or nobody's. */
function alterUnnamed(draft: Draft, { table, ifExists, actions }: AlterTable) {
  const owner = indexOwner(draft.catalog, table)
  if (!owner) {
    if (!ifExists) missing(draft, table)
    return
  }
  for (const action of actions) {
    if (action.kind === 'rename-table') renameIndex(draft, owner.name, lastPart(table), action.to)
    if (action.kind !== 'attach-index' || !isTable(owner)) continue
    const partition = indexOwner(draft.catalog, action.index)
    if (partition && isTable(partition))
      attachPartitionIndex(draft, owner, lastPart(table), partition, lastPart(action.index))
    else missing(draft, action.index)
  }
}

/** The server's passes (AlterTablePass in tablecmds.c); what is not named runs last. */
const passes: Readonly<Partial<Record<AlterAction['kind'], number>>> = {
  'drop-column': 0,
  'drop-constraint': 0,
  'drop-not-null': 0,
  'drop-default': 0,
  'drop-identity': 0,
  'drop-expression': 0,
  'alter-type': 1,
  'add-column': 2,
  'set-expression': 3,
  'set-not-null': 4,
}

function inPasses(actions: readonly AlterAction[]): readonly AlterAction[] {
  if (actions.length < 2) return actions
  return actions.toSorted((one, other) => passOf(one) - passOf(other))
}

function passOf(action: AlterAction): number {
  if (action.kind !== 'add-constraint')
    return passes[action.kind] ?? (action.kind === 'set-default' || action.kind === 'add-identity' ? 7 : 8)
  if (action.constraint.kind === 'not-null') return 4
  const { kind, usingIndex } = action.constraint
  if (usingIndex !== undefined) return 5
  return kind === 'check' || kind === 'foreign-key' ? 7 : 6
}

function move(
  draft: Draft,
  relation: Relation,
  action: Extract<AlterAction, { kind: 'rename-table' | 'set-schema' }>,
): Name {
  const to =
    action.kind === 'rename-table'
      ? nameOf(schemaOf(relation.name), ...partsOf(nameOf(action.to)).slice(-1))
      : nameOf(action.schema, lastPart(relation.name))
  ensureSchema(draft, to)
  moveRelation(draft, relation.name, to)
  if (!draft.catalog.relations.has(to) || to === relation.name) return relation.name
  reportMove(draft, relation, to)
  return to
}

function alterOther(draft: Draft, relation: Exclude<Relation, Table>, action: AlterAction) {
  if (action.kind === 'set-owner') return setOwner(draft, relation, action.owner)
  if (relation.kind === 'sequence') {
    const owner = action.kind === 'set-options' ? action.options.owned_by : undefined
    if (owner !== undefined)
      putRelation(draft.catalog, relation, { ...omit(relation, 'ownedBy'), ...ownedBy(draft, owner) })
    return
  }
  if (action.kind === 'rename-column') renameViewColumn(draft, relation, action.column, action.to)
}

/** OWNED BY table.column, or NONE. */
function ownedBy(draft: Draft, owner: string): { ownedBy?: { table: Name; column: string } } {
  const parts = partsOf(owner)
  const column = parts.pop()
  const table = findTable(draft.catalog, nameOf(...parts))
  return table && column !== undefined ? { ownedBy: { table: table.name, column } } : {}
}

function alterOne(draft: Draft, table: Table, action: AlterAction, only: boolean) {
  const { name } = table
  switch (action.kind) {
    case 'add-column':
      return addColumn(draft, name, action.column, { ifNotExists: action.ifNotExists, only })
    case 'drop-column':
      return dropColumn(draft, name, action.column, {
        ifExists: action.ifExists,
        cascade: action.cascade,
        only,
      })
    case 'alter-type':
      return alterType(draft, name, action.column, action.type, action.collation)
    case 'set-default':
      return setDefault(draft, name, action.column, action.default, only)
    case 'drop-default':
      return setDefault(draft, name, action.column, undefined, only)
    case 'set-not-null':
      return requireColumn(draft, name, action.column) && setNotNull(draft, name, action.column, { only })
    case 'drop-not-null':
      return requireColumn(draft, name, action.column) && dropNotNull(draft, name, action.column, only)
    case 'add-identity':
      return addIdentity(draft, name, action.column, action.identity)
    case 'drop-identity':
      return dropIdentity(draft, name, action.column, action.ifExists)
    case 'set-expression':
      return setExpression(draft, name, action.column, action.expression)
    case 'drop-expression':
      return dropExpression(draft, name, action.column)
    case 'add-constraint':
      return addConstraint(draft, name, action.constraint, { only })
    case 'drop-constraint':
      return dropConstraint(draft, name, action.name, {
        ifExists: action.ifExists,
        cascade: action.cascade,
        only,
      })
    case 'validate-constraint':
      return validateConstraint(draft, name, action.name)
    case 'rename-column':
      return renameColumn(draft, name, action.column, action.to)
    case 'rename-constraint':
      return renameConstraint(draft, name, action.name, action.to)
    default:
      return alterWhole(draft, table, action)
  }
}

function alterWhole(draft: Draft, table: Table, action: AlterAction) {
  switch (action.kind) {
    case 'set-owner':
      return setOwner(draft, table, action.owner)
    case 'row-security':
      return setRowSecurity(draft, table, action.setting)
    case 'replica-identity':
      return void editTable(draft, table, { replicaIdentity: action.identity })
    case 'set-persistence':
      return void editTable(draft, table, { persistence: action.logged ? 'permanent' : 'unlogged' })
    case 'attach-partition':
      return attachPartition(draft, table.name, action.partition, action.bound)
    case 'detach-partition':
      return action.mode === 'finalize' ? undefined : detachPartition(draft, table.name, action.partition)
    case 'inherit':
      return inheritFrom(draft, table.name, action.parent)
    case 'no-inherit':
      return stopInheriting(draft, table.name, action.parent)
    default:
      return undefined
  }
}
