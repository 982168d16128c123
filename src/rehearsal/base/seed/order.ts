import type { SeedColumn, SeedForeignKey, SeedTable } from './tables.ts'

/** A table whose turn it is, and the foreign keys whose parents come only after it: their columns must be null at first. */
export interface Turn {
  readonly table: SeedTable
  readonly early: readonly SeedForeignKey[]
}

/** Parents before children; in a circle the table comes first that may be without its parent. By name otherwise. */
export function inOrder(tables: readonly SeedTable[]): readonly Turn[] {
  const waiting = new Map(tables.map((table) => [table.oid, table]))
  const turns: Turn[] = []
  while (waiting.size > 0) {
    const lacks = (key: SeedForeignKey, table: SeedTable) =>
      key.parent !== table.oid && waiting.has(key.parent)
    const free = [...waiting.values()].filter((table) => !table.foreignKeys.some((key) => lacks(key, table)))
    const next = free.length > 0 ? free : [leastBound([...waiting.values()], lacks)]
    for (const table of next) {
      turns.push({ table, early: table.foreignKeys.filter((key) => lacks(key, table)) })
      waiting.delete(table.oid)
    }
  }
  return turns
}

function leastBound(
  tables: readonly SeedTable[],
  lacks: (key: SeedForeignKey, table: SeedTable) => boolean,
): SeedTable {
  const bound = (table: SeedTable) =>
    table.foreignKeys.filter((key) => lacks(key, table) && !mayBeNull(key, table)).length
  const [first, ...rest] = tables as readonly [SeedTable, ...SeedTable[]]
  return rest.reduce((least, table) => (bound(table) < bound(least) ? table : least), first)
}

/** A foreign key with one null among its columns refers to nothing (MATCH SIMPLE). */
export function mayBeNull({ columns }: SeedForeignKey, table: SeedTable): boolean {
  return columns.some((name) => !columnOf(table, name)?.notNull)
}

export function columnOf(table: SeedTable, name: string): SeedColumn | undefined {
  return table.columns.find((column) => column.name === name)
}
