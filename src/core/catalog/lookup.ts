import type {
  Catalog,
  CatalogColumn,
  Constraint,
  PartialReason,
  Relation,
  Routine,
  Table,
} from '../catalog.ts'
import { columnName, type Name, nameOf, partsOf, quote } from '../name.ts'
import { conjuncts } from './expressions.ts'

/** Where temporary objects live; searched before everything else and emptied when a file begins. */
export const temporarySchema = 'pg_temp'

/** A canonical last part put into a schema: `app` and `orders` make `app.orders`. */
export function fullNameIn(schema: string, canonical: Name): Name {
  return `${quote(schema)}.${canonical}`
}

/** The full names an object may have, in the order the server tries them. A database before the schema is left out. */
export function searched(catalog: Catalog, name: Name): readonly Name[] {
  const parts = name.includes('.') ? partsOf(name) : []
  if (parts.length > 1) return [parts.length === 2 ? name : nameOf(...parts.slice(-2))]
  return [temporarySchema, ...catalog.searchPath].map((schema) => fullNameIn(schema, name))
}

/** The full name of the relation a statement names, as the search path finds it; undefined when the catalog holds none. */
export function resolveName(catalog: Catalog, name: Name): Name | undefined {
  return findRelation(catalog, name)?.name
}

/** The relation (table, view or sequence) a name finds, unqualified names through the search path. */
export function findRelation(catalog: Catalog, name: Name): Relation | undefined {
  for (const full of searched(catalog, name)) {
    const relation = catalog.relations.get(full)
    if (relation) return relation
  }
  return undefined
}

/** Like `findRelation`, for tables and foreign tables only. */
export function findTable(catalog: Catalog, name: Name): Table | undefined {
  const relation = findRelation(catalog, name)
  return relation && isTable(relation) ? relation : undefined
}

/** The function or procedure a call names; overloads share an entry. */
export function findRoutine(catalog: Catalog, name: Name): Routine | undefined {
  return searched(catalog, name)
    .map((full) => catalog.routines.get(full))
    .find((routine) => routine !== undefined)
}

export function isTable(relation: Relation): relation is Table {
  return relation.kind === 'table' || relation.kind === 'foreign-table'
}

/** A full name as people write it: without `public.` or the temporary schema. */
export function displayName(name: Name): Name {
  if (name.startsWith('public.')) return name.slice(7)
  return name.startsWith('pg_temp.') ? name.slice(8) : name
}

/** The schema where an unqualified new object goes: the first of the search path that exists, else the first one written. */
function creationSchema(catalog: Catalog): string {
  const path = catalog.searchPath
  return path.find((schema) => catalog.schemas.has(schema)) ?? path[0] ?? 'public'
}

/** The full name of an object that a statement makes under this name. */
export function newName(catalog: Catalog, name: Name, temporary = false): Name {
  const parts = partsOf(name)
  if (temporary) return nameOf(temporarySchema, parts.at(-1))
  return parts.length > 1 ? nameOf(...parts.slice(-2)) : fullNameIn(creationSchema(catalog), name)
}

/** A table's column by its unquoted name. */
export function columnOf(table: Table, name: string): CatalogColumn | undefined {
  return table.columns.find((column) => column.name === name)
}

/** The table or materialized view an index stands on; the index's name qualified or found through the search path. */
export function indexOwner(
  catalog: Catalog,
  indexName: Name,
): Exclude<Relation, { kind: 'sequence' }> | undefined {
  for (const full of searched(catalog, indexName)) {
    const owner = catalog.indexes.get(full)
    const relation = owner === undefined ? undefined : catalog.relations.get(owner)
    if (relation && relation.kind !== 'sequence') return relation
  }
  return undefined
}

export function primaryKey(table: Table): Constraint | undefined {
  return table.constraints.find((constraint) => constraint.kind === 'primary-key')
}

/**
 * Whether a column is known to hold no NULL: it is declared NOT NULL, or a validated CHECK says `column IS NOT NULL`, alone or as one
 * operand of a top-level AND. The server skips the scan of SET NOT NULL on the strength of such a check.
 */
