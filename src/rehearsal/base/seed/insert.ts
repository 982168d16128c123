import { identifier } from '../../quoting.ts'
import {
  type Condition,
  type Generated,
  type Generator,
  generatorsFor,
  orderColumn,
  type Try,
} from './generators.ts'
import type { Seeded, SeedTable } from './tables.ts'

/** An INSERT of rows that the server itself picks among candidates, so that they satisfy the table's constraints. */
export function insertInto(table: SeedTable, seeded: Seeded, tries: readonly Try[]): string {
  const rows = tries.map((attempt) => rowOf(generatorsFor(table, seeded, attempt), table))
  const columns = rows[0]?.columns ?? []
  const names = columns.map((name) => identifier(name)).join(', ')
  const target = identifier(table.schema, table.name)
  if (columns.length === 0) return `INSERT INTO ${target} DEFAULT VALUES`
  return `INSERT INTO ${target} (${names}) OVERRIDING SYSTEM VALUE\n${rows.map(({ query }) => query).join('\nUNION ALL\n')}`
}

function rowOf(
  { generators, conditions, copies }: Generated,
  table: SeedTable,
): { readonly columns: readonly string[]; readonly query: string } {
  const groups = together(generators, conditions)
  const values = new Map(groups.flatMap((group, at) => valuesOf(group, `g${at}`)))
  for (const [name, from] of copies) {
    const value = values.get(from)
    if (value !== undefined) values.set(name, value)
  }
  const columns = table.columns.map(({ name }) => name).filter((name) => values.has(name))
  const sources = groups.flatMap((group, at) => (isConstant(group) ? [] : [`(${queryOf(group)}) g${at}`]))
  const from = sources.length > 0 ? ` FROM ${sources.join(' CROSS JOIN ')}` : ''
  return { columns, query: `(SELECT ${columns.map((name) => values.get(name)).join(', ')}${from})` }
}

interface Group {
  readonly generators: readonly Generator[]
  readonly conditions: readonly Condition[]
}

/** Generators that share a condition are one choice. */
function together(generators: readonly Generator[], conditions: readonly Condition[]): readonly Group[] {
  let groups: Group[] = generators.map((generator) => ({ generators: [generator], conditions: [] }))
  for (const condition of conditions) {
    const isPart = ({ generators }: Group) =>
      generators.some(({ columns }) => columns.some((column) => condition.columns.includes(column)))
    const parts = groups.filter(isPart)
    const joined: Group = {
      generators: parts.flatMap((part) => part.generators),
      conditions: [...parts.flatMap((part) => part.conditions), condition],
    }
    groups = [...groups.filter((group) => !isPart(group)), joined]
  }
  return groups
}

const isConstant = ({ generators, conditions }: Group) =>
  conditions.length === 0 && generators[0]?.values !== undefined

function valuesOf(group: Group, alias: string): (readonly [column: string, sql: string])[] {
  const [first] = group.generators
  if (isConstant(group) && first) return [[first.columns[0] ?? '', first.values?.[0] ?? 'NULL']]
  return group.generators.flatMap(({ columns }) =>
    columns.map((name) => [name, `${alias}.${identifier(name)}`] as const),
  )
}

/** As many combinations as are looked at for one row: of many values each where few columns are bound together, of two where many are. */
const mostCombinations = 20_000
const mostChoices = Math.floor(Math.log2(mostCombinations))

function queryOf({ generators, conditions }: Group): string {
  const each = Math.floor(mostCombinations ** (1 / Math.min(generators.length, mostChoices)))
  const columns = generators.flatMap((generator) => generator.columns.map((name) => identifier(name)))
  const sources = generators.map(
    (generator, at) => `(${sourceOf(generator, at < mostChoices ? each : 1)}) c${at}`,
  )
  const orders = generators.map((_, at) => `c${at}.${orderColumn}`)
  const where = conditions.map(({ expression }) => `(${expression}) IS NOT FALSE`).join(' AND ')
  return `SELECT ${columns.join(', ')} FROM ${sources.join(' CROSS JOIN ')}${where && ` WHERE ${where}`} ORDER BY ${orders.join(' + ')}, ${orders.join(', ')} LIMIT 1`
}

function sourceOf({ columns, values, query }: Generator, most: number): string {
  if (query !== undefined) return `SELECT * FROM (${query}) q ORDER BY ${orderColumn} LIMIT ${most}`
  const rows = (values ?? []).slice(0, most).map((value, at) => `(${value}, ${at}::bigint)`)
  return `SELECT * FROM (VALUES ${rows.join(', ')}) v(${identifier(columns[0] ?? '')}, ${orderColumn})`
}
