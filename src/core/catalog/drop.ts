import { lastPart, type Name } from '../name.ts'
import type { Drop } from '../statement.ts'
import { dropAttached } from './access.ts'
import { complain, type Draft, missing, report, subject } from './draft.ts'
import { dropIndex } from './drop-index.ts'
import { dropRelation } from './drop-relation.ts'
import { displayName, findRelation, indexOwner, searched } from './lookup.ts'
import { dropSchema } from './schemas.ts'
import { findType } from './types.ts'
import { dropType } from './user-types.ts'

/** DROP of anything; extensions, roles and the like are none of the catalog's. */
export function drop(draft: Draft, statement: Drop) {
  const { object, names, on, ifExists, cascade } = statement
  switch (object) {
    case 'table':
    case 'foreign-table':
    case 'view':
    case 'materialized-view':
    case 'sequence':
      return dropRelations(draft, statement)
    case 'index':
      return names.forEach((name) => {
        dropIndexNamed(draft, name, on, ifExists, cascade)
      })
    case 'schema':
      return names.forEach((name) => {
        dropSchema(draft, lastPart(name), ifExists, cascade)
      })
    case 'type':
    case 'domain':
      return names.forEach((name) => {
        dropTypeNamed(draft, name, ifExists, cascade)
      })
    case 'function':
    case 'procedure':
    case 'aggregate':
      return names.forEach((name) => {
        dropRoutine(draft, name)
      })
    case 'policy':
    case 'trigger':
      return on === undefined ? undefined : dropAttached(draft, object, names, on, ifExists)
    default:
      return undefined
  }
}

function dropRelations(draft: Draft, { names, ifExists, cascade }: Drop) {
  const found = names.map((name) => {
    const relation = findRelation(draft.catalog, name)
    if (!relation && !ifExists) missing(draft, name)
    return relation?.name
  })
  const together = new Set(found.filter((name) => name !== undefined))
  for (const name of together) dropRelation(draft, name, { cascade, together })
}

function dropIndexNamed(draft: Draft, name: Name, on: Name | undefined, ifExists: boolean, cascade: boolean) {
  const owner = on === undefined ? indexOwner(draft.catalog, name) : findRelation(draft.catalog, on)
  const index =
    owner && owner.kind !== 'sequence' ? owner.indexes.find((one) => one.name === lastPart(name)) : undefined
  if (!owner || !index) {
    if (!ifExists) missing(draft, name)
    return
  }
  if (index.constraint !== undefined && on === undefined) {
    return complain(
      draft,
      `${name} belongs to the constraint ${index.constraint} of ${displayName(owner.name)}`,
    )
  }
  dropIndex(draft, owner.name, index.name, cascade)
}

function dropTypeNamed(draft: Draft, name: Name, ifExists: boolean, cascade: boolean) {
  const type = findType(draft.catalog, name)
  if (type) dropType(draft, type.name, cascade)
  else if (!ifExists) complain(draft, `nothing in the history creates ${displayName(name)}`)
}

/** Overloads share an entry, so one that is dropped may not be the last: it goes only when the name is dropped. */
function dropRoutine(draft: Draft, name: Name) {
  const { catalog } = draft
  const routine = searched(catalog, name)
    .map((full) => catalog.routines.get(full))
    .find((one) => one !== undefined)
  if (!routine) return
  catalog.routines = catalog.routines.without(routine.name)
  report(draft, 'function-changed', subject('function', routine.name), {
    before: { volatility: routine.volatility },
  })
}
