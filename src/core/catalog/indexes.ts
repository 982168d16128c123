import type { Constraint, Index, Table, View } from '../catalog.ts'
import { lastPart, type Name, nameOf } from '../name.ts'
import { typeText } from '../query.ts'
import type { IndexKey } from '../statement.ts'
import { complain, type Draft, editTable, indexable, partitionsOf, tableAt } from './draft.ts'
import { mentions, sameTree } from './expressions.ts'
import { columnOf, displayName, fullNameIn, isTable } from './lookup.ts'
import { chooseRelationName, indexColumnNames, joinedNames, relationNameTaken } from './names.ts'
import { setNotNull } from './nulls.ts'
import { putRelation, schemaOf } from './store.ts'

/** An index to be built; without a name the server's rule chooses one. */
export interface IndexPlan extends Omit<Index, 'name' | 'constraint' | 'valid' | 'parent'> {
  readonly name?: string
  /** The constraint it backs; gets the index's name. */
  readonly constraint?: Omit<Constraint, 'name' | 'index'>
}

interface Placement {
  /** Not on the partitions (ON ONLY). */
  readonly only?: boolean
  /** The partitioned table's index this one belongs to. */
  readonly parent?: string
}

const labels = { 'primary-key': 'pkey', unique: 'key', exclude: 'excl' } as const

/** Builds an index and the constraint it backs, on every partition too; answers its name, or undefined when the name is taken. */
export function buildIndex(
  draft: Draft,
  ownerName: Name,
  plan: IndexPlan,
  { only, parent }: Placement = {},
): string | undefined {
  const owner = indexable(draft, ownerName)
  if (!owner) return undefined
  const { name: wanted, constraint, ...body } = plan
  const columnNames = plan.columnNames ?? indexColumnNames(plan.keys, plan.include)
  const name = wanted ?? chosenName(draft, owner.name, constraint?.kind, columnNames)
  if (relationNameTaken(draft.catalog, fullNameIn(schemaOf(owner.name), nameOf(name)))) {
    complain(draft, `${displayName(nameOf(schemaOf(owner.name), name))} already exists`)
    return undefined
  }
  const partitions = [...partitionsOf(draft, owner.name)]
  const index: Index = {
    ...body,
    name,
    columnNames,
    valid: !(only && partitions.length > 0),
    ...(constraint ? { constraint: name } : {}),
    ...(parent === undefined ? {} : { parent }),
  }
  const indexes = [...owner.indexes, index]
  if (isTable(owner) && constraint) {
    const constraints = [...owner.constraints, { ...constraint, name, index: name }]
    editTable(draft, owner, { indexes, constraints })
  } else putRelation(draft.catalog, owner, { ...owner, indexes })
  if (constraint?.kind === 'primary-key') {
    for (const column of constraint.columns) setNotNull(draft, owner.name, column, only ? { only } : {})
  }
  if (!only) for (const partition of partitions) spreadIndex(draft, owner.name, index, partition)
  return name
}

/** The name the server's rule gives an index, or the index of a constraint of some kind. */
export function chosenName(
  draft: Draft,
  owner: Name,
  kind: Constraint['kind'] | undefined,
  columnNames: readonly string[],
): string {
  const label = kind === 'primary-key' || kind === 'unique' || kind === 'exclude' ? labels[kind] : 'idx'
  const addition = kind === 'primary-key' ? undefined : joinedNames(columnNames)
  const parts = { table: lastPart(owner), addition, label }
  return chooseRelationName(draft.catalog, schemaOf(owner), parts, kind !== undefined)
}

/**
 * Gives a partition its part of an index: one that is there already and says the same, else a new one. For an index that backs a constraint
 * a constraint of either kind will do, but a table that is being attached must have the same kind.
 */
export function spreadIndex(
  draft: Draft,
  parentName: Name,
  index: Index,
  partition: Table,
  attaching = false,
) {
  const now = tableAt(draft, partition.name)
  const parent = tableAt(draft, parentName)
  if (!now || !parent) return
  const backed = parent.constraints.find((constraint) => constraint.index === index.name)
  const backs = (candidate: Index) => {
    const own = now.constraints.find((constraint) => constraint.index === candidate.name)
    return !backed || (own !== undefined && (!attaching || own.kind === backed.kind))
  }
  const match = now.indexes.find(
    (candidate) =>
      candidate.parent === undefined && backs(candidate) && sameTree(shape(candidate), shape(index)),
  )
  if (match) attachIndex(draft, now, match, index)
  else buildPart(draft, parent, index, now.name)
}

