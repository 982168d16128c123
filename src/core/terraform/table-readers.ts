import { emptyCatalog } from '../catalog/empty.ts'
import { readQuery } from '../catalog/reads.ts'
import type { Catalog, Table, View } from '../catalog.ts'
import { lastPart, type Name, nameOf, partsOf } from '../name.ts'
import type { Query, Select, Source } from '../query.ts'
import type { Statement } from '../statement.ts'
import type { Range } from '../text.ts'
import type { TableChange } from './table-changes.ts'

/** A place in SQL that reads what is lost. */
export interface TableReading {
  readonly range: Range
  /** The name stands there in full, and what is read was made out; else it only may be this table. */
  readonly certain: boolean
  /** The view that reads, where it is one. */
  readonly view?: Name
}

/** Where a statement reads, or writes, a table or a column that a change takes away. The first place only. */
export function readingIn(statement: Statement, loss: TableChange): TableReading | undefined {
  if (makesOrDrops.has(statement.kind)) return undefined
  const parts = partsOf(loss.table.name.toLowerCase())
  const found = { statement, loss, parts, nodes: nodesIn(statement) }
  const reading = writing(found) ?? querying(found)
  return reading && statement.kind === 'create-view' ? { ...reading, view: statement.view } : reading
}

/** How many parts of a name written in SQL are those of a table, from the last on; 0 where one differs. */
export function sharedParts(written: Name, parts: readonly string[]): number {
  const own = partsOf(written.toLowerCase()).reverse()
  const others = parts.toReversed()
  const shared = Math.min(own.length, others.length)
  return own.slice(0, shared).every((part, i) => part === others[i]) ? shared : 0
}

/** Statements that say what a table is: they do not need it to stay. */
const makesOrDrops: ReadonlySet<Statement['kind']> = new Set([
  'alter-table',
  'drop',
  'create-index',
  'grant',
  'comment',
])

interface Search {
  readonly statement: Statement
  readonly loss: TableChange
  readonly parts: readonly string[]
  readonly nodes: Nodes
}

interface Nodes {
  readonly relations: readonly Extract<Source, { kind: 'relation' }>[]
  /** Outermost ones. */
  readonly queries: readonly Query[]
}

/** What is written to must be there as well. */
function writing({ statement, loss: { column }, parts }: Search): TableReading | undefined {
  const { range } = statement
  if (statement.kind === 'insert') {
    const shared = sharedParts(statement.table, parts)
    if (shared === 0) return undefined
    if (column === undefined) return { range, certain: shared > 1 }
    if (statement.columns.length === 0) return { range, certain: false }
    return names(statement.columns, column) ? { range, certain: shared > 1 } : undefined
  }
  if (statement.kind === 'update' || statement.kind === 'delete') {
    const shared = sharedParts(statement.table, parts)
    if (shared === 0) return undefined
    const set = statement.kind === 'update' ? statement.assignments.map((each) => each.column) : []
    return column === undefined || names(set, column) ? { range, certain: shared > 1 } : undefined
  }
  if (statement.kind === 'truncate' && column === undefined) {
    const shared = Math.max(0, ...statement.tables.map((table) => sharedParts(table, parts)))
    return shared > 0 ? { range, certain: shared > 1 } : undefined
  }
  const table = statement.kind === 'merge' || statement.kind === 'copy' ? statement.table : undefined
  const shared = table === undefined ? 0 : sharedParts(table, parts)
  return shared > 0 ? { range, certain: shared > 1 && column === undefined } : undefined
}

const names = (columns: readonly string[], column: string) =>
  columns.some((each) => each.toLowerCase() === topOf(column))

/** The column of the table that holds a field. */
const topOf = (column: string) => column.toLowerCase().split('.')[0] ?? ''

