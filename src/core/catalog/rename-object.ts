import { lastPart, type Name, nameOf } from '../name.ts'
import type { Rename } from '../statement.ts'
import { renameAttached } from './access.ts'
import { type Draft, missing, report, subject } from './draft.ts'
import { displayName, findRelation, indexOwner, searched } from './lookup.ts'
import { moveRelation, reportMove } from './rename.ts'
import { renameIndex } from './rename-index.ts'
import { renameSchema } from './schemas.ts'
import { schemaOf } from './store.ts'
import { findType } from './types.ts'
import { moveType, renameDomainConstraint, renameValue } from './user-types.ts'
import { ensureSchema } from './views.ts'

/** Renames and moves of everything that is not done by ALTER TABLE. */
export function renameObject(draft: Draft, statement: Rename) {
  const { object, name, part, to, on } = statement
  switch (object) {
    case 'index':
      return renameIndexNamed(draft, name, to)
    case 'table':
    case 'foreign-table':
    case 'view':
    case 'materialized-view':
    case 'sequence':
      return renameRelation(draft, statement)
    case 'schema':
      return renameSchema(draft, lastPart(name), to)
    case 'type':
    case 'domain':
      return renameType(draft, statement)
    case 'enum-value':
      return part === undefined ? undefined : renameValue(draft, name, part, to)
    case 'constraint':
      return part === undefined ? undefined : renameDomainConstraint(draft, name, part, to)
    case 'function':
    case 'procedure':
    case 'aggregate':
      return renameRoutine(draft, statement)
    case 'policy':
    case 'trigger':
      return on === undefined ? undefined : renameAttached(draft, object, on, lastPart(name), to)
    default:
      return undefined
  }
}

function renameIndexNamed(draft: Draft, name: Name, to: string) {
  const owner = indexOwner(draft.catalog, name)
  if (owner) return renameIndex(draft, owner.name, lastPart(name), to)
  // ALTER INDEX renames tables and views as well.
  const relation = findRelation(draft.catalog, name)
  if (relation) moveRelation(draft, relation.name, nameOf(schemaOf(relation.name), to))
  else missing(draft, name)
}

/** Where an object of this full name is after the rename or move. */
function target(fullName: Name, { to, moves }: Rename): Name {
  return moves ? nameOf(to, lastPart(fullName)) : nameOf(schemaOf(fullName), to)
}

function renameRelation(draft: Draft, statement: Rename) {
  const relation = findRelation(draft.catalog, statement.name)
  if (!relation) return missing(draft, statement.name)
  const to = target(relation.name, statement)
  ensureSchema(draft, to)
  moveRelation(draft, relation.name, to)
  if (draft.catalog.relations.get(to)?.id === relation.id && to !== relation.name)
    reportMove(draft, relation, to)
}

function renameType(draft: Draft, statement: Rename) {
  const type = findType(draft.catalog, statement.name)
  if (!type) return missing(draft, statement.name)
  const to = target(type.name, statement)
  ensureSchema(draft, to)
  moveType(draft, type.name, to)
  report(draft, 'type-changed', subject('type', type.name), {
    before: { name: displayName(type.name) },
    after: { name: displayName(to) },
  })
}

function renameRoutine(draft: Draft, statement: Rename) {
  const { catalog } = draft
  const routine = searched(catalog, statement.name)
    .map((full) => catalog.routines.get(full))
    .find((one) => one !== undefined)
  if (!routine) return
  const to = target(routine.name, statement)
  catalog.routines = catalog.routines.without(routine.name).with(to, { ...routine, name: to })
  const values = { before: { name: displayName(routine.name) }, after: { name: displayName(to) } }
  report(draft, 'function-changed', subject('function', routine.name), values)
}
