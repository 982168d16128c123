import type { Relation, Table, View } from '../catalog.ts'
import type { Name } from '../name.ts'
import { complain, type Draft, editTable, omit, report, subject, tableAt } from './draft.ts'
import { removeForeignKey } from './drop-index.ts'
import { displayName, isTable, usersOf } from './lookup.ts'
import { putRelation } from './store.ts'

export interface Dropping {
  readonly cascade: boolean
  /** Full names of everything the same statement drops: these are in nobody's way. */
  readonly together?: ReadonlySet<Name>
}

/**
 * Drops a relation. What depends on it goes too by CASCADE; without it that is a contradiction, and the relation goes all the same:
 * a history that ran knows better than the catalog.
 */
export function dropRelation(draft: Draft, name: Name, dropping: Dropping) {
  const relation = draft.catalog.relations.get(name)
  if (!relation) return
  reportDrop(draft, relation)
  const users = usersOf(draft.catalog, name).filter((user) => user.name !== name)
  for (const user of users) release(draft, user.name, name, dropping)
  if (isTable(relation)) releaseAncestors(draft, relation, dropping)
  const now = draft.catalog.relations.get(name)
  if (now) putRelation(draft.catalog, now, undefined)
  for (const user of users) if (user.kind === 'sequence') dropRelation(draft, user.name, dropping)
}

/** Frees a relation from what it has to do with one that is being dropped. */
function release(draft: Draft, userName: Name, name: Name, dropping: Dropping) {
  const user = draft.catalog.relations.get(userName)
  if (!user || user.kind === 'sequence') return
  const together = dropping.together?.has(userName) ?? false
  if (!isTable(user)) {
    if (dropping.cascade) dropRelation(draft, userName, dropping)
    else if (!together) complain(draft, `${displayName(userName)} depends on ${displayName(name)}`)
    return
  }
  dropReferences(draft, user, name, dropping.cascade || together)
  dropDefaults(draft, tableAt(draft, userName) ?? user, name, dropping.cascade || together)
  if (user.partitionOf === name) {
    const changes = draft.changes.length
    dropRelation(draft, userName, dropping)
    draft.changes.length = changes
  } else if (user.inherits.includes(name)) {
    if (dropping.cascade) return dropRelation(draft, userName, dropping)
    if (!together) complain(draft, `${displayName(userName)} inherits from ${displayName(name)}`)
    const now = tableAt(draft, userName)
    if (now) editTable(draft, now, { inherits: now.inherits.filter((parent) => parent !== name) })
  }
}

/** A foreign key that refers to a partitioned table holds on to each of its partitions, and goes with the first that goes by CASCADE. */
function releaseAncestors(draft: Draft, partition: Table, { cascade, together }: Dropping) {
  const { partitionOf } = partition
  const parent = partitionOf === undefined ? undefined : tableAt(draft, partitionOf)
  if (!parent || together?.has(parent.name)) return
  for (const user of usersOf(draft.catalog, parent.name).filter(isTable)) {
    const keys = user.constraints.some(
      (one) => one.references?.table === parent.name && one.parent === undefined,
    )
    if (!keys || user.name === partition.name || together?.has(user.name)) continue
    if (cascade) dropReferences(draft, user, parent.name, true)
    else
      complain(
        draft,
        `${displayName(user.name)} refers to ${displayName(parent.name)} and so to its partitions`,
      )
  }
  releaseAncestors(draft, parent, { cascade, ...(together ? { together } : {}) })
}

function dropReferences(draft: Draft, table: Table, name: Name, allowed: boolean) {
  for (const constraint of table.constraints) {
    if (constraint.references?.table !== name || constraint.parent !== undefined) continue
    if (!allowed)
      complain(draft, `${constraint.name} of ${displayName(table.name)} refers to ${displayName(name)}`)
    removeForeignKey(draft, table.name, constraint)
  }
}

/** Takes the default from the columns that draw from a sequence. */
function dropDefaults(draft: Draft, table: Table, sequence: Name, allowed: boolean) {
  if (!table.columns.some((column) => column.sequence === sequence)) return
  if (!allowed) complain(draft, `a default of ${displayName(table.name)} draws from ${displayName(sequence)}`)
  const columns = table.columns.map((column) =>
    column.sequence === sequence ? { ...omit(column, 'default', 'sequence'), hasDefault: false } : column,
  )
  editTable(draft, table, { columns })
}

function reportDrop(draft: Draft, relation: Relation) {
  if (relation.kind === 'sequence') return
  if (!isTable(relation)) return reportView(draft, relation, undefined)
  const before = { columns: relation.columns.map(({ name }) => name) }
  report(draft, 'table-dropped', subject('table', relation.name), { before })
}

/** A view that is created (no old), replaced or dropped (no next). */
export function reportView(draft: Draft, old: View | undefined, next: View | undefined) {
  const view = next ?? old
  if (!view) return
  report(draft, 'view-changed', subject('view', view.name), {
    ...(old ? { before: { columns: old.columns } } : {}),
    ...(next ? { after: { columns: next.columns } } : {}),
  })
}
