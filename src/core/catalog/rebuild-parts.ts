import type { Constraint, Index, Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import { childrenOf, type Draft, editTable, partitionsOf, tableAt } from './draft.ts'
import { buildPart, chosenName, indexInvolves } from './indexes.ts'
import { renameIndex } from './rename-index.ts'
import { type OpenCatalog, putRelation } from './store.ts'

/**
 * What a type change builds anew below a table. A partitioned table's indexes become valid, with a part on every partition; the parts get
 * the names the server chooses today, whatever they were called. Inherited checks are validated again as far as the parent's are.
 */
export function rebuildParts(draft: Draft, tableName: Name, column: string) {
  const table = tableAt(draft, tableName)
  if (!table) return
  for (const check of table.constraints)
    if (check.columns.includes(column)) renewChecks(draft, tableName, check)
  if (!table.partitionBy) return
  const indexes = table.indexes.map((index) =>
    indexInvolves(index, column) ? { ...index, valid: true } : index,
  )
  editTable(draft, table, { indexes })
  for (const index of indexes) if (indexInvolves(index, column)) remake(draft, tableName, index)
}

function renewChecks(draft: Draft, tableName: Name, check: Constraint) {
  if (check.kind !== 'check' || check.validated) return
  for (const child of childrenOf(draft, tableName)) {
    const taken = (one: Constraint) =>
      one.kind === 'check' && one.name === check.name && one.inherited === true
    if (!child.constraints.some(taken)) continue
    const constraints = child.constraints.map((one) => (taken(one) ? { ...one, validated: false } : one))
    editTable(draft, child, { constraints })
    renewChecks(draft, child.name, check)
  }
}

function remake(draft: Draft, tableName: Name, whole: Index) {
  for (const partition of partitionsOf(draft, tableName)) {
    const part = partition.indexes.find((index) => index.parent === whole.name)
    if (!part) {
      const parent = tableAt(draft, tableName)
      if (parent) buildPart(draft, parent, whole, partition.name)
      continue
    }
    const name = nameToday(draft, partition, part)
    if (name !== part.name) renameIndex(draft, partition.name, part.name, name)
    remake(draft, partition.name, { ...part, name })
  }
}

/** The name the part would get if it were not there yet. */
function nameToday(draft: Draft, partition: Table, part: Index): string {
  const backed = partition.constraints.find(({ index }) => index === part.name)
  const without: OpenCatalog = { ...draft.catalog }
  putRelation(without, partition, {
    ...partition,
    indexes: partition.indexes.filter((index) => index !== part),
    constraints: partition.constraints.filter((constraint) => constraint !== backed),
  })
  return chosenName({ ...draft, catalog: without }, partition.name, backed?.kind, part.columnNames ?? [])
}
