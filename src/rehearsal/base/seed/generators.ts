import { identifier } from '../../quoting.ts'
import { candidates } from './candidates.ts'
import { columnOf, mayBeNull } from './order.ts'
import type { SeedCheck, SeedColumn, Seeded, SeedForeignKey, SeedTable } from './tables.ts'

/** What is tried for one row of a table. */
export interface Try {
  /** 1 or 2. */
  readonly row: number
  /** Nulls wherever a column takes them: the fewest conditions to satisfy. */
  readonly sparing: boolean
  /** Foreign keys whose parents have no rows yet. */
  readonly early: readonly SeedForeignKey[]
}

/** Where values of some columns come from, likelier ones first. */
export interface Generator {
  readonly columns: readonly string[]
  /** Values as SQL, one row each, for a single column. */
  readonly values?: readonly string[]
  /** A query of the columns, and their order as a last one. */
  readonly query?: string
}

/** What must hold for a row, over columns that have a generator. */
export type Condition = SeedCheck

export interface Generated {
  readonly generators: readonly Generator[]
  readonly conditions: readonly Condition[]
  /** Columns that repeat another one of the same row: references of a table to itself. */
  readonly copies: ReadonlyMap<string, string>
}

/** Where the values of every column come from that gets one, and what they must satisfy together. */
export function generatorsFor(table: SeedTable, seeded: Seeded, attempt: Try): Generated {
  const { generators, conditions, copies, claimed } = fromParents(table, seeded, attempt)
  const all = [...conditions, ...table.checks, ...landing(table, attempt.row), ...ofDomains(table, seeded)]
  for (const column of table.columns) {
    if (claimed.has(column.name)) continue
    const values = valuesOf(column, { table, seeded, attempt, conditions: all })
    if (values.length > 0) generators.push({ columns: [column.name], values })
  }
  const made = new Set(generators.flatMap(({ columns }) => columns))
  return {
    generators,
    copies,
    conditions: all.filter(
      ({ columns }) => columns.length > 0 && columns.every((column) => made.has(column)),
    ),
  }
}

export const orderColumn = identifier('sluice order')

interface FromParents {
  readonly generators: Generator[]
  readonly conditions: Condition[]
  readonly copies: Map<string, string>
  readonly claimed: Set<string>
}

function fromParents(table: SeedTable, seeded: Seeded, { row, sparing, early }: Try): FromParents {
  const found: FromParents = { generators: [], conditions: [], copies: new Map(), claimed: new Set() }
  for (const key of table.foreignKeys.toSorted((one, other) => other.columns.length - one.columns.length)) {
    const parent = seeded.tables.find(({ oid }) => oid === key.parent)
    const nullable = mayBeNull(key, table)
    const free = key.columns.filter((name) => !found.claimed.has(name))
    const nulls = free.filter((name) => !columnOf(table, name)?.notNull)
    if (!parent || (nullable && (sparing || early.includes(key)))) {
      for (const name of nulls) found.generators.push(nullFor(columnOf(table, name), seeded))
    } else if (parent === table) for (const name of free) found.copies.set(name, counterpart(key, name))
    else {
      if (free.length < key.columns.length) found.conditions.push(refers(key, parent))
      if (free.length > 0)
        found.generators.push({ columns: free, query: rowsOf(parent, { key, free, row, nullable }) })
    }
    // What may not be null and has no parent gets no value at all, and the table no row.
    const isNull = nullable && (!parent || sparing || early.includes(key))
    for (const name of isNull ? nulls : free) found.claimed.add(name)
  }
  return found
}

const nullFor = (column: SeedColumn | undefined, seeded: Seeded): Generator =>
  column ? { columns: [column.name], values: [cast('NULL', column, seeded)] } : { columns: [], values: [] }

const counterpart = ({ columns, parentColumns }: SeedForeignKey, name: string) =>
  parentColumns[columns.indexOf(name)] ?? name

