import type { CatalogColumn, Table } from '../catalog.ts'
import type { Name } from '../name.ts'
import type { ConstraintDefinition, CreateTable, Like } from '../statement.ts'
import { addCheck } from './checks.ts'
import { inlineConstraints, makeColumn } from './columns.ts'
import { addConstraint } from './constraints.ts'
import { complain, type Draft, missing, omit, report, subject, tableAt } from './draft.ts'
import { dropRelation } from './drop-relation.ts'
import { sameTree } from './expressions.ts'
import { buildIndex } from './indexes.ts'
import { columnsFrom, inheritChecks, inheritKeys } from './inheritance.ts'
import { displayName, findTable, isTable, newName } from './lookup.ts'
import { declaredNotNull } from './nulls.ts'
import { readQuery } from './reads.ts'
import { newId, putRelation } from './store.ts'
import { ensureSchema } from './views.ts'

/** CREATE TABLE in all its forms, SELECT INTO among them. */
export function createTable(draft: Draft, statement: CreateTable) {
  const name = newName(draft.catalog, statement.table, statement.temporary)
  const present = draft.catalog.relations.get(name)
  if (present && !statement.orReplace) {
    if (statement.ifNotExists || draft.tolerant) return
    complain(draft, `${displayName(name)} already exists`)
    if (!isTable(present)) return
    // It can only succeed where something unseen took the old table away: what it makes is a new, empty one.
  }
  const parents = parentsOf(draft, statement)
  const changes = draft.changes.length
  if (present) dropRelation(draft, name, { cascade: true })
  ensureSchema(draft, name)
  const table = bareTable(draft, name, statement, parents)
  putRelation(draft.catalog, undefined, table)
  for (const parent of parents) inheritChecks(draft, parent, table)
  for (const like of statement.likes) copyLike(draft, name, like)
  addConstraints(draft, statement, name, parents)
  draft.changes.length = changes
  const columns = (tableAt(draft, name) ?? table).columns.map((column) => column.name)
  const after = {
    columns,
    ...(statement.partitionOf && parents[0] ? { partitionOf: displayName(parents[0].name) } : {}),
  }
  report(draft, present && statement.orReplace ? 'table-replaced' : 'table-created', subject('table', name), {
    after,
  })
}

function parentsOf(draft: Draft, { partitionOf, inherits }: CreateTable): readonly Table[] {
  const names = partitionOf ? [partitionOf.parent, ...inherits] : inherits
  return names.flatMap((name) => {
    const parent = findTable(draft.catalog, name)
    if (!parent) missing(draft, name)
    return parent ?? []
  })
}

function bareTable(draft: Draft, name: Name, statement: CreateTable, parents: readonly Table[]): Table {
  const { partitionOf, partitionBy } = statement
  const id = newId(draft.catalog)
  const { columns, known } = columnsOf(draft, name, statement, parents)
  const unknownParent = parents.length < statement.inherits.length + (partitionOf ? 1 : 0)
  // OF a composite type: the catalog does not keep the attributes of types.
  const typed = statement.options.of !== undefined
  const unknownLike = statement.likes.some((like) => !findTable(draft.catalog, like.table))
  const parent = partitionOf ? parents[0] : undefined
  return {
    kind: statement.options.server === undefined ? 'table' : 'foreign-table',
    id,
    name,
    columns,
    constraints: [],
    indexes: [],
    persistence: statement.temporary ? 'temporary' : statement.unlogged ? 'unlogged' : 'permanent',
    inherits: partitionOf ? [] : parents.map((one) => one.name),
    rowSecurity: false,
    forceRowSecurity: false,
    policies: [],
    triggers: [],
    replicaIdentity: 'default',
    grants: [],
    shape:
      known && !typed && !unknownParent && !unknownLike && parents.every(({ shape }) => shape === 'known')
        ? 'known'
        : 'partial',
    ...(partitionBy ? { partitionBy } : {}),
    ...(parent && partitionOf ? { partitionOf: parent.name, partitionBound: partitionOf.bound } : {}),
  }
}

interface Columns {
  readonly columns: readonly CatalogColumn[]
  readonly known: boolean
}

function columnsOf(draft: Draft, name: Name, statement: CreateTable, parents: readonly Table[]): Columns {
  const taken = [
    ...columnsFrom(parents, statement.partitionOf !== undefined),
    ...likedColumns(draft, name, statement.likes),
  ]
  const own = statement.columns.map((definition) => makeColumn(draft, name, definition))
  const columns = taken.map((column) => {
    const redeclared = own.find((one) => one.name === column.name)
    return redeclared ? redeclare(column, redeclared) : column
  })
  columns.push(...own.filter((column) => !taken.some((one) => one.name === column.name)))
  if (!statement.query) return { columns, known: true }
  const { outputs } = readQuery(draft.catalog, statement.query)
  const named = (outputs ?? []).map((output, i) => ({ ...output, name: columns[i]?.name ?? output.name }))
  const selected = named.map(
    ({ name: column, type }): CatalogColumn => ({
      name: column,
      type: type ?? undefined,
      nullable: true,
      hasDefault: false,
    }),
  )
  return {
    columns: selected.length > 0 ? selected : columns,
    known: outputs !== undefined || columns.length > 0,
  }
}

