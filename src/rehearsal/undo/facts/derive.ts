import { nameOf, quote } from '../../../core/name.ts'
import { keyOf, type SchemaFact } from '../fact.ts'
import { rightsBeyond } from './access-list.ts'

/** A row of a `Branch`. */
export interface Thing {
  readonly id: string
  readonly object: string
  readonly name: readonly string[]
  readonly takes: string | null
  /** Null for what only lends its name to comments and grants. */
  readonly definition: string | null
  readonly owner: string | null
  /** As `aclitem` is printed. Null while nothing was ever granted or revoked. */
  readonly acl: readonly string[] | null
  /** What the access list would be then. */
  readonly born: readonly string[] | null
  readonly within: readonly string[] | null
}

/** `id` goes when `of` goes. */
export interface Edge {
  readonly id: string
  readonly of: string
}

export interface Comment {
  readonly id: string
  readonly text: string
}

/** Facts of what was read: each thing, its owner, its grants and its comment. Identities end here. */
export function factsOf(
  things: readonly Thing[],
  edges: readonly Edge[],
  comments: readonly Comment[],
): SchemaFact[] {
  const surroundings = surroundingsOf(things, edges)
  const told = things.flatMap((thing) => {
    const around = surroundings(thing)
    return [...itself(thing, around), ...ownership(thing, around), ...grants(thing, around)]
  })
  const byId = new Map(things.map((thing) => [thing.id, thing]))
  const commented = comments.flatMap(({ id, text }) => {
    const thing = byId.get(id)
    return thing ? [about(thing, `comment on ${thing.object}`, { text, around: surroundings(thing) })] : []
  })
  return [...told, ...commented]
}

/** For each thing the keys of what it goes with. */
function surroundingsOf(
  things: readonly Thing[],
  edges: readonly Edge[],
): (thing: Thing) => readonly string[] {
  const keys = new Map(things.map((thing) => [thing.id, keyOf(named(thing))]))
  const around = new Map(things.map(({ id, within }) => [id, new Set(within)]))
  for (const { id, of } of edges) around.get(id)?.add(of)
  return ({ id }) => [...(around.get(id) ?? [])].flatMap((of) => keys.get(of) ?? []).sort()
}

const named = ({ object, name, takes }: Thing) => ({
  object,
  name: nameOf(...name) + (takes === null ? '' : `(${takes})`),
})

function itself(thing: Thing, around: readonly string[]): SchemaFact[] {
  const { definition } = thing
  return definition === null ? [] : [{ ...named(thing), definition, within: around }]
}

/** A fact about a thing goes with the thing, and with what that goes with where it is no fact of its own. */
function about(thing: Thing, object: string, { text, around }: { text: string; around: readonly string[] }) {
  const it = named(thing)
  return { object, name: it.name, definition: text, within: [keyOf(it), ...around] }
}

function ownership(thing: Thing, around: readonly string[]): SchemaFact[] {
  const { owner, definition } = thing
  // Columns are their table's owner's.
  if (owner === null || definition === null || thing.object === 'column') return []
  return [about(thing, `owner of ${thing.object}`, { text: quote(owner), around })]
}

function grants(thing: Thing, around: readonly string[]): SchemaFact[] {
  if (thing.acl === null) return []
  return rightsBeyond(thing.acl, thing.born ?? []).map(({ verb, role, rights }) =>
    about(thing, `${verb} ${role} on ${thing.object}`, { text: rights.join(', '), around }),
  )
}
