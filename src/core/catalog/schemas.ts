import { lastPart, type Name, nameOf, quote } from '../name.ts'
import type { CreateSchema } from '../statement.ts'
import { complain, type Draft, missing, report } from './draft.ts'
import { dropRelation } from './drop-relation.ts'
import { moveRelation } from './rename.ts'
import { newId } from './store.ts'
import { dropType, moveType } from './user-types.ts'

export function createSchema(draft: Draft, { schema, ifNotExists }: CreateSchema) {
  const { catalog } = draft
  if (catalog.schemas.has(schema)) {
    if (!ifNotExists) complain(draft, `schema ${schema} already exists`)
    return
  }
  catalog.schemas = catalog.schemas.with(schema, { id: newId(catalog), name: schema })
  report(draft, 'schema-created', { kind: 'schema', name: quote(schema) })
}

/** Drops a schema with all it holds; holding anything is a contradiction without CASCADE. */
export function dropSchema(draft: Draft, schema: string, ifExists: boolean, cascade: boolean) {
  const { catalog } = draft
  if (!catalog.schemas.has(schema)) {
    if (!ifExists) missing(draft, quote(schema))
    return
  }
  const prefix = `${quote(schema)}.`
  const relations = namesIn(catalog.relations, prefix)
  const types = namesIn(catalog.types, prefix)
  const routines = namesIn(catalog.routines, prefix)
  if (!cascade && relations.length + types.length + routines.length > 0)
    complain(draft, `schema ${schema} is not empty`)
  const before = relations.length > 0 ? { before: { relations: relations.map(lastPart) } } : {}
  report(draft, 'schema-dropped', { kind: 'schema', name: quote(schema) }, before)
  const together = new Set(relations)
  for (const name of relations) dropRelation(draft, name, { cascade: true, together })
  for (const name of types) dropType(draft, name, true)
  for (const name of routines) catalog.routines = catalog.routines.without(name)
  catalog.schemas = catalog.schemas.without(schema)
}

function namesIn(
  map: { startingWith(prefix: string): Iterable<readonly [string, unknown]> },
  prefix: string,
): Name[] {
  return [...map.startingWith(prefix)].map(([name]) => name)
}

/** ALTER SCHEMA ... RENAME: everything in it gets another full name. */
export function renameSchema(draft: Draft, from: string, to: string) {
  const { catalog } = draft
  const schema = catalog.schemas.get(from)
  if (!schema) return missing(draft, quote(from))
  if (catalog.schemas.has(to)) return complain(draft, `schema ${to} already exists`)
  catalog.schemas = catalog.schemas.without(from).with(to, { ...schema, name: to })
  const prefix = `${quote(from)}.`
  const moved = (name: Name) => nameOf(to, lastPart(name))
  for (const name of namesIn(catalog.types, prefix)) moveType(draft, name, moved(name))
  for (const name of namesIn(catalog.relations, prefix)) moveRelation(draft, name, moved(name))
  for (const [name, routine] of [...catalog.routines.startingWith(prefix)]) {
    catalog.routines = catalog.routines.without(name).with(moved(name), { ...routine, name: moved(name) })
  }
  report(draft, 'schema-dropped', { kind: 'schema', name: quote(from) })
  report(draft, 'schema-created', { kind: 'schema', name: quote(to) })
}
