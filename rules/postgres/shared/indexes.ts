import { conjuncts, sameTree } from '../../../src/core/catalog/expressions.ts'
import { indexOwner } from '../../../src/core/catalog/lookup.ts'
import type { Catalog, Index, Table, View } from '../../../src/core/catalog.ts'
import { lastPart, type Name } from '../../../src/core/name.ts'

/** An index with what it stands on. */
export interface IndexOn {
  readonly index: Index
  readonly relation: Table | View
}

/** The index a statement names; undefined when the catalog does not hold it. */
export function findIndex(catalog: Catalog, name: Name): IndexOn | undefined {
  const relation = indexOwner(catalog, name)
  const index = relation?.indexes.find((candidate) => candidate.name === lastPart(name))
  return relation && index && { relation, index }
}

/** What of an index decides which rows and keys it holds; a CREATE INDEX statement has it too. */
export type IndexShape = Pick<Index, 'method' | 'keys' | 'include' | 'where'>

/** Whether two indexes hold the same keys of the same rows in the same order. */
export function sameKeys(one: IndexShape, other: IndexShape): boolean {
  return one.keys.length === other.keys.length && beginsWith(one, other)
}

/** Whether an index's keys begin with those of another one over the same rows, in the same order. */
export function beginsWith(longer: IndexShape, shorter: IndexShape): boolean {
  if (longer.method !== shorter.method || !sameTree(longer.where, shorter.where)) return false
  return shorter.keys.every((key, i) => sameTree(key, longer.keys[i]))
}

/**
 * Whether an index finds rows by all these columns at once: they come first in it, in any order. A partial one counts when it leaves out
 * only rows in which one of them is null, as no search for a key wants those.
 */
export function findsBy(index: Omit<IndexShape, 'include'>, columns: readonly string[]): boolean {
  if (index.method !== 'btree' && index.method !== 'hash') return false
  const first = new Set(index.keys.slice(0, columns.length).map(({ column }) => column))
  return columns.every((column) => first.has(column)) && leavesOutOnlyNulls(index, columns)
}

function leavesOutOnlyNulls({ where }: Pick<IndexShape, 'where'>, columns: readonly string[]): boolean {
  return (where ? conjuncts(where) : []).every((condition) => {
    if (condition.kind !== 'operation' || condition.operator !== 'is not null') return false
    const [operand] = condition.operands
    return operand?.kind === 'column' && columns.includes(operand.name)
  })
}
