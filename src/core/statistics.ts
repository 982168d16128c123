import type { Weight } from './finding.ts'
import { type Name, nameOf } from './name.ts'

/** Size of one table, from pg_class and pg_stat_user_tables (see `sluice explain --stats` for the query that exports them). */
export interface TableStatistics {
  /** Estimated live rows (pg_class.reltuples); negative values of never-analysed tables are left out by the query. */
  readonly rows: number
  /** pg_total_relation_size: table, toast and indexes, in bytes. */
  readonly bytes: number
}

/** Tables by full name (`public.orders`). */
export type Statistics = Readonly<Record<Name, TableStatistics>>

/** Below both: a lock on the table ends before anybody notices. */
const smallTable: TableStatistics = { rows: 10_000, bytes: 16 * 1024 * 1024 }
/** Above either: work on the whole table lasts for minutes. */
const largeTable: TableStatistics = { rows: 1_000_000, bytes: 1024 * 1024 * 1024 }

/** What a table's size makes of a locking hazard. */
export function weightOf({ rows, bytes }: TableStatistics): Weight {
  if (rows >= largeTable.rows || bytes >= largeTable.bytes) return 'grave'
  return rows <= smallTable.rows && bytes <= smallTable.bytes ? 'light' : 'usual'
}

/** `412 M rows, 96 GB`. */
export function sizeText({ rows, bytes }: TableStatistics): string {
  return `${scaled(rows, 1000, ['', ' k', ' M', ' G'])} rows, ${scaled(bytes, 1024, [' B', ' kB', ' MB', ' GB', ' TB'])}`
}

function scaled(amount: number, step: number, units: readonly string[]): string {
  const power = Math.min(
    units.length - 1,
    Math.max(0, Math.floor(Math.log(Math.max(amount, 1)) / Math.log(step))),
  )
  const value = amount / step ** power
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)}${units[power]}`
}

/** The query whose single value is the file `--stats` reads. Run it with `psql -AtX -c "..." > stats.json`. */
export const statisticsQuery = `SELECT coalesce(json_agg(t ORDER BY t.schema, t."table"), '[]')
FROM (
  SELECT n.nspname AS schema, c.relname AS "table",
         greatest(c.reltuples, s.n_live_tup, 0)::bigint AS rows, pg_total_relation_size(c.oid) AS bytes
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
  WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
) t;`

/** Reads an export made by `statisticsQuery`; a sentence when it is not one. */
export function parseStatistics(text: string): Statistics | { readonly problem: string } {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch (error) {
    return { problem: `it is not JSON (${error instanceof Error ? error.message : String(error)})` }
  }
  if (!Array.isArray(rows)) return { problem: 'it is not a list of tables' }
  const tables: Record<Name, TableStatistics> = Object.create(null)
  for (const [i, row] of rows.entries()) {
    if (!isExportRow(row)) {
      return {
        problem: `entry ${i + 1} lacks "schema" and "table" as text, or "rows" and "bytes" as numbers from 0`,
      }
    }
    tables[nameOf(row.schema, row.table)] = { rows: row.rows, bytes: row.bytes }
  }
  return tables
}

interface ExportRow extends TableStatistics {
  readonly schema: string
  readonly table: string
}

function isExportRow(row: unknown): row is ExportRow {
  if (typeof row !== 'object' || row === null) return false
  const { schema, table, rows, bytes } = row as Partial<Record<keyof ExportRow, unknown>>
  const amount = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0
  return typeof schema === 'string' && typeof table === 'string' && amount(rows) && amount(bytes)
}
