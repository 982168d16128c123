import type { Index, Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import { type Draft, editTable, partitionsOf, tableAt } from './draft.ts'
import { chosenName, indexInvolves } from './indexes.ts'
import { renameIndex } from './rename-index.ts'
import { type OpenCatalog, putRelation } from './store.ts'

/**
 * A type change builds a partitioned table's indexes anew and with them their parts, which get the names the server chooses today,
 * whatever they were called. Without partitions the whole index is valid again.
 */
export function rebuildParts(draft: Draft, tableName: Name, column: string) {
  const table = tableAt(draft, tableName)
  if (!table?.partitionBy) return
  const whole = partitionsOf(draft, tableName).next().done === true
  const indexes = table.indexes.map((index) =>
    whole && indexInvolves(index, column) ? { ...index, valid: true } : index,
  )
  editTable(draft, table, { indexes })
  for (const index of indexes) if (indexInvolves(index, column)) rename(draft, tableName, index)
}

function rename(draft: Draft, tableName: Name, whole: Index) {
  for (const partition of partitionsOf(draft, tableName)) {
    const part = partition.indexes.find((index) => index.parent === whole.name)
    if (!part) continue
    const name = nameToday(draft, partition, part)
    if (name !== part.name) renameIndex(draft, partition.name, part.name, name)
    rename(draft, partition.name, { ...part, name })
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