/** Builds a partition's part of an index anew. */
export function buildPart(draft: Draft, parent: Table, index: Index, partition: Name) {
  const backed = parent.constraints.find((constraint) => constraint.index === index.name)
  const { name: _name, constraint: _constraint, parent: _parent, valid: _valid, ...body } = index
  const constraint = backed && inheritedFrom(backed)
  buildIndex(draft, partition, { ...body, ...(constraint ? { constraint } : {}) }, { parent: index.name })
}

function inheritedFrom({
  name: _name,
  index: _index,
  ...constraint
}: Constraint): Omit<Constraint, 'name' | 'index'> {
  return { ...constraint, inherited: true }
}

/** What must be equal for a partition's index to serve as its part of another; the direction need not be (CompareIndexInfo). */
function shape({ unique, method, keys, include, where, nullsNotDistinct }: Index): unknown {
  const undirected = (ordering: string) => ordering.replace(/ ?\b(desc|nulls (first|last))\b/g, '').trim()
  const plain = keys.map((key) => ({ ...key, ordering: undirected(key.ordering) }))
  return [unique, method, plain, include, where, nullsNotDistinct]
}

function attachIndex(draft: Draft, partition: Table, index: Index, parent: Index) {
  const backs = (one: Constraint) => parent.constraint !== undefined && one.index === index.name
  editTable(draft, partition, {
    indexes: partition.indexes.map((one) => (one === index ? { ...one, parent: parent.name } : one)),
    constraints: partition.constraints.map((one) => (backs(one) ? { ...one, inherited: true } : one)),
  })
}

/** ALTER INDEX parent ATTACH PARTITION index; the parent's becomes valid when every partition has its part. */
export function attachPartitionIndex(
  draft: Draft,
  parent: Table,
  parentIndex: string,
  partition: Table,
  name: string,
) {
  const index = partition.indexes.find((one) => one.name === name)
  const whole = parent.indexes.find((one) => one.name === parentIndex)
  if (!index || !whole) return
  attachIndex(draft, partition, index, whole)
  const complete = [...partitionsOf(draft, parent.name)].every((one) =>
    one.indexes.some((candidate) => candidate.parent === parentIndex && candidate.valid),
  )
  if (!complete) return
  const indexes = parent.indexes.map((one) => (one.name === parentIndex ? { ...one, valid: true } : one))
  const now = editTable(draft, parent, { indexes })
  const own = now.indexes.find((one) => one.name === parentIndex)
  const above = now.partitionOf === undefined ? undefined : tableAt(draft, now.partitionOf)
  if (above && own?.parent !== undefined) attachPartitionIndex(draft, above, own.parent, now, own.name)
}

/** What the server does to the indexes of a column whose type changes: they are built anew from the columns as they are called now. */
export function rebuildIndexes(table: Table, column: string): readonly Index[] {
  const touched = (index: Index) => indexInvolves(index, column)
  if (!table.indexes.some(touched)) return table.indexes
  return table.indexes.map((index) => {
    if (!touched(index)) return index
    const keys = index.keys.map((key) => plainKey(table, key))
    return { ...index, keys, columnNames: indexColumnNames(keys, index.include) }
  })
}

/** A key written as an expression that is nothing but a column, `((a))` or a cast to the type it has, is that column. */
export function plainKey(relation: Table | View, key: IndexKey): IndexKey {
  const { expression, ordering } = key
  const inner = expression?.kind === 'cast' ? expression.operand : expression
  if (!expression || inner?.kind !== 'column') return key
  const type = isTable(relation) ? columnOf(relation, inner.name)?.type : undefined
  const same =
    expression.kind !== 'cast' || (type !== undefined && typeText(type) === typeText(expression.type))
  return same ? { column: inner.name, ordering } : key
}

/** Whether an index has to do with a column: as key, included, in an expression or in its predicate. */
export function indexInvolves({ keys, include, where }: Index, column: string): boolean {
  if (include.includes(column) || (where && mentions(where, column))) return true
  return keys.some(
    (key) => key.column === column || (key.expression !== undefined && mentions(key.expression, column)),
  )
}