function querying(search: Search): TableReading | undefined {
  const { statement, loss, parts, nodes } = search
  const named = nodes.relations
    .map((relation) => ({ relation, shared: sharedParts(relation.name, parts) }))
    .filter(({ shared }) => shared > 0)
    .toSorted(
      (one, other) => other.shared - one.shared || one.relation.range.start - other.relation.range.start,
    )
  const [first] = named
  if (!first) return undefined
  const catalog = catalogOf(loss)
  const full = fullName(parts)
  const queries = [...nodes.queries, ...asQueries(statement)]
  const reads = queries.flatMap((query) =>
    readQuery(catalog, query).reads.filter(({ relation }) => relation === full),
  )
  // A name in quotes is no name that this resolves, and a common table is no table.
  const { range, name } = first.relation
  if (reads.length === 0) return name === name.toLowerCase() ? undefined : { range, certain: false }
  const certain = columnRead(reads, loss.column)
  return certain === 'no' ? undefined : { range, certain: certain === 'yes' && first.shared > 1 }
}

function columnRead(reads: View['reads'], column: string | undefined): 'yes' | 'maybe' | 'no' {
  if (column === undefined) return 'yes'
  const columns = reads.flatMap((read) => read.columns)
  const isField = column.includes('.')
  if (columns.includes(topOf(column))) return isField ? 'maybe' : 'yes'
  return columns.includes('*') ? 'maybe' : 'no'
}

/** A database with this table alone, which unqualified names find. */
function catalogOf({ table: { name, columns, open } }: TableChange): Catalog {
  const parts = partsOf(name.toLowerCase())
  const full = fullName(parts)
  const outer = [...new Set(columns.map((column) => topOf(column.name)))]
  const table: Table = {
    ...{ kind: 'table', id: 1, name: full, constraints: [], indexes: [], persistence: 'permanent' },
    ...{ inherits: [], rowSecurity: false, forceRowSecurity: false, policies: [], triggers: [], grants: [] },
    replicaIdentity: 'default',
    columns: outer.map((column) => ({ name: column, type: undefined, nullable: true, hasDefault: false })),
    shape: open ? 'partial' : 'known',
  }
  return {
    ...emptyCatalog,
    relations: emptyCatalog.relations.with(full, table),
    searchPath: [partsOf(full)[0] ?? ''],
  }
}

const fullName = (parts: readonly string[]) => nameOf(...parts.slice(-2))

/** The parts of a statement that read without being a query. */
function asQueries(statement: Statement): readonly Select[] {
  if (statement.kind !== 'update' && statement.kind !== 'delete') return []
  const { range, table: name, where, alias } = statement
  const target: Source = { kind: 'relation', range, name, ...(alias !== undefined && { alias }) }
  const others = statement.kind === 'update' ? statement.from : statement.using
  const values = statement.kind === 'update' ? statement.assignments.map(({ value }) => value) : []
  return [
    {
      ...{ kind: 'select', range, with: statement.with, orderBy: [], distinct: false, groupBy: [] },
      projections: values.map((expression) => ({ range: expression.range, expression })),
      from: [target, ...others],
      ...(where && { where }),
    },
  ]
}

const known = new WeakMap<Statement, Nodes>()

/** Every relation that a statement names as a source, and its outermost queries. */
function nodesIn(statement: Statement): Nodes {
  const before = known.get(statement)
  if (before) return before
  const relations: Nodes['relations'][number][] = []
  const queries: Query[] = []
  const open: { readonly node: unknown; readonly isInQuery: boolean }[] = [
    { node: statement, isInQuery: false },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next
    if (typeof node !== 'object' || node === null) continue
    const kind = 'kind' in node ? node.kind : undefined
    if (kind === 'relation') relations.push(node as Nodes['relations'][number])
    const isQuery = kind === 'select' || kind === 'set-operation'
    if (isQuery && !next.isInQuery) queries.push(node as Query)
    const isInQuery = next.isInQuery || isQuery
    for (const child of Object.values(node))
      if (typeof child === 'object') open.push({ node: child, isInQuery })
  }
  const nodes = { relations, queries }
  known.set(statement, nodes)
  return nodes
}

/** Whether a text may name a table at all: what is worth parsing. */
export const wordOf = ({ table }: TableChange) => lastPart(table.name).toLowerCase()
