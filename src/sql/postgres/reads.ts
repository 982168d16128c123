import type { CopyStmt, ExplainStmt, FuncCall, SelectStmt, ViewStmt } from 'libpg-query'
import type { Copy, CreateView, Statement } from '../../core/statement.ts'
import { as, only, optionsOf, type Readers, relationName, strings } from './nodes.ts'
import { readQuery, readQueryInside } from './queries.ts'
import { queryFrom, wholeExtent } from './query-extents.ts'
import { setting } from './settings.ts'
import type { Source } from './source.ts'
import { createdBy } from './tables.ts'

/** SELECT and the statements that carry a query. */
export const readReaders: Readers<[Source], Statement | Statement[]> = {
  SelectStmt: readSelectStatement,
  ViewStmt: readView,
  CopyStmt: readCopy,
  ExplainStmt: readExplain,
  DeclareCursorStmt: (node, source) => ({
    kind: 'read',
    range: source.range,
    ...(node.query && { query: readQuery(node.query, source, queryFrom(source, 1)) }),
  }),
  VariableShowStmt: (_, source) => ({ kind: 'read', range: source.range }),
  ExecuteStmt: (_, source) => ({ kind: 'opaque', range: source.range, reason: 'prepared statement' }),
  CallStmt: (_, source) => ({ kind: 'opaque', range: source.range, reason: 'procedure call' }),
}

function readSelectStatement(node: SelectStmt, source: Source): Statement | Statement[] {
  const settings = setConfig(node, source)
  if (settings.length > 0) return settings
  const query = readQuery({ SelectStmt: node }, source, wholeExtent(source))
  const into = intoOf(node)
  return into ? createdBy(source, into, false, query) : { kind: 'read', range: source.range, query }
}

function intoOf(node: SelectStmt): SelectStmt['intoClause'] {
  return node.intoClause ?? (node.larg ? intoOf(node.larg) : undefined)
}

/** `SELECT pg_catalog.set_config('search_path', '', false)`: a SET in a query's clothes, as pg_dump writes it. */
function setConfig(node: SelectStmt, source: Source): Statement[] {
  const targets = only(node.targetList, 'ResTarget')
  if (node.fromClause || targets.length === 0) return []
  const calls = targets.map((target) => as(target.val, 'FuncCall'))
  const settings = calls.map((call) => (call ? configured(call, source) : undefined))
  return settings.every((statement) => statement !== undefined) ? settings : []
}

function configured(call: FuncCall, source: Source): Statement | undefined {
  if (strings(call.funcname).at(-1) !== 'set_config') return undefined
  const [parameter, value, local] = (call.args ?? []).map((arg) => as(arg, 'A_Const'))
  if (!parameter?.sval || !value?.sval || !local?.boolval) return undefined
  const name = (parameter.sval.sval ?? '').toLowerCase()
  return setting(source, name, [value.sval.sval ?? ''], local.boolval.boolval ?? false)
}

function readView(node: ViewStmt, source: Source): CreateView {
  const start = source.tokens.from(Math.max(0, source.at(node.view?.location)))
  const as = source.tokens.find(start + 1, source.tokens.length, 'as')
  const end =
    node.withCheckOption && node.withCheckOption !== 'NO_CHECK_OPTION' ? checkOption(source) : undefined
  return {
    kind: 'create-view',
    range: source.range,
    view: relationName(node.view),
    materialized: false,
    orReplace: node.replace ?? false,
    ifNotExists: false,
    temporary: node.view?.relpersistence === 't',
    columns: strings(node.aliases),
    query: readQuery(node.query ?? { SelectStmt: {} }, source, queryFrom(source, as + 1, end)),
    withData: true,
  }
}

/** Last token before WITH [LOCAL | CASCADED] CHECK OPTION. */
function checkOption(source: Source): number {
  return source.tokens.findLast(0, source.tokens.length, 'with') - 1
}

function readCopy(node: CopyStmt, source: Source): Copy | Statement[] {
  const direction = node.is_from ? 'from' : 'to'
  const copy: Copy = {
    kind: 'copy',
    range: source.range,
    ...(node.relation && { table: relationName(node.relation) }),
    direction,
  }
  if (!node.query || 'SelectStmt' in node.query) return copy
  readQueryInside(node.query, source, 0)
  return [copy]
}

/** EXPLAIN ANALYZE runs what it explains. */
function readExplain(node: ExplainStmt, source: Source): Statement[] {
  const query = node.query
  const options = optionsOf(node.options)
  const runs = options.analyze !== undefined && !['false', 'off', '0'].includes(options.analyze)
  if (!query || !('SelectStmt' in query)) {
    if (query && runs) readQuery(query, source, queryFrom(source, 1))
    return [{ kind: 'read', range: source.range }]
  }
  const read = readQuery(query, source, queryFrom(source, 1))
  if (!runs) source.modifying.splice(0)
  return [{ kind: 'read', range: source.range, query: read }]
}