const relation = ({ schema, name }: SeedTable) => identifier(schema, name)

/** A second foreign key over columns that another one has given values. */
function refers({ columns, parentColumns }: SeedForeignKey, parent: SeedTable): Condition {
  // Names of ours, so that no column of the parent hides one of the row's.
  const own = (at: number) => identifier(`sluice ${at}`)
  const renamed = parentColumns.map((name, at) => `${identifier(name)} AS ${own(at)}`)
  const equal = columns.map((name, at) => `${own(at)} = ${identifier(name)}`)
  return {
    expression: `EXISTS (SELECT FROM (SELECT ${renamed.join(', ')} FROM ${relation(parent)}) p WHERE ${equal.join(' AND ')})`,
    columns,
  }
}

interface Wish {
  readonly key: SeedForeignKey
  readonly free: readonly string[]
  readonly row: number
  readonly nullable: boolean
}

/** Rows of the parent, another one first for each row of ours. */
function rowsOf(parent: SeedTable, { key, free, row, nullable }: Wish): string {
  const named = free.map((name) => `p.${identifier(counterpart(key, name))} AS ${identifier(name)}`)
  const rows = `SELECT ${named.join(', ')}, (p.at + p.total - ${row}) % p.total AS ${orderColumn} FROM (SELECT *, row_number() OVER (ORDER BY ${free.map((name) => identifier(counterpart(key, name))).join(', ')}) AS at, count(*) OVER () AS total FROM ${relation(parent)} LIMIT 20) p`
  return nullable ? `${rows} UNION ALL SELECT ${free.map(() => 'NULL').join(', ')}, 1000` : rows
}

interface About {
  readonly table: SeedTable
  readonly seeded: Seeded
  readonly attempt: Try
  readonly conditions: readonly Condition[]
}

function valuesOf(column: SeedColumn, { table, seeded, attempt, conditions }: About): readonly string[] {
  const { type, modifier, notNull, name } = column
  if (attempt.sparing && !notNull) return [cast('NULL', column, seeded)]
  const about = conditions.filter(({ columns }) => columns.includes(name))
  const said = about.map(({ expression }) => expression).join('\n')
  const wanted = { type, modifier, row: attempt.row, isKey: table.keys.includes(name), said }
  const values = [...new Set(candidates(wanted, seeded.types))]
  const nulls = notNull || (values.length > 0 && about.length === 0) ? [] : ['NULL']
  return [...values, ...nulls].map((value) => cast(value, column, seeded))
}

/** Of the type beneath a domain: what the domain asks is a condition. */
function cast(value: string, { type, typeText }: SeedColumn, { types }: Seeded): string {
  let [found, text] = [types.get(type), typeText]
  while (found?.base) [text, found] = [found.base.typeText, types.get(found.base.type)]
  return `CAST(${value} AS ${text})`
}

/** What a row must satisfy to land in a partition: each row has one to go to. */
function landing({ partitions, columns }: SeedTable, row: number): readonly Condition[] {
  const expression = partitions?.[(row - 1) % partitions.length]
  if (!expression) return []
  const named = columns.filter(({ name }) => mentions(expression, name))
  return [{ expression, columns: named.map(({ name }) => name) }]
}

const mentions = (expression: string, name: string) =>
  new RegExp(`(?<![\\w"])"?${name.replaceAll(/[^\w]/g, '\\$&')}"?(?![\\w"])`).test(expression)

function ofDomains(table: SeedTable, { types }: Seeded): readonly Condition[] {
  return table.columns.flatMap(({ name, type }) => {
    const found: Condition[] = []
    for (let at = types.get(type); at?.kind === 'domain'; at = types.get(at.base?.type ?? 0))
      for (const check of at.checks)
        found.push({ expression: check.replaceAll(/\bVALUE\b/g, () => identifier(name)), columns: [name] })
    return found
  })
}
