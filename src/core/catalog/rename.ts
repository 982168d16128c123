import type { Constraint, Index, Relation, Sequence, Table, View } from '../catalog.ts'
import type { Name } from '../name.ts'
import { requireColumn } from './defaults.ts'
import { childrenOf, complain, type Draft, partSubject, report, subject, tableAt } from './draft.ts'
import { renamedIn } from './expressions.ts'
import { columnOf, displayName, isTable, usersOf } from './lookup.ts'
import { relationNameTaken } from './names.ts'
import { putRelation, schemaOf } from './store.ts'

/** Gives a relation another full name, everywhere it is referred to; its indexes, constraints and own sequences follow into its schema. */
export function moveRelation(draft: Draft, from: Name, to: Name) {
  const relation = draft.catalog.relations.get(from)
  if (!relation || from === to) return
  if (relationNameTaken(draft.catalog, to)) return complain(draft, `${displayName(to)} already exists`)
  const users = usersOf(draft.catalog, from)
  putRelation(draft.catalog, relation, pointed({ ...relation, name: to }, from, to))
  for (const user of users) {
    if (user.name === from) continue
    const now = draft.catalog.relations.get(user.name)
    if (now) putRelation(draft.catalog, now, pointed(now, from, to))
  }
  if (schemaOf(from) === schemaOf(to)) return
  for (const user of users) {
    if (user.kind === 'sequence')
      moveRelation(
        draft,
        user.name,
        user.name.replace(/^("(?:[^"]|"")*"|[^."]+)/, () => quoteOf(to)),
      )
  }
}

/** The schema of a full name as it is written there. */
function quoteOf(fullName: Name): string {
  return /^("(?:[^"]|"")*"|[^."]+)/.exec(fullName)?.[0] ?? fullName
}

/** A relation whose references to one name point to another. */
function pointed<R extends Relation>(relation: R, from: Name, to: Name): Relation {
  const follow = (name: Name) => (name === from ? to : name)
  if (relation.kind === 'sequence') {
    const sequence: Sequence = relation
    return sequence.ownedBy
      ? { ...sequence, ownedBy: { ...sequence.ownedBy, table: follow(sequence.ownedBy.table) } }
      : sequence
  }
  if (!isTable(relation)) {
    const view: View = relation
    return { ...view, reads: view.reads.map((read) => ({ ...read, relation: follow(read.relation) })) }
  }
  const table: Table = relation
  return {
    ...table,
    inherits: table.inherits.map(follow),
    columns: table.columns.map((column) => (column.sequence === from ? { ...column, sequence: to } : column)),
    ...(table.partitionOf === undefined ? {} : { partitionOf: follow(table.partitionOf) }),
    constraints: table.constraints.map((constraint) =>
      constraint.references
        ? {
            ...constraint,
            references: { ...constraint.references, table: follow(constraint.references.table) },
          }
        : constraint,
    ),
  }
}

/** RENAME COLUMN, in the tables that inherit it and in everything that reads it. */
export function renameColumn(draft: Draft, tableName: Name, from: string, to: string) {
  const table = tableAt(draft, tableName)
  if (!table || !requireColumn(draft, tableName, from)) return
  if (columnOf(table, to)) return complain(draft, `${displayName(tableName)} already has a column ${to}`)
  putRelation(draft.catalog, table, withColumnRenamed(table, from, to))
  followColumn(draft, tableName, from, to)
  report(draft, 'column-renamed', partSubject('column', tableName, from), {
    before: { name: from },
    after: { name: to },
  })
  const changes = draft.changes.length
  for (const child of childrenOf(draft, tableName)) {
    if (columnOf(child, from)) renameColumn(draft, child.name, from, to)
  }
  draft.changes.length = changes
}

function withColumnRenamed(table: Table, from: string, to: string): Table {
  const name = (one: string) => (one === from ? to : one)
  const { partitionBy } = table
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      name: name(column.name),
      ...(column.generated
        ? { generated: { ...column.generated, expression: renamedIn(column.generated.expression, from, to) } }
        : {}),
    })),
    constraints: table.constraints.map((constraint) => renamedConstraint(constraint, from, to)),
    indexes: table.indexes.map((index) => renamedIndex(index, from, to)),
    ...(partitionBy ? { partitionBy: { ...partitionBy, columns: partitionBy.columns.map(name) } } : {}),
  }
}

function renamedConstraint(constraint: Constraint, from: string, to: string): Constraint {
  return {
    ...constraint,
    columns: constraint.columns.map((column) => (column === from ? to : column)),
    ...(constraint.expression ? { expression: renamedIn(constraint.expression, from, to) } : {}),
  }
}

function renamedIndex(index: Index, from: string, to: string): Index {
  const name = (one: string) => (one === from ? to : one)
  return {
    ...index,
    keys: index.keys.map((key) => ({
      ...key,
      ...(key.column === undefined ? {} : { column: name(key.column) }),
      ...(key.expression ? { expression: renamedIn(key.expression, from, to) } : {}),
    })),
    include: index.include.map(name),
    ...(index.where ? { where: renamedIn(index.where, from, to) } : {}),
  }
}

/** Tells those who refer to a column of a relation its new name. */
function followColumn(draft: Draft, relation: Name, from: string, to: string) {
  const name = (one: string) => (one === from ? to : one)
  for (const user of usersOf(draft.catalog, relation)) {
    if (user.kind === 'sequence') {
      const { ownedBy } = user
      if (ownedBy)
        putRelation(draft.catalog, user, { ...user, ownedBy: { ...ownedBy, column: name(ownedBy.column) } })
    } else if (isTable(user)) {
      const constraints = user.constraints.map((constraint) => {
        const { references } = constraint
        if (references?.table !== relation) return constraint
        return { ...constraint, references: { ...references, columns: references.columns.map(name) } }
      })
      putRelation(draft.catalog, user, { ...user, constraints })
    } else {
      const reads = user.reads.map((read) =>
        read.relation === relation ? { ...read, columns: read.columns.map(name) } : read,
      )
      putRelation(draft.catalog, user, { ...user, reads })
    }
  }
}

/** ALTER VIEW ... RENAME COLUMN. */
export function renameViewColumn(draft: Draft, view: View, from: string, to: string) {
  if (!view.columns.includes(from)) return complain(draft, `${displayName(view.name)} has no column ${from}`)
  putRelation(draft.catalog, view, {
    ...view,
    columns: view.columns.map((column) => (column === from ? to : column)),
    indexes: view.indexes.map((index) => renamedIndex(index, from, to)),
  })
  followColumn(draft, view.name, from, to)
  const about = partSubject('column', view.name, from)
  report(draft, 'column-renamed', about, { before: { name: from }, after: { name: to } })
}

export function reportMove(draft: Draft, relation: Relation, to: Name) {
  const values = { before: { name: displayName(relation.name) }, after: { name: displayName(to) } }
  if (isTable(relation)) report(draft, 'table-renamed', subject('table', relation.name), values)
  else if (relation.kind !== 'sequence') report(draft, 'view-changed', subject('view', relation.name), values)
}
