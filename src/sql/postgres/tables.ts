import type {
  CreateStmt,
  CreateTableAsStmt,
  IntoClause,
  PartitionBoundSpec,
  PartitionSpec,
  RangeVar,
  TableLikeClause,
} from 'libpg-query'
import type { CreateTable, Like, PartitionBound, PartitionKey, Statement } from '../../core/statement.ts'
import { kinds } from './characters.ts'
import { readColumnDefinition } from './columns.ts'
import { elementRange, readConstraint } from './constraints.ts'
import { as, only, optionsOf, type Readers, relationName, relationNames, strings } from './nodes.ts'
import { readQuery } from './queries.ts'
import { queryFrom } from './query-extents.ts'
import { readExpression, readExpressions } from './reading.ts'
import type { Source } from './source.ts'

export const tableReaders: Readers<[Source], Statement> = {
  CreateStmt: (node, source) => readCreateTable(node, source),
  CreateForeignTableStmt: (node, source) => {
    const options = { server: node.servername ?? '', ...optionsOf(node.options) }
    return readCreateTable(node.base ?? {}, source, options)
  },
  CreateTableAsStmt: readCreateAs,
  ImportForeignSchemaStmt: (_, source) => ({
    kind: 'opaque',
    range: source.range,
    reason: 'import of a foreign schema',
  }),
}

function readCreateTable(node: CreateStmt, source: Source, more: Record<string, string> = {}): CreateTable {
  const parents = relationNames(node.inhRelations)
  const bound = node.partbound
  const partitionBy = node.partspec && readPartitionKey(node.partspec)
  const of = strings(node.ofTypename?.names).join('.')
  return {
    kind: 'create-table',
    range: source.range,
    table: relationName(node.relation),
    ifNotExists: node.if_not_exists ?? false,
    orReplace: false,
    ...persistence(node.relation),
    columns: only(node.tableElts, 'ColumnDef').map((column) => readColumnDefinition(column, source)),
    constraints: only(node.tableElts, 'Constraint').map((constraint) =>
      readConstraint(constraint, source, elementRange(source, constraint.location)),
    ),
    likes: only(node.tableElts, 'TableLikeClause').map(readLike),
    inherits: bound ? [] : parents,
    ...(partitionBy && { partitionBy }),
    ...(bound && { partitionOf: { parent: parents[0] ?? '', ...boundText(bound, source) } }),
    options: {
      ...optionsOf(node.options),
      ...(node.accessMethod !== undefined && { 'access method': node.accessMethod }),
      ...(node.tablespacename !== undefined && { tablespace: node.tablespacename }),
      ...(of !== '' && { of }),
      ...onCommit(node.oncommit),
      ...more,
    },
  }
}

const commits: Readonly<Record<string, string>> = {
  ONCOMMIT_PRESERVE_ROWS: 'preserve rows',
  ONCOMMIT_DELETE_ROWS: 'delete rows',
  ONCOMMIT_DROP: 'drop',
}

function onCommit(action: string | undefined): Record<string, string> {
  const text = commits[action ?? '']
  return text === undefined ? {} : { 'on commit': text }
}

function persistence(relation: RangeVar | undefined): { temporary: boolean; unlogged: boolean } {
  return { temporary: relation?.relpersistence === 't', unlogged: relation?.relpersistence === 'u' }
}

/** Bits of TableLikeClause.options (parsenodes.h, TableLikeOption). */
const likeBits = [
  'comments',
  'compression',
  'constraints',
  'defaults',
  'generated',
  'identity',
  'indexes',
  'statistics',
  'storage',
] as const
const likeAll = 0x7fffffff

function readLike(node: TableLikeClause): Like {
  const options = node.options ?? 0
  const including = options === likeAll ? ['all'] : likeBits.filter((_, bit) => (options & (1 << bit)) !== 0)
  return { table: relationName(node.relation), including }
}

const strategies: Readonly<Record<string, PartitionKey['strategy']>> = {
  PARTITION_STRATEGY_RANGE: 'range',
  PARTITION_STRATEGY_LIST: 'list',
  PARTITION_STRATEGY_HASH: 'hash',
}

function readPartitionKey(node: PartitionSpec): PartitionKey {
  return {
    strategy: strategies[node.strategy ?? ''] ?? 'other',
    columns: only(node.partParams, 'PartitionElem').map((element) => element.name ?? ''),
  }
}

function boundText(bound: PartitionBoundSpec, source: Source): { bound: string; isDefault: boolean } {
  const { text, isDefault } = readBound(bound, source)
  return { bound: text, isDefault }
}

export function readBound(bound: PartitionBoundSpec, source: Source): PartitionBound {
  const datums = (nodes: PartitionBoundSpec['lowerdatums']) =>
    (nodes ?? []).map((node) => readExpression(node, source))
  return {
    text: boundSource(bound, source),
    isDefault: bound.is_default ?? false,
    from: datums(bound.lowerdatums),
    to: datums(bound.upperdatums),
    values: readExpressions(bound.listdatums, source),
  }
}

/** The bound as written, from FOR VALUES to its last parenthesis. */
function boundSource(bound: PartitionBoundSpec, source: Source): string {
  const at = source.at(bound.location)
  if (bound.is_default || at < 0) return 'DEFAULT'
  const { tokens } = source
  let first = tokens.from(at)
  while (first > 0 && !tokens.is(first, 'for')) first--
  let last = tokens.findOpen(tokens.from(at))
  last = tokens.partner(last)
  if (tokens.is(last + 1, 'to') && tokens.kind(last + 2) === kinds.open) last = tokens.partner(last + 2)
  return source.text(tokens.start(first), tokens.end(last))
}

function readCreateAs(node: CreateTableAsStmt, source: Source): Statement {
  const execute = as(node.query, 'ExecuteStmt')
  const query =
    node.query && !execute
      ? readQuery(node.query, source, queryFrom(source, 2, beforeWithData(source)))
      : undefined
  if (node.objtype === 'OBJECT_MATVIEW' && query) {
    return {
      kind: 'create-view',
      range: source.range,
      view: relationName(node.into?.rel),
      materialized: true,
      orReplace: false,
      ifNotExists: node.if_not_exists ?? false,
      temporary: false,
      columns: strings(node.into?.colNames),
      query,
      withData: !(node.into?.skipData ?? false),
    }
  }
  return createdBy(source, node.into, node.if_not_exists ?? false, query)
}

/** Last token before WITH [NO] DATA. */
function beforeWithData(source: Source): number {
  const { tokens } = source
  const last = tokens.length - 1
  if (!tokens.is(last, 'data')) return last
  const word = tokens.is(last - 1, 'no') ? last - 2 : last - 1
  return tokens.is(word, 'with') ? word - 1 : last
}

/** The table that CREATE TABLE AS and SELECT INTO make; its columns are those of the query. */
export function createdBy(
  source: Source,
  into: IntoClause | undefined,
  ifNotExists: boolean,
  query: CreateTable['query'],
): CreateTable {
  return {
    kind: 'create-table',
    range: source.range,
    table: relationName(into?.rel),
    ifNotExists,
    orReplace: false,
    ...persistence(into?.rel),
    columns: [],
    constraints: [],
    likes: [],
    inherits: [],
    ...(query && { query }),
    options: { ...optionsOf(into?.options), ...onCommit(into?.onCommit) },
  }
}
