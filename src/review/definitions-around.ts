import { dependence, findRelation, findRoutine, usersOf } from '../core/catalog/lookup.ts'
import type { Catalog, Relation, Routine } from '../core/catalog.ts'
import { lastPart } from '../core/name.ts'
import type { FileRun } from '../core/replay.ts'
import type { Definition } from './definition.ts'
import { namesIn } from './relation-names.ts'

interface Place {
  readonly definitions: readonly Definition[]
  /** Left out for a file of no history. */
  readonly group?: string
  /** Whether a relation is kept back. */
  isExcluded(relation: string): boolean
}

/**
 * Of the database that a file meets what has a mind of its own about what the file alters or writes: views that read it, its triggers with
 * their functions, functions that name it; and the views that the file names. As they were made last.
 */
export function definitionsAround(run: FileRun, place: Place): readonly Definition[] {
  const { before } = run
  const altered = alteredBy(run).filter((name) => !place.isExcluded(name))
  const users = altered.flatMap((name) =>
    usersOf(before, name).filter((user) => dependence(user, name).length > 0),
  )
  const named = run.document.statements.flatMap(namesIn).map((name) => findRelation(before, name))
  const found = [
    ...users.flatMap((relation) => ofView(relation, place)),
    ...ofTriggers(before, altered, place),
    ...routinesNaming(before, altered).flatMap((routine) => ofRoutine(routine, place)),
    ...named.flatMap((relation) => ofView(relation, place)),
  ]
  return [...new Set(found)]
}

/** Relations there are that a file alters or writes, by full name. */
function alteredBy({ changes, before }: FileRun): readonly string[] {
  const found = changes.flatMap(({ subject: { name } }) => {
    const owner = name.slice(0, Math.max(0, name.lastIndexOf('.')))
    return findRelation(before, name) ?? findRelation(before, owner) ?? []
  })
  return [...new Set(found.map(({ name }) => name))]
}

/** The statement that a view comes from is the one whose very query it has. */
function ofView(relation: Relation | undefined, { definitions }: Place): readonly Definition[] {
  if (relation?.kind !== 'view' && relation?.kind !== 'materialized-view') return []
  return makersIn(definitions).get(relation.query) ?? []
}

function ofRoutine({ name, body }: Routine, { definitions }: Place): readonly Definition[] {
  const made = (makersIn(definitions).get(body) ?? []).findLast(
    ({ statement }) => statement.kind === 'create-routine' && lastPart(statement.name) === lastPart(name),
  )
  return made ? [made] : []
}

const makers = new WeakMap<Place['definitions'], ReadonlyMap<object, readonly Definition[]>>()

/** By the query or body that the catalog keeps of what they make. */
function makersIn(definitions: Place['definitions']): ReadonlyMap<object, readonly Definition[]> {
  const known =
    makers.get(definitions) ??
    Map.groupBy(definitions, ({ statement }) =>
      statement.kind === 'create-view'
        ? statement.query
        : statement.kind === 'create-routine'
          ? statement.body
          : statement,
    )
  makers.set(definitions, known)
  return known
}

/** A trigger, then what it calls. */
function ofTriggers(catalog: Catalog, tables: readonly string[], place: Place): readonly Definition[] {
  const triggers = place.definitions.filter(({ group }) => place.group === undefined || group === place.group)
  return tables.flatMap((name) => {
    const table = catalog.relations.get(name)
    const kept = table && 'triggers' in table ? table.triggers : []
    return kept.flatMap((trigger) => {
      const made = triggers.findLast(
        ({ statement }) =>
          statement.kind === 'create-trigger' &&
          statement.trigger === trigger &&
          findRelation(catalog, statement.table)?.name === name,
      )
      if (made?.statement.kind !== 'create-trigger') return []
      const routine = findRoutine(catalog, made.statement.routine)
      return [made, ...(routine ? ofRoutine(routine, place) : [])]
    })
  })
}

const namesOf = new WeakMap<Routine, readonly string[]>()

function routinesNaming(catalog: Catalog, relations: readonly string[]): readonly Routine[] {
  if (relations.length === 0) return []
  const [wanted, parts] = [new Set(relations), new Set(relations.map(lastPart))]
  const isWanted = (name: string) =>
    parts.has(lastPart(name)) && wanted.has(findRelation(catalog, name)?.name ?? '')
  return [...catalog.routines].flatMap(([, routine]) => {
    const names = namesOf.get(routine) ?? routine.body.flatMap(namesIn)
    namesOf.set(routine, names)
    return names.some(isWanted) ? [routine] : []
  })
}
