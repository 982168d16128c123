import { displayName, isTable, primaryKey } from '../core/catalog/lookup.ts'
import type { CatalogColumn, Constraint, Index, Relation, Table } from '../core/catalog.ts'
import { type Expression, typeText } from '../core/query.ts'
import { sizeText, type TableStatistics } from '../core/statistics.ts'
import { shortened } from '../core/text.ts'
import { expressionText } from './expression-text.ts'

const longestExpression = 120

/** What may be said of the SQL of a default, a check, an index. */
export type Share = (sql: string) => string

/**
 * A relation on one line: `app.orders ~1.2 M rows, 96 GB: id bigint pk, customer_id bigint? -> app.customers(id) | unique(code) | idx(status)`.
 * `?` is a column that may be null; `...` stands for what is not known.
 */
export function relationText(relation: Relation, share: Share, size?: TableStatistics): string {
  const name = `${displayName(relation.name)}${size ? ` ~${sizeText(size)}` : ''}`
  if (relation.kind === 'sequence') return `${name}: sequence`
  if (!isTable(relation))
    return `${name}: ${relation.kind.replace('-', ' ')} (${relation.columns.join(', ')})`
  return `${name}: ${[columnsText(relation, share).join(', '), ...detailsOf(relation, share)].join(' | ')}`
}

/** What a change makes of a relation, one line each; none where nothing does. */
export function relationChanges(
  before: Relation | undefined,
  after: Relation | undefined,
  share: Share,
): readonly string[] {
  if (!after) return ['  - all of it']
  if (!before) return ['  + all of it, by this change']
  if (!isTable(before) || !isTable(after)) return []
  const [old, fresh] = [piecesOf(before, share), piecesOf(after, share)]
  return [
    ...old.filter((piece) => !fresh.includes(piece)).map((piece) => `  - ${piece}`),
    ...fresh.filter((piece) => !old.includes(piece)).map((piece) => `  + ${piece}`),
  ]
}

const piecesOf = (table: Table, share: Share) => [...columnsText(table, share), ...detailsOf(table, share)]

const sqlOf = (expression: Expression, share: Share) =>
  share(shortened(expressionText(expression), longestExpression))

function columnsText(table: Table, share: Share): string[] {
  const key = primaryKey(table)?.columns ?? []
  const columns = table.columns.map((column) => columnText(column, { table, key, share }))
  return table.shape === 'partial' ? [...columns, '...'] : columns
}

function columnText(
  column: CatalogColumn,
  { table, key, share }: { readonly table: Table; readonly key: readonly string[]; readonly share: Share },
): string {
  const { name, type, nullable, generated, identity } = column
  const reference = table.constraints.find(
    ({ kind, columns }) => kind === 'foreign-key' && columns.length === 1 && columns[0] === name,
  )?.references
  return [
    `${name} ${type ? typeText(type) : '...'}${nullable ? '?' : ''}`,
    key.length === 1 && key[0] === name ? 'pk' : '',
    reference ? `-> ${displayName(reference.table)}(${reference.columns.join(', ')})` : '',
    column.default ? `default ${sqlOf(column.default, share)}` : '',
    generated ? 'generated' : '',
    identity ? 'identity' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function detailsOf(table: Table, share: Share): string[] {
  const { partitionBy, rowSecurity, triggers } = table
  const backing = new Set(table.constraints.flatMap(({ index }) => index ?? []))
  return [
    ...table.constraints.flatMap((constraint) => constraintText(constraint, share)),
    ...table.indexes.filter(({ name }) => !backing.has(name)).map((index) => indexText(index, share)),
    ...(partitionBy ? [`partitioned by ${partitionBy.strategy}(${partitionBy.columns.join(', ')})`] : []),
    ...(rowSecurity ? ['row security'] : []),
    ...(triggers.length > 0 ? [`triggers(${triggers.join(', ')})`] : []),
  ]
}

/** What is said beside its only column is not said again. */
function constraintText(constraint: Constraint, share: Share): string[] {
  const { kind, columns, expression, references, validated } = constraint
  const unproved = validated ? '' : ' not valid'
  if (kind === 'check') {
    const text = expression ? sqlOf(expression, share) : columns.join(', ')
    return [`check(${text})${unproved}`]
  }
  if (kind === 'unique' || kind === 'exclude') return [`${kind}(${columns.join(', ')})`]
  if (columns.length < 2) return []
  if (kind === 'primary-key') return [`pk(${columns.join(', ')})`]
  if (kind !== 'foreign-key' || !references) return []
  return [
    `fk(${columns.join(', ')}) -> ${displayName(references.table)}(${references.columns.join(', ')})${unproved}`,
  ]
}

function indexText({ unique, method, keys, where }: Index, share: Share): string {
  const columns = keys.map(({ column, expression }) =>
    column !== undefined ? column : expression ? sqlOf(expression, share) : '...',
  )
  const kind = `${unique ? 'unique ' : ''}idx${method === 'btree' ? '' : ` ${method}`}`
  const condition = where ? ` where ${sqlOf(where, share)}` : ''
  return `${kind}(${columns.join(', ')})${condition}`
}
