import { identifier } from '../../quoting.ts'
import { candidates } from './candidates.ts'
import { columnOf, mayBeNull } from './order.ts'
import {
  ownRows,
  type SeedCheck,
  type SeedColumn,
  type Seeded,
  type SeedForeignKey,
  type SeedTable,
} from './tables.ts'

/** What is tried for one row of a table. */
export interface Try {
  /** 1, 2 or 3. */
  readonly row: number
  /** Which row of a parent is referred to first. */
  readonly parentRow: number
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

function fromParents(table: SeedTable, seeded: Seeded, { parentRow, sparing, early }: Try): FromParents {
  const found: FromParents = { generators: [], conditions: [], copies: new Map(), claimed: new Set() }
  for (const key of byReach(table)) {
    const parent = seeded.tables.find(({ oid }) => oid === key.parent)
    const nullable = mayBeNull(key, table)
    const free = key.columns.filter((name) => !found.claimed.has(name))
    const nulls = free.filter((name) => !columnOf(table, name)?.notNull)
    const isNull = nullable && (!parent || sparing || early.includes(key))
    if (!parent || isNull) {
      for (const name of nulls) found.generators.push(nullFor(columnOf(table, name), seeded))
    } else if (parent === table) {
      if (free.length < key.columns.length) found.conditions.push(refersToItself(key))
      else for (const name of free) found.copies.set(name, counterpart(key, name))
    } else {
      if (free.length < key.columns.length) found.conditions.push(refers(key, parent))
      if (free.length > 0)
        found.generators.push({
          columns: free,
          query: rowsOf(parent, { key, free, row: parentRow, nullable }),
        })
    }
    // What may not be null and has no parent gets no value at all, and the table no row.
    if (parent !== table || free.length === key.columns.length)
      for (const name of isNull ? nulls : free) found.claimed.add(name)
  }
  return found
}

/** Those to other tables first, and of these the longest; a column that refers to itself asks nothing. */
function byReach({ oid, foreignKeys }: SeedTable): readonly SeedForeignKey[] {
  const reach = (key: SeedForeignKey) => key.columns.length - (key.parent === oid ? 1000 : 0)
  return foreignKeys
    .filter((key) => key.parent !== oid || key.columns.some((name) => counterpart(key, name) !== name))
    .toSorted((one, other) => reach(other) - reach(one))
}

/** A row that refers to itself, where another foreign key has given it values. */
function refersToItself(key: SeedForeignKey): Condition {
  const pairs = key.columns.map((name) => `${identifier(name)} = ${identifier(counterpart(key, name))}`)
  const nulls = key.columns.map((name) => `${identifier(name)} IS NULL`)
  return {
    expression: `${nulls.join(' OR ')} OR ${pairs.join(' AND ')}`,
    columns: [...new Set([...key.columns, ...key.parentColumns])],
  }
}

const nullFor = (column: SeedColumn | undefined, seeded: Seeded): Generator =>
  column ? { columns: [column.name], values: [cast('NULL', column, seeded)] } : { columns: [], values: [] }

const counterpart = ({ columns, parentColumns }: SeedForeignKey, name: string) =>
  parentColumns[columns.indexOf(name)] ?? name

/** A second foreign key over columns that another one has given values. */
function refers({ columns, parentColumns }: SeedForeignKey, parent: SeedTable): Condition {
  // Names of ours, so that no column of the parent hides one of the row's.
  const own = (at: number) => identifier(`sluice ${at}`)
  const renamed = parentColumns.map((name, at) => `${identifier(name)} AS ${own(at)}`)
  const equal = columns.map((name, at) => `${own(at)} = ${identifier(name)}`)
  return {
    expression: `EXISTS (SELECT FROM (SELECT ${renamed.join(', ')} FROM ${ownRows(parent)}) p WHERE ${equal.join(' AND ')})`,
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
  const parents = free.map((name) => identifier(counterpart(key, name)))
  const named = free.map((name, at) => `${parents[at]} AS ${identifier(name)}`)
  const [at, total] = [identifier('sluice at'), identifier('sluice total')]
  const counted = `SELECT *, row_number() OVER (ORDER BY ${parents.join(', ')}) AS ${at}, count(*) OVER () AS ${total} FROM ${ownRows(parent)} LIMIT 20`
  const rows = `SELECT ${named.join(', ')}, (${at} + ${total} - ${row}) % ${total} AS ${orderColumn} FROM (${counted}) p`
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
  if (attempt.sparing && !notNull && !isNotNullDomain(type, seeded)) return [cast('NULL', column, seeded)]
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
    for (let at = types.get(type); at?.kind === 'domain'; at = types.get(at.base?.type ?? 0)) {
      for (const check of [...at.checks, ...(at.notNull ? ['VALUE IS NOT NULL'] : [])])
        found.push({ expression: check.replaceAll(/\bVALUE\b/g, () => identifier(name)), columns: [name] })
    }
    return found
  })
}

function isNotNullDomain(type: number, { types }: Seeded): boolean {
  const found = types.get(type)
  return found?.base ? found.notNull || isNotNullDomain(found.base.type, { types, tables: [] }) : false
}
