import { displayName, isTable, primaryKey } from '../core/catalog/lookup.ts'
import type { CatalogColumn, Constraint, Index, Relation, Table } from '../core/catalog.ts'
import { type Expression, typeText } from '../core/query.ts'
import { sizeText, type TableStatistics } from '../core/statistics.ts'
import { shortened } from '../core/text.ts'
import { expressionText } from './expression-text.ts'
import type { Sharing } from './sharing.ts'
import { mayName } from './told.ts'

const longestExpression = 120

/**
 * A relation on one line: `app.orders ~1.2 M rows, 96 GB: id bigint pk, customer_id bigint? -> app.customers(id) | unique(code) | idx(status)`.
 * `?` is a column that may be null; `...` stands for what is not known, or may not be named.
 */
export function relationText(relation: Relation, sharing: Sharing, size?: TableStatistics): string {
  const name = `${displayName(relation.name)}${size ? ` ~${sizeText(size)}` : ''}`
  if (relation.kind === 'sequence') return `${name}: sequence`
  if (!isTable(relation))
    return `${name}: ${relation.kind.replace('-', ' ')} (${relation.columns.join(', ')})`
  return `${name}: ${[columnsText(relation, sharing).join(', '), ...detailsOf(relation, sharing)].join(' | ')}`
}

/** What a change makes of a relation, one line each; none where nothing does. */
export function relationChanges(
  before: Relation | undefined,
  after: Relation | undefined,
  sharing: Sharing,
): readonly string[] {
  if (!after) return ['  - all of it']
  if (!before) return ['  + all of it, by this change']
  if (!isTable(before) || !isTable(after)) return []
  const [old, fresh] = [piecesOf(before, sharing), piecesOf(after, sharing)]
  return [
    ...old.filter((piece) => !fresh.includes(piece)).map((piece) => `  - ${piece}`),
    ...fresh.filter((piece) => !old.includes(piece)).map((piece) => `  + ${piece}`),
  ]
}

const piecesOf = (table: Table, sharing: Sharing) => [
  ...columnsText(table, sharing),
  ...detailsOf(table, sharing),
]

const sqlOf = (expression: Expression, sharing: Sharing) =>
  sharing.text(shortened(expressionText(expression), longestExpression), 'sql').replaceAll(/[\r\n]+/g, ' ')

/** Whom a key points to; of one that is kept back neither its name nor its columns. */
function referenceText({ table, columns }: NonNullable<Constraint['references']>, sharing: Sharing): string {
  return mayName(table, sharing) ? `-> ${displayName(table)}(${columns.join(', ')})` : '-> ...'
}

function columnsText(table: Table, sharing: Sharing): string[] {
  const key = primaryKey(table)?.columns ?? []
  const columns = table.columns.map((column) => columnText(column, { table, key, sharing }))
  return table.shape === 'partial' ? [...columns, '...'] : columns
}

function columnText(
  column: CatalogColumn,
  {
    table,
    key,
    sharing,
  }: { readonly table: Table; readonly key: readonly string[]; readonly sharing: Sharing },
): string {
  const { name, type, nullable, generated, identity } = column
  const reference = table.constraints.find(
    ({ kind, columns }) => kind === 'foreign-key' && columns.length === 1 && columns[0] === name,
  )?.references
  return [
    `${name} ${type ? typeText(type) : '...'}${nullable ? '?' : ''}`,
    key.length === 1 && key[0] === name ? 'pk' : '',
    reference ? referenceText(reference, sharing) : '',
    column.default ? `default ${sqlOf(column.default, sharing)}` : '',
    generated ? 'generated' : '',
    identity ? 'identity' : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function detailsOf(table: Table, sharing: Sharing): string[] {
  const { partitionBy, rowSecurity, triggers } = table
  const backing = new Set(table.constraints.flatMap(({ index }) => index ?? []))
  return [
    ...table.constraints.flatMap((constraint) => constraintText(constraint, sharing)),
    ...table.indexes.filter(({ name }) => !backing.has(name)).map((index) => indexText(index, sharing)),
    ...(partitionBy ? [`partitioned by ${partitionBy.strategy}(${partitionBy.columns.join(', ')})`] : []),
    ...(rowSecurity ? ['row security'] : []),
    ...(triggers.length > 0 ? [`triggers(${triggers.join(', ')})`] : []),
  ]
}

/** What is said beside its only column is not said again. */
function constraintText(constraint: Constraint, sharing: Sharing): string[] {
  const { kind, columns, expression, references, validated } = constraint
  const unproved = validated ? '' : ' not valid'
  if (kind === 'check') {
    const text = expression ? sqlOf(expression, sharing) : columns.join(', ')
    return [`check(${text})${unproved}`]
  }
  if (kind === 'unique' || kind === 'exclude') return [`${kind}(${columns.join(', ')})`]
  if (columns.length < 2) return []
  if (kind === 'primary-key') return [`pk(${columns.join(', ')})`]
  if (kind !== 'foreign-key' || !references) return []
  return [`fk(${columns.join(', ')}) ${referenceText(references, sharing)}${unproved}`]
}

function indexText({ unique, method, keys, where }: Index, sharing: Sharing): string {
  const columns = keys.map(({ column, expression }) =>
    column !== undefined ? column : expression ? sqlOf(expression, sharing) : '...',
  )
  const kind = `${unique ? 'unique ' : ''}idx${method === 'btree' ? '' : ` ${method}`}`
  const condition = where ? ` where ${sqlOf(where, sharing)}` : ''
  return `${kind}(${columns.join(', ')})${condition}`
}
