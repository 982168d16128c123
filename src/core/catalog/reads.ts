import type { Catalog, View } from '../catalog.ts'
import { lastPart, type Name } from '../name.ts'
import type { CommonTable, Expression, Projection, Query, Select, Source, TypeName } from '../query.ts'
import { partsOfExpression } from './expressions.ts'
import { findRelation, isTable, newName } from './lookup.ts'
import { figuredName } from './names.ts'
import {
  isNamed,
  locate,
  note,
  type Output,
  type Outputs,
  type Reader,
  readAnything,
  readColumn,
  readName,
  type Scope,
  type Visible,
} from './scope.ts'
import { columnType } from './types.ts'

/** What a query gives and what it reads. Outputs are undefined when a star stands over something unknown. */
export interface Reading {
  readonly outputs: readonly Output[] | undefined
  readonly reads: View['reads']
}

/** Resolves a query against the catalog: relations and columns it reads, through aliases, joins, CTEs and subqueries. */
export function readQuery(catalog: Catalog, query: Query): Reading {
  const reader: Reader = { catalog, reads: new Map() }
  const outputs = readOutputs(reader, query, { tables: new Map() })
  const reads = [...reader.reads].map(([relation, columns]) => ({ relation, columns: [...columns].sort() }))
  return { outputs, reads: reads.sort((one, other) => (one.relation < other.relation ? -1 : 1)) }
}

function readOutputs(reader: Reader, query: Query, around: Scope): Outputs {
  const scope = withCommonTables(reader, query.with, around)
  switch (query.kind) {
    case 'select':
      return readSelect(reader, query, scope)
    case 'set-operation': {
      const left = readOutputs(reader, query.left, scope)
      readOutputs(reader, query.right, scope)
      return left?.map(({ name }) => ({ name }))
    }
    case 'values':
      for (const row of query.rows) for (const value of row) readExpression(reader, value, scope)
      return query.rows[0]?.map((_, i) => ({ name: `column${i + 1}` }))
    default:
      return undefined
  }
}

function withCommonTables(reader: Reader, common: readonly CommonTable[], around: Scope): Scope {
  if (common.length === 0) return around
  const tables = new Map(around.tables)
  const scope: Scope = { ...around, tables }
  for (const { name, columns, recursive, query } of common) {
    if (recursive && query.kind === 'set-operation') {
      tables.set(
        name,
        renamed(readOutputs(reader, query.left, withCommonTables(reader, query.with, scope)), columns),
      )
    }
    tables.set(name, renamed(readOutputs(reader, query, scope), columns))
  }
  return scope
}

function renamed(outputs: Outputs, columns: readonly string[]): Outputs {
  if (!outputs) return undefined
  return outputs.map((output, i) => ({ ...output, name: columns[i] ?? output.name }))
}

function readSelect(reader: Reader, select: Select, around: Scope): Outputs {
  const sources: Visible[] = []
  const scope: Scope = { tables: around.tables, sources, outer: around }
  const expanded = select.from.map((source) => readSource(reader, source, scope, sources))
  const outputs = select.projections.map((projection) => readProjection(reader, projection, scope, expanded))
  const names = new Set(select.projections.flatMap(({ alias }) => (alias === undefined ? [] : [alias])))
  const conditions = [select.where, select.having, select.qualify].filter((part) => part !== undefined)
  for (const part of conditions) readExpression(reader, part, scope)
  for (const part of [...select.groupBy, ...select.orderBy.map(({ expression }) => expression)]) {
    const isOutput = part.kind === 'column' && part.qualifier === undefined && names.has(part.name)
    if (!isOutput || locate(scope, part.name)) readExpression(reader, part, scope)
  }
  return outputs.every((one) => one !== undefined) ? outputs.flat() : undefined
}

/** Makes a source visible and answers its columns in the order a star shows them. */
function readSource(reader: Reader, source: Source, scope: Scope, visible: Visible[]): Outputs {
  switch (source.kind) {
    case 'relation':
      return show(visible, readRelation(reader, source.name, source.alias, scope))
    case 'subquery': {
      const columns = readOutputs(reader, source.query, source.lateral ? scope : (scope.outer ?? scope))
      return show(visible, { name: source.alias ?? '', columns })
    }
    case 'table-function': {
      readExpression(reader, source.call, scope)
      return show(visible, { name: source.alias ?? figuredName(source.call) ?? '', columns: undefined })
    }
    case 'join':
      return readJoin(reader, source, scope, visible)
    default:
      return show(visible, { name: '', columns: undefined })
  }
}

