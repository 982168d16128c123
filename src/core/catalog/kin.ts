import type { Catalog, Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import { isTable, usersOf } from './lookup.ts'

/** Partitions and heirs of a table, all the way down. */
export function childrenOf(catalog: Catalog, table: Pick<Table, 'name'>): readonly Table[] {
  const seen = new Map<Name, Table>()
  const descend = ({ name }: Pick<Table, 'name'>): void => {
    for (const child of usersOf(catalog, name).filter(isTable)) {
      if (seen.has(child.name) || !(child.partitionOf === name || child.inherits.includes(name))) continue
      seen.set(child.name, child)
      descend(child)
    }
  }
  descend(table)
  return [...seen.values()]
}
