import type { Constraint, Index } from '../catalog.ts'
import { type Name, nameOf } from '../name.ts'
import {
  complain,
  type Draft,
  editTable,
  indexable,
  partitionsOf,
  partSubject,
  report,
  subject,
  tableAt,
} from './draft.ts'
import { constraintFacts, indexFacts } from './facts.ts'
import { displayName, isTable, usersOf } from './lookup.ts'
import { putRelation, schemaOf } from './store.ts'

/** Drops an index with the constraint it backs, its parts on partitions and, by CASCADE, the foreign keys that rely on it. */
export function dropIndex(draft: Draft, ownerName: Name, name: string, cascade: boolean) {
  const owner = indexable(draft, ownerName)
  const index = owner?.indexes.find((one) => one.name === name)
  if (!owner || !index) return
  for (const user of usersOf(draft.catalog, ownerName).filter(isTable)) {
    for (const constraint of user.constraints) {
      if (
        constraint.references?.table !== ownerName ||
        constraint.keyIndex !== name ||
        constraint.parent !== undefined
      )
        continue
      if (!cascade) complain(draft, `${constraint.name} of ${displayName(user.name)} depends on ${name}`)
      removeForeignKey(draft, user.name, constraint)
    }
  }
  const now = indexable(draft, ownerName) ?? owner
  const indexes = now.indexes.filter((one) => one.name !== name)
  if (isTable(now)) {
    const backed = now.constraints.find((constraint) => constraint.index === name)
    editTable(draft, now, {
      indexes,
      constraints: now.constraints.filter((constraint) => constraint !== backed),
    })
    if (backed) reportDropped(draft, ownerName, backed)
  } else putRelation(draft.catalog, now, { ...now, indexes })
  if (index.constraint === undefined) reportIndexDropped(draft, ownerName, index)
  const changes = draft.changes.length
  for (const partition of partitionsOf(draft, ownerName)) {
    const part = partition.indexes.find((one) => one.parent === name)
    if (part) dropIndex(draft, partition.name, part.name, cascade)
  }
  draft.changes.length = changes
}

/** Drops a foreign key with its parts on partitions. */
export function removeForeignKey(draft: Draft, tableName: Name, constraint: Constraint) {
  const table = tableAt(draft, tableName)
  if (!table) return
  editTable(draft, table, { constraints: table.constraints.filter((one) => one.name !== constraint.name) })
  reportDropped(draft, tableName, constraint)
  const changes = draft.changes.length
  for (const partition of partitionsOf(draft, tableName)) {
    const part = partition.constraints.find((one) => one.parent === constraint.name)
    if (part) removeForeignKey(draft, partition.name, part)
  }
  draft.changes.length = changes
}

export function reportDropped(draft: Draft, table: Name, constraint: Constraint) {
  const about = partSubject('constraint', table, constraint.name)
  report(draft, 'constraint-dropped', about, { before: constraintFacts(constraint) })
}

function reportIndexDropped(draft: Draft, owner: Name, index: Index) {
  const about = subject('index', nameOf(schemaOf(owner), index.name))
  report(draft, 'index-dropped', about, { before: indexFacts(owner, index) })
}