function show(visible: Visible[], source: Visible): Outputs {
  visible.push(source)
  return source.columns
}

function readRelation(reader: Reader, name: Name, alias: string | undefined, scope: Scope): Visible {
  const shown = alias ?? lastPart(name)
  const table = lastPart(name)
  if (!name.includes('.') && scope.tables.has(table)) return { name: shown, columns: scope.tables.get(table) }
  const relation = findRelation(reader.catalog, name)
  const full = relation?.name ?? newName(reader.catalog, name)
  if (!reader.reads.has(full)) reader.reads.set(full, new Set())
  if (!relation || relation.kind === 'sequence') return { name: shown, relation: full, columns: undefined }
  if (!isTable(relation))
    return { name: shown, relation: full, columns: relation.columns.map((column) => ({ name: column })) }
  const columns = relation.columns.map((column) => ({
    name: column.name,
    ...(column.type ? { type: column.type } : {}),
  }))
  return { name: shown, relation: full, columns: relation.shape === 'known' ? columns : undefined }
}

function readJoin(
  reader: Reader,
  join: Extract<Source, { kind: 'join' }>,
  scope: Scope,
  visible: Visible[],
): Outputs {
  const left = readSource(reader, join.left, scope, visible)
  const right = readSource(reader, join.right, scope, visible)
  const shared = join.natural
    ? left?.filter(({ name }) => right?.some((one) => one.name === name)).map(({ name }) => name)
    : join.using
  for (const name of shared ?? []) readName(reader, name, scope)
  if (join.on) readExpression(reader, join.on, scope)
  if (!left || !right || !shared) return undefined
  const rest = (columns: readonly Output[]) => columns.filter(({ name }) => !shared.includes(name))
  const merged = shared.flatMap((name) => left.filter((column) => column.name === name))
  return [...merged, ...rest(left), ...rest(right)]
}

function readProjection(
  reader: Reader,
  projection: Projection,
  scope: Scope,
  expanded: readonly Outputs[],
): Outputs {
  const { expression, alias } = projection
  if (expression.kind === 'star') return readStar(reader, expression.qualifier, scope, expanded)
  readExpression(reader, expression, scope)
  const type = typeOf(reader, expression, scope)
  return [{ name: alias ?? figuredName(expression) ?? '?column?', ...(type ? { type } : {}) }]
}

function readStar(
  reader: Reader,
  qualifier: Name | undefined,
  scope: Scope,
  expanded: readonly Outputs[],
): Outputs {
  const sources = scope.sources ?? []
  const covered = qualifier === undefined ? sources : sources.filter((source) => isNamed(source, qualifier))
  for (const { relation, columns } of covered) {
    if (relation !== undefined) note(reader, relation, columns ? columns.map(({ name }) => name) : ['*'])
  }
  if (qualifier !== undefined) return covered[0]?.columns
  return expanded.every((columns) => columns !== undefined) ? expanded.flat() : undefined
}

function readExpression(reader: Reader, expression: Expression, scope: Scope) {
  if (expression.kind === 'column') readColumn(reader, expression, scope)
  if (expression.kind === 'star' && expression.qualifier !== undefined)
    readStar(reader, expression.qualifier, scope, [])
  if (expression.kind === 'subquery') readOutputs(reader, expression.query, scope)
  if (expression.kind === 'opaque-expression') readAnything(reader, scope)
  for (const part of partsOfExpression(expression)) readExpression(reader, part, scope)
}

function typeOf(reader: Reader, expression: Expression, scope: Scope): TypeName | undefined {
  if (expression.kind === 'cast') return columnType(reader.catalog, expression.type)
  if (expression.kind !== 'column') return undefined
  const { qualifier, name } = expression
  const sources =
    qualifier === undefined ? locate(scope, name) : scope.sources?.filter((one) => isNamed(one, qualifier))
  const types = new Set(sources?.map(({ columns }) => columns?.find((column) => column.name === name)?.type))
  return types.size === 1 ? [...types][0] : undefined
}
