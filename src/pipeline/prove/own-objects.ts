import type { Catalog, ObjectId, Relation } from '../../core/catalog.ts'
import type { Name } from '../../core/name.ts'
import type { FileRun } from '../../core/replay.ts'
import type { Drop, Statement } from '../../core/statement.ts'

/** A relation by the name that a statement gives it. */
export const relationAt = ({ relations }: Catalog, name: Name): Relation | undefined =>
  relations.get(name) ?? relations.get(`public.${name}`)

/** Tells what was there before a migration; identities survive renames, names do not. */
export function earlierThan({ before }: FileRun): (relation: Relation) => boolean {
  const ids = new Set<ObjectId>([...before.relations.values()].map(({ id }) => id))
  return ({ id }) => ids.has(id)
}

/** What a key says of a table: its identity, or its name where it is not known. */
export const keyAt = (catalog: Catalog, table: Name): string => `${relationAt(catalog, table)?.id ?? table}`

/** A table's constraints and indexes with what they are, by name. */
export function partsAt(catalog: Catalog, table: Name): ReadonlyMap<string, string> {
  const found = relationAt(catalog, table)
  if (!found || !('constraints' in found)) return new Map()
  return new Map([...found.constraints, ...found.indexes].map((part) => [part.name, JSON.stringify(part)]))
}

/** What of other kinds than relations a drop takes, or a creation makes, as keys; the same for both. */
export function thingsOf(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'drop':
      return droppedOf(statement)
    case 'create-routine':
      return [`routine ${statement.name}`]
    case 'create-trigger':
      return [`trigger ${statement.trigger} ${statement.table}`]
    case 'create-policy':
      return [`policy ${statement.policy} ${statement.table}`]
    case 'create-type':
      return [`type ${statement.type}`]
    case 'create-domain':
      return [`type ${statement.domain}`]
    case 'alter-domain':
      return [`type ${statement.domain}`]
    case 'create-extension':
      return [`extension ${statement.extension}`]
    case 'create-schema':
      return [`schema ${statement.schema}`]
    default:
      return []
  }
}

const words: Readonly<Record<string, string>> = { function: 'routine', procedure: 'routine', domain: 'type' }

const droppedOf = ({ object, names, on }: Drop) =>
  names.map((name) => `${words[object] ?? object} ${name.replace(/\(.*$/s, '')}${on ? ` ${on}` : ''}`)
