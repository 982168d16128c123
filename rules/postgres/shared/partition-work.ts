import { findTable } from '../../../src/core/catalog/lookup.ts'
import type { Index, Table } from '../../../src/core/catalog.ts'
import type { Name } from '../../../src/core/name.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { AlterAction, AlterTable, Statement } from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import type { Work } from './action-work.ts'
import { tableAtRisk } from './at-risk.ts'
import { provesBound } from './partition-bound.ts'
import { childrenOf, defaultPartitionOf } from './relatives.ts'

type Attach = Extract<AlterAction, { kind: 'attach-partition' }>

/** ATTACH PARTITION looks whether the rows fit, builds the indexes the partition lacks, and looks through the default partition. */
export function attachWork(statement: AlterTable, action: Attach, context: Context): readonly Work[] {
  const { before } = context.at(statement)
  const parent = findTable(before, statement.table)
  if (!parent) return []
  const { range: at, partition, bound } = action
  return [
    ...ownWork(statement, action, { parent, context }),
    ...(bound.isDefault ? [] : defaultPartitionWork(statement, { parent, partition, at }, context)),
  ]
}

function ownWork(
  statement: AlterTable,
  action: Attach,
  { parent, context }: { readonly parent: Table; readonly context: Context },
): readonly Work[] {
  const { before } = context.at(statement)
  const target = tableAtRisk(context, statement, action.partition)
  if (!target?.table || target.table.shape === 'partial') return []
  const { range: at } = action
  const { table, name } = target
  const isFirstDefault = action.bound.isDefault && childrenOf(before, parent).length === 0
  const scans =
    !isFirstDefault && parent.partitionBy && provesBound(table, parent.partitionBy, action.bound) === 'no'
  const builds = parent.indexes.some((index) => !table.indexes.some((own) => isAlike(index, own)))
  return [
    ...(scans ? [{ target, kind: 'scan' as const, what: `checking every row of ${name}`, at }] : []),
    ...(builds ? [{ target, kind: 'build' as const, what: `building indexes on ${name}`, at }] : []),
  ]
}

interface NewPartition {
  readonly parent: Table
  readonly partition: Name
  readonly at: Range
}

/** A new partition may be due rows that the default partition holds: all of those are looked at, unless a CHECK on the key may exclude them. */
export function defaultPartitionWork(
  statement: Statement,
  { parent, partition, at }: NewPartition,
  context: Context,
): readonly Work[] {
  const found = defaultPartitionOf(context.at(statement).before, parent)
  const target = found && tableAtRisk(context, statement, found.name)
  const isChecked = found?.constraints.some(
    ({ kind, validated, columns }) =>
      kind === 'check' && validated && columns.some((column) => parent.partitionBy?.columns.includes(column)),
  )
  if (!target || isChecked) return []
  return [{ target, kind: 'scan', what: `looking through ${target.name} for rows of ${partition}`, at }]
}

function isAlike(wanted: Index, own: Index): boolean {
  const shape = ({ unique, method, keys, where }: Index) => JSON.stringify([unique, method, keys, where])
  return shape(wanted) === shape(own)
}
