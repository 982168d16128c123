import { columnOf, findRelation, isTable } from '../../../src/core/catalog/lookup.ts'
import type { Catalog, Table } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { AlterAction, AlterTable, LockMode } from '../../../src/core/statement.ts'
import { type Action, actionLock, stays } from './action-locks.ts'
import { defaultPartitionOf, referencedBy, referencing } from './relatives.ts'
import { lettingGo, lockOn, referencesOf, type TableLock, withKin, withPartitions } from './table-lock.ts'

/** The locks of ALTER TABLE, action by action. */
export function alterLocks(statement: AlterTable, catalog: Catalog, version: number): readonly TableLock[] {
  if (statement.object !== 'table' && statement.object !== 'foreign-table') return []
  const found = findRelation(catalog, statement.table)
  if (found && !isTable(found)) return []
  const table = found
  return statement.actions.flatMap((action) => {
    const own = lockOn(catalog, statement.table, actionLock(action, version), 'named', action.range)
    const below = statement.only ? [] : locksBelow(action, own, { catalog, table, version })
    return [own, ...below, ...partnerLocks(action, table, catalog, version)]
  })
}

interface Descent {
  readonly catalog: Catalog
  readonly table: Table | undefined
  readonly version: number
}

/** The locks of an action on partitions and heirs of the table it names. */
function locksBelow(
  action: AlterAction,
  own: TableLock,
  { catalog, table, version }: Descent,
): readonly TableLock[] {
  const kin = () => withKin(catalog, own, true).slice(1)
  const partitions = (mode = own.mode) => withPartitions(catalog, { ...own, mode }, true).slice(1)
  if (stays.includes(action.kind)) return []
  if (action.kind === 'trigger') return version >= 15 && hasTriggers(table) ? partitions() : []
  // Since 18 it is a constraint, which goes down when there is one.
  if (action.kind === 'drop-not-null') return version < 18 || isNotNull(table, action.column) ? kin() : []
  // Since 18 whatever it adds; before, as far as the constraint itself reaches.
  if (action.kind !== 'add-constraint' || version >= 18) return kin()
  const { constraint } = action
  if (constraint.kind === 'check' || constraint.kind === 'not-null') return constraint.noInherit ? [] : kin()
  if (constraint.kind === 'foreign-key') return partitions()
  const setsNotNull =
    constraint.kind === 'primary-key' && !constraint.columns.every((column) => isNotNull(table, column))
  return setsNotNull ? kin() : partitions('SHARE')
}

function isNotNull(table: Table | undefined, column: string): boolean {
  return table !== undefined && columnOf(table, column)?.nullable === false
}

/** Only triggers that partitions have from their parent lead down to them; foreign keys are triggers too. */
function hasTriggers(table: Table | undefined): boolean {
  return table !== undefined && (table.triggers.length > 0 || referencedBy(table).length > 0)
}

/** Locks on tables other than the one altered. */
function partnerLocks(
  action: AlterAction,
  table: Table | undefined,
  catalog: Catalog,
  version: number,
): readonly TableLock[] {
  const on = (name: Name, mode: LockMode, through: TableLock['through'] = 'foreign-key') =>
    withKin(catalog, lockOn(catalog, name, mode, through, action.range), through === 'foreign-key')
  switch (action.kind) {
    case 'add-column':
      return referencesOf(action.column.constraints).flatMap((parent) => on(parent, 'SHARE ROW EXCLUSIVE'))
    case 'add-constraint':
      return referencesOf([action.constraint]).flatMap((parent) => on(parent, 'SHARE ROW EXCLUSIVE'))
    case 'validate-constraint': {
      const parent = table?.constraints.find(({ name }) => name === action.name)?.references?.table
      return parent === undefined ? [] : on(parent, 'ROW SHARE')
    }
    case 'drop-constraint':
    case 'alter-type':
      return table
        ? unboundPartners(action, table, catalog).flatMap((partner) => on(partner, 'ACCESS EXCLUSIVE'))
        : []
    case 'drop-column': {
      const parents = table ? referencedBy(table) : []
      return (table ? unboundPartners(action, table, catalog) : []).flatMap((partner) => {
        const lock = lockOn(catalog, partner, 'ACCESS EXCLUSIVE', 'foreign-key', action.range)
        return parents.includes(partner) ? lettingGo(catalog, lock, version) : withKin(catalog, lock, true)
      })
    }
    case 'attach-partition': {
      const fallback = table && defaultPartitionOf(catalog, table)
      const parents = table ? referencedBy(table) : []
      return [
        ...on(action.partition, 'ACCESS EXCLUSIVE', 'named'),
        ...(fallback ? on(fallback.name, 'ACCESS EXCLUSIVE', 'kinship') : []),
        ...parents.flatMap((parent) => on(parent, version >= 12 ? 'SHARE ROW EXCLUSIVE' : 'ROW SHARE')),
      ]
    }
    case 'detach-partition': {
      const fallback = action.mode === 'blocking' && table ? defaultPartitionOf(catalog, table) : undefined
      // CONCURRENTLY takes it in its second transaction, after it has waited for everybody who knew the partition.
      const mode = action.mode === 'blocking' && version < 14 ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
      const parents = table ? referencedBy(table) : []
      return [
        ...on(action.partition, mode, 'kinship'),
        ...(fallback ? on(fallback.name, 'ACCESS EXCLUSIVE', 'kinship') : []),
        ...parents.flatMap((parent) => on(parent, 'SHARE ROW EXCLUSIVE')),
      ]
    }
    case 'inherit':
      return on(action.parent, 'SHARE UPDATE EXCLUSIVE', 'kinship')
    default:
      return []
  }
}

/** Tables at the other end of foreign keys that an action removes, or takes down and puts up again. */
function unboundPartners(
  action: Action<'drop-constraint' | 'drop-column' | 'alter-type'>,
  table: Table,
  catalog: Catalog,
): readonly Name[] {
  if (action.kind === 'drop-constraint') {
    const dropped = table.constraints.find(({ name }) => name === action.name)
    if (dropped?.references) return [dropped.references.table]
    return dropped && action.cascade ? referencing(catalog, table, dropped.columns) : []
  }
  const uses = (columns: readonly string[]) => columns.includes(action.column)
  const parents = table.constraints.flatMap(({ references, columns }) =>
    references && uses(columns) ? [references.table] : [],
  )
  const fromOutside =
    action.kind === 'alter-type' || action.cascade ? referencing(catalog, table, [action.column]) : []
  return [...parents, ...fromOutside]
}
