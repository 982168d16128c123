import type { Catalog, Constraint, Index, NameSet, Relation, UserType } from '../catalog.ts'
import { type Name, partsOf, quote } from '../name.ts'
import { PersistentMap } from '../persistent-map.ts'
import { fullNameIn, isTable } from './lookup.ts'
import { userTypeKey } from './types.ts'

/** A catalog while one statement is applied to it: a fresh shallow copy that nobody else holds. */
export type OpenCatalog = { -readonly [Key in keyof Catalog]: Catalog[Key] }

/** Replaces a relation by its next state (none: it is new; no next: it is gone) and keeps the catalog's indices in step. */
export function putRelation(
  catalog: OpenCatalog,
  old: Relation | undefined,
  next: Relation | undefined,
): void {
  if (old && old.name !== next?.name) catalog.relations = catalog.relations.without(old.name)
  if (next) catalog.relations = catalog.relations.with(next.name, next)
  const same = old?.name === next?.name
  if (!same || indexesOf(old) !== indexesOf(next)) syncIndexes(catalog, old, next)
  if (!same || constraintsOf(old) !== constraintsOf(next)) {
    catalog.constraintOwners = syncSets(catalog.constraintOwners, old, next, constraintNames)
  }
  if (!same || !sameNeeds(old, next)) catalog.users = syncSets(catalog.users, old, next, needs)
}

/** Likewise for a user type. */
export function putType(catalog: OpenCatalog, old: UserType | undefined, next: UserType | undefined): void {
  if (old && old.name !== next?.name) catalog.types = catalog.types.without(old.name)
  if (next) catalog.types = catalog.types.with(next.name, next)
  catalog.constraintOwners = syncSets(catalog.constraintOwners, old, next, constraintNames)
}

export function newId(catalog: OpenCatalog): number {
  return catalog.nextId++
}

const none: readonly never[] = []

function indexesOf(relation: Relation | undefined): readonly Index[] {
  return relation && relation.kind !== 'sequence' ? (relation.indexes ?? none) : none
}

function constraintsOf(owner: Relation | UserType | undefined): readonly Constraint[] {
  return owner && 'constraints' in owner ? owner.constraints : none
}

/** The canonical schema of a full name, as it stands before the first dot. */
export function schemaOf(fullName: Name): string {
  return partsOf(fullName)[0] ?? 'public'
}

function inSchemaOf(owner: Name, name: string): Name {
  return fullNameIn(schemaOf(owner), quote(name))
}

function syncIndexes(catalog: OpenCatalog, old: Relation | undefined, next: Relation | undefined): void {
  let map = catalog.indexes
  for (const { name } of indexesOf(old)) {
    const stays = old?.name === next?.name && indexesOf(next).some((index) => index.name === name)
    if (old && !stays) map = map.without(inSchemaOf(old.name, name))
  }
  for (const { name } of indexesOf(next)) if (next) map = map.with(inSchemaOf(next.name, name), next.name)
  catalog.indexes = map
}

function constraintNames(owner: Relation | UserType): readonly Name[] {
  return constraintsOf(owner).map(({ name }) => inSchemaOf(owner.name, name))
}

/** The relations, sequences among them, and user types a relation refers to. */
function needs(relation: Relation): readonly Name[] {
  if (relation.kind === 'sequence') return relation.ownedBy ? [relation.ownedBy.table] : none
  if (!isTable(relation)) return relation.reads.map((read) => read.relation)
  const names = [...relation.inherits]
  if (relation.partitionOf !== undefined) names.push(relation.partitionOf)
  for (const { references } of relation.constraints) if (references) names.push(references.table)
  for (const { type, sequence } of relation.columns) {
    const key = userTypeKey(type)
    if (key !== undefined) names.push(key)
    if (sequence !== undefined) names.push(sequence)
  }
  return names
}

function sameNeeds(old: Relation | undefined, next: Relation | undefined): boolean {
  if (!old || !next || !isTable(old) || !isTable(next)) return false
  return (
    old.columns === next.columns &&
    old.constraints === next.constraints &&
    old.inherits === next.inherits &&
    old.partitionOf === next.partitionOf
  )
}

/** Moves an owner from the sets its old state stood in to those its next state names. */
function syncSets<Owner extends Relation | UserType>(
  map: PersistentMap<NameSet>,
  old: Owner | undefined,
  next: Owner | undefined,
  keysOf: (owner: Owner) => readonly Name[],
): PersistentMap<NameSet> {
  const before = old ? keysOf(old) : none
  const after = next ? keysOf(next) : none
  const moved = old?.name !== next?.name
  let result = map
  for (const key of before) {
    if (!old || (!moved && after.includes(key))) continue
    const rest = result.get(key)?.without(old.name)
    if (rest) result = rest.size > 0 ? result.with(key, rest) : result.without(key)
  }
  for (const key of after) {
    if (!next || (!moved && before.includes(key))) continue
    result = result.with(key, (result.get(key) ?? PersistentMap.empty<true>()).with(next.name, true))
  }
  return result
}