export function isNullProven(table: Table, column: string): boolean {
  if (columnOf(table, column)?.nullable === false) return true
  return table.constraints.some(
    ({ kind, validated, enforced, expression }) =>
      kind === 'check' &&
      validated &&
      enforced &&
      expression &&
      conjuncts(expression).some((part) => saysNotNull(part, column)),
  )
}

function saysNotNull(expression: NonNullable<Constraint['expression']>, column: string): boolean {
  if (expression.kind !== 'operation' || expression.operator !== 'is not null') return false
  const operand = expression.operands[0]
  return operand?.kind === 'column' && operand.name === column
}

/**
 * Whether the catalog holds a relation of this name. `unknown` when it holds none but may not have seen everything: part of the history
 * could not be read, the schema was never created in it, or the name is the server's own.
 */
export function existsIn(catalog: Catalog, name: Name): 'yes' | 'no' | 'unknown' {
  if (findRelation(catalog, name)) return 'yes'
  if (catalog.partial.length > 0) return 'unknown'
  const parts = partsOf(name)
  const schema = parts.length > 1 ? parts.at(-2) : undefined
  if (schema === undefined) return parts[0]?.startsWith('pg_') ? 'unknown' : 'no'
  return catalog.schemas.has(schema) ? 'no' : 'unknown'
}

/** The relations that refer to a relation or user type: readers, referencing tables, children, owned sequences. */
export function usersOf(catalog: Catalog, fullName: Name): readonly Relation[] {
  const names = catalog.users.get(fullName)
  if (!names) return []
  return [...names.keys()].map((name) => catalog.relations.get(name)).filter((user) => user !== undefined)
}

/** What stands in the way of dropping a relation or column, or goes with it. */
export interface Dependent {
  readonly kind: Relation['kind'] | 'foreign-key' | 'child' | 'partition'
  /** As people write it; of a foreign key `table.constraint`. */
  readonly name: Name
  /** The full name of the view, the child or partition, or the table that holds the foreign key. */
  readonly relation?: Name
  /** A view that may read the column: its query could not be resolved. */
  readonly possible?: true
}

/** What depends directly on a relation, or on one of its columns. */
export function dependents(catalog: Catalog, relation: Name, column?: string): readonly Dependent[] {
  const name = resolveName(catalog, relation) ?? relation
  return usersOf(catalog, name).flatMap((user) => dependence(user, name, column))
}

/** How one relation depends on another by its full name, or on a column of it. */
export function dependence(user: Relation, name: Name, column?: string): readonly Dependent[] {
  if (user.kind === 'sequence') return []
  const itself = { relation: user.name, name: displayName(user.name) }
  if (!isTable(user)) {
    const read = user.reads.find((one) => one.relation === name)
    if (!read) return []
    if (column === undefined || read.columns.includes(column)) return [{ kind: user.kind, ...itself }]
    return read.columns.includes('*') ? [{ kind: user.kind, ...itself, possible: true }] : []
  }
  const keys = user.constraints
    .filter(({ references, parent }) => references?.table === name && parent === undefined)
    .filter(({ references }) => column === undefined || references?.columns.includes(column))
    .map(
      (key): Dependent => ({
        kind: 'foreign-key',
        relation: user.name,
        name: columnName(itself.name, key.name),
      }),
    )
  const has = column === undefined || user.columns.some((one) => one.name === column)
  if (has && user.partitionOf === name) return [...keys, { kind: 'partition', ...itself }]
  return has && user.inherits.includes(name) ? [...keys, { kind: 'child', ...itself }] : keys
}

const mostReasons = 50

/** The catalog with one more reason why it may be incomplete; reasons already given and those beyond fifty are left out. */
export function withPartialReason(catalog: Catalog, path: string, reason: string): Catalog {
  if (catalog.partial.length >= mostReasons) return catalog
  const given = (known: PartialReason) => known.path === path && known.reason === reason
  return catalog.partial.some(given)
    ? catalog
    : { ...catalog, partial: [...catalog.partial, { path, reason }] }
}
