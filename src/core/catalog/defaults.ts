import type { CatalogColumn } from '../catalog.ts'
import { lastPart, type Name, nameOf } from '../name.ts'
import type { Expression } from '../query.ts'
import type { ColumnDefinition } from '../statement.ts'
import {
  childrenOf,
  complain,
  type Draft,
  editColumn,
  editTable,
  omit,
  partSubject,
  report,
  tableAt,
} from './draft.ts'
import { dropRelation } from './drop-relation.ts'
import { defaultFact } from './facts.ts'
import { columnOf, displayName, findRelation, usersOf } from './lookup.ts'
import { chooseRelationName } from './names.ts'
import { newId, putRelation, schemaOf } from './store.ts'

/** The column an action names. When the table has none, the catalog does not know the table's whole shape. */
export function requireColumn(draft: Draft, tableName: Name, name: string): CatalogColumn | undefined {
  const table = tableAt(draft, tableName)
  const column = table && columnOf(table, name)
  if (table && !column && table.shape === 'known' && !draft.tolerant) {
    complain(draft, `nothing in the history gives ${displayName(tableName)} a column ${name}`)
    editTable(draft, table, { shape: 'partial' })
  }
  return column
}

type Default = Pick<CatalogColumn, 'default' | 'sequence'>

/** A default as columns keep it, with the sequence it draws from. DEFAULT NULL is none. */
export function keptDefault(draft: Draft, expression: Expression | undefined): Default {
  const plain = expression?.kind === 'cast' ? expression.operand : expression
  if (!expression || (plain?.kind === 'literal' && plain.type === 'null')) return {}
  const sequence = sequenceIn(expression)
  const found = sequence === undefined ? undefined : findRelation(draft.catalog, sequence)
  return { default: expression, ...(found?.kind === 'sequence' ? { sequence: found.name } : {}) }
}

/** The sequence named in `nextval('orders_id_seq'::regclass)`. */
function sequenceIn(expression: Expression): Name | undefined {
  if (expression.kind !== 'call' || lastPart(expression.name) !== 'nextval') return undefined
  const [argument] = expression.arguments
  const literal = argument?.kind === 'cast' ? argument.operand : argument
  return literal?.kind === 'literal' && literal.type === 'string' ? literal.value : undefined
}

export function makeSequence(draft: Draft, table: Name, column: string): Name {
  const schema = schemaOf(table)
  const parts = { table: lastPart(table), addition: column, label: 'seq' }
  const name = nameOf(schema, chooseRelationName(draft.catalog, schema, parts))
  putRelation(draft.catalog, undefined, {
    kind: 'sequence',
    id: newId(draft.catalog),
    name,
    ownedBy: { table, column },
  })
  return name
}

export function nextValue({ range }: ColumnDefinition, sequence: Name): Expression {
  const argument: Expression = { kind: 'literal', range, type: 'string', value: sequence }
  return { kind: 'call', range, name: 'nextval', arguments: [argument], distinct: false, star: false }
}

/** SET DEFAULT, or DROP DEFAULT when there is no expression. */
export function setDefault(
  draft: Draft,
  tableName: Name,
  name: string,
  expression: Expression | undefined,
  only: boolean,
) {
  const old = requireColumn(draft, tableName, name)
  if (!old) return
  const kept = keptDefault(draft, expression)
  changeColumn(draft, tableName, name, only, (column) => {
    const hasDefault =
      kept.default !== undefined || column.identity !== undefined || column.generated !== undefined
    return { ...omit(column, 'default', 'sequence'), hasDefault, ...kept }
  })
  const now = tableAt(draft, tableName)
  reportDefault(draft, tableName, old, now && columnOf(now, name))
}

function reportDefault(draft: Draft, table: Name, old: CatalogColumn, now: CatalogColumn | undefined) {
  if (!now || (!old.hasDefault && !now.hasDefault)) return
  report(draft, 'column-default-changed', partSubject('column', table, old.name), {
    before: { default: defaultFact(old) },
    after: { default: defaultFact(now) },
  })
}

type Edit = (column: CatalogColumn) => CatalogColumn

function changeColumn(draft: Draft, tableName: Name, name: string, only: boolean, edit: Edit) {
  const table = tableAt(draft, tableName)
  if (!table) return
  editColumn(draft, table, name, edit)
  if (only) return
  for (const child of childrenOf(draft, tableName)) changeColumn(draft, child.name, name, false, edit)
}

export function addIdentity(draft: Draft, tableName: Name, name: string, identity: 'always' | 'by default') {
  const old = requireColumn(draft, tableName, name)
  if (!old) return
  makeSequence(draft, tableName, name)
  changePartitionColumn(draft, tableName, name, (column) => ({ ...column, identity, hasDefault: true }))
  const now = tableAt(draft, tableName)
  reportDefault(draft, tableName, old, now && columnOf(now, name))
}

export function dropIdentity(draft: Draft, tableName: Name, name: string, ifExists: boolean) {
  const old = requireColumn(draft, tableName, name)
  if (!old) return
  if (old.identity === undefined) {
    if (!ifExists) complain(draft, `${name} of ${displayName(tableName)} is not an identity column`)
    return
  }
  dropOwnedSequences(draft, tableName, name, true)
  changePartitionColumn(draft, tableName, name, (column) => ({
    ...omit(column, 'identity'),
    hasDefault: false,
  }))
  const now = tableAt(draft, tableName)
  reportDefault(draft, tableName, old, now && columnOf(now, name))
}

function changePartitionColumn(draft: Draft, tableName: Name, name: string, edit: Edit) {
  const table = tableAt(draft, tableName)
  if (table) changeColumn(draft, tableName, name, table.partitionBy === undefined, edit)
}

/** Drops the sequences that belong to a column. */
export function dropOwnedSequences(draft: Draft, table: Name, column: string, cascade: boolean) {
  for (const user of usersOf(draft.catalog, table)) {
    if (user.kind === 'sequence' && user.ownedBy?.column === column)
      dropRelation(draft, user.name, { cascade })
  }
}

export function setExpression(draft: Draft, tableName: Name, name: string, expression: Expression) {
  if (!requireColumn(draft, tableName, name)) return
  changeColumn(draft, tableName, name, false, (column) =>
    column.generated ? { ...column, generated: { ...column.generated, expression } } : column,
  )
}

/** DROP EXPRESSION: a generated column becomes a plain one that keeps its values. */
export function dropExpression(draft: Draft, tableName: Name, name: string) {
  if (!requireColumn(draft, tableName, name)) return
  changeColumn(draft, tableName, name, false, (column) => {
    if (!column.generated) return column
    return { ...omit(column, 'generated'), hasDefault: column.default !== undefined }
  })
}
