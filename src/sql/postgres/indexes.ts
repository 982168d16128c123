import type { IndexElem, IndexStmt } from 'libpg-query'
import type { CreateIndex, IndexKey } from '../../core/statement.ts'
import { listName, only, optionsOf, relationName } from './nodes.ts'
import { readExpression } from './reading.ts'
import type { Source } from './source.ts'

export function readCreateIndex(node: IndexStmt, source: Source): CreateIndex {
  return {
    kind: 'create-index',
    range: source.range,
    ...(node.idxname !== undefined && { name: node.idxname }),
    table: relationName(node.relation),
    unique: node.unique ?? false,
    concurrently: node.concurrent ?? false,
    ifNotExists: node.if_not_exists ?? false,
    only: node.relation !== undefined && !node.relation.inh,
    method: node.accessMethod ?? 'btree',
    keys: only(node.indexParams, 'IndexElem').map((element) => readKey(element, source)),
    include: only(node.indexIncludingParams, 'IndexElem').map((element) => element.name ?? ''),
    ...(node.whereClause && { where: readExpression(node.whereClause, source) }),
    nullsNotDistinct: node.nulls_not_distinct ?? false,
  }
}

function readKey(element: IndexElem, source: Source): IndexKey {
  return {
    ...(element.name !== undefined && { column: element.name }),
    ...(element.expr && { expression: readExpression(element.expr, source) }),
    ordering: ordering(element),
  }
}

/** Ascending with nulls last and descending with nulls first are the defaults. */
function ordering(element: IndexElem): string {
  const descending = element.ordering === 'SORTBY_DESC'
  const nulls = element.nulls_ordering
  const options = Object.entries(optionsOf(element.opclassopts)).map(([name, value]) => `${name}=${value}`)
  const opclass = element.opclass
    ? listName(element.opclass) + (options.length > 0 ? `(${options.join(',')})` : '')
    : ''
  const parts = [
    element.collation ? `collate ${listName(element.collation)}` : '',
    opclass,
    descending ? 'desc' : '',
    nulls === 'SORTBY_NULLS_FIRST' && !descending ? 'nulls first' : '',
    nulls === 'SORTBY_NULLS_LAST' && descending ? 'nulls last' : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}