/** A column that a child declares although a parent has it: one column, the child's own as well. */
function redeclare(taken: CatalogColumn, own: CatalogColumn): CatalogColumn {
  const merged: CatalogColumn = {
    ...omit(taken, 'inherited', 'notNullInherited'),
    ...omit(own, 'type', 'nullable', 'hasDefault'),
    type: own.type?.name === 'unknown' ? taken.type : (own.type ?? taken.type),
    nullable: taken.nullable && own.nullable,
    hasDefault: taken.hasDefault || own.hasDefault,
  }
  return own.nullable && !taken.nullable ? { ...merged, notNullInherited: true } : merged
}

function likedColumns(draft: Draft, name: Name, likes: readonly Like[]): CatalogColumn[] {
  return likes.flatMap(({ table, including }) => {
    const source = findTable(draft.catalog, table)
    if (!source) missing(draft, table)
    const has = (part: string) => including.includes(part) || including.includes('all')
    if (!source) return []
    return source.columns.map((column) => ({
      ...likedColumn(draft, name, column, has),
      nullable: column.nullable && !declaredNotNull(source, column.name),
    }))
  })
}

function likedColumn(
  draft: Draft,
  table: Name,
  column: CatalogColumn,
  has: (part: string) => boolean,
): CatalogColumn {
  const { name, type, nullable, collation } = column
  const identity = has('identity') ? column.identity : undefined
  const generated = has('generated') ? column.generated : undefined
  const given = has('defaults') ? column.default : undefined
  if (identity && type) {
    const range = { start: 0, end: 0 }
    makeColumn(draft, table, { name, type, identity, range, notNull: true, constraints: [] })
  }
  return {
    name,
    type,
    nullable,
    hasDefault: given !== undefined || identity !== undefined || generated !== undefined,
    ...(given ? { default: given } : {}),
    ...(given && column.sequence !== undefined ? { sequence: column.sequence } : {}),
    ...(identity ? { identity } : {}),
    ...(generated ? { generated } : {}),
    ...(collation === undefined ? {} : { collation }),
    ...(has('comments') && column.comment !== undefined ? { comment: column.comment } : {}),
  }
}

/** Checks and indexes that LIKE copies: checks keep their names, indexes get new ones. */
function copyLike(draft: Draft, name: Name, { table, including }: Like) {
  const source = findTable(draft.catalog, table)
  if (!source) return
  const has = (part: string) => including.includes(part) || including.includes('all')
  for (const constraint of source.constraints) {
    const now = tableAt(draft, name)
    if (now && has('constraints') && constraint.kind === 'check') {
      addCheck(draft, now, { ...omit(constraint, 'inherited'), validated: constraint.enforced })
    }
  }
  if (!has('indexes')) return
  for (const {
    name: _name,
    constraint: _constraint,
    parent: _parent,
    valid: _valid,
    ...body
  } of source.indexes) {
    const backed = source.constraints.find(({ index }) => index === _name)
    if (!backed) buildIndex(draft, name, body)
    else {
      const { name: _backed, index: _index, ...constraint } = omit(backed, 'inherited')
      buildIndex(draft, name, { ...body, constraint })
    }
  }
}

/** In the server's order: checks, then what the partitioned parent has, then indexes (the primary key first), then foreign keys. */
function addConstraints(draft: Draft, statement: CreateTable, name: Name, parents: readonly Table[]) {
  const all = [...statement.columns.flatMap(inlineConstraints), ...statement.constraints].sort(
    (one, other) => one.range.start - other.range.start,
  )
  const add = (definition: ConstraintDefinition) => addConstraint(draft, name, definition, { creating: true })
  for (const definition of all)
    if (definition.kind === 'not-null' || definition.kind === 'check') add(definition)
  const parent = statement.partitionOf ? parents[0] : undefined
  if (parent) inheritKeys(draft, parent, name)
  for (const definition of indexed(all)) add(definition)
  for (const definition of all) if (definition.kind === 'foreign-key') add(definition)
}

/** Primary key first; definitions that ask for the same index are one, named by the first that has a name. */
function indexed(all: readonly ConstraintDefinition[]): readonly ConstraintDefinition[] {
  const wanted = all.filter(({ kind }) => kind === 'unique' || kind === 'exclude')
  const kept = all.filter(({ kind }) => kind === 'primary-key').slice(0, 1)
  for (const definition of wanted) {
    const i = kept.findIndex(
      (one) =>
        one.kind !== 'exclude' && definition.kind !== 'exclude' && sameTree(shape(one), shape(definition)),
    )
    const same = kept[i]
    if (!same) kept.push(definition)
    else if (same.name === undefined && definition.name !== undefined)
      kept[i] = { ...same, name: definition.name }
  }
  return kept
}

const shape = ({ columns, include, nullsNotDistinct, deferrable }: ConstraintDefinition) => [
  columns,
  include,
  nullsNotDistinct,
  deferrable,
]
