import type { Place } from '../text.ts'
import { withoutKeys } from './address.ts'
import type { Configuration, References } from './configuration.ts'
import { isStateful } from './stateful.ts'

/** Something that refers to another thing, through whatever variables, locals and outputs lie between. */
export interface Dependent {
  /** Address without keys: of a managed resource, a provider, a module from elsewhere, or an output of the root module. */
  readonly name: string
  readonly kind: 'resource' | 'provider' | 'module' | 'output'
  readonly holdsData: boolean
  readonly place: Place
}

/** What depends directly on one thing of a configuration, by its name there; what holds data first, then by name. */
export function dependents(configuration: Configuration, name: string): readonly Dependent[] {
  const users = usersIn(configuration.references)
  const ends = endsOf(configuration)
  const found = new Map<string, Dependent>()
  const open = [name]
  const seen = new Set(open)
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const user of users.get(at) ?? []) {
      if (seen.has(user)) continue
      seen.add(user)
      const end = ends.get(user)
      if (end) found.set(user, end)
      else open.push(user)
    }
  }
  return [...found.values()].toSorted(
    (one, other) => Number(other.holdsData) - Number(one.holdsData) || (one.name < other.name ? -1 : 1),
  )
}

const usersOf = new WeakMap<References, ReadonlyMap<string, readonly string[]>>()

/** The references of a configuration the other way round. */
function usersIn(references: References): ReadonlyMap<string, readonly string[]> {
  const known = usersOf.get(references)
  if (known) return known
  const users = new Map<string, string[]>()
  for (const [from, named] of references) {
    for (const to of named) {
      const list = users.get(to)
      if (list) list.push(from)
      else users.set(to, [from])
    }
  }
  usersOf.set(references, users)
  return users
}

const endsIn = new WeakMap<References, ReadonlyMap<string, Dependent>>()

/** Where a search ends: everything else only hands on. Data sources hand on, too: what they read is used by others. */
function endsOf({
  references,
  resources,
  modules,
  outputs,
  providers,
}: Configuration): ReadonlyMap<string, Dependent> {
  const known = endsIn.get(references)
  if (known) return known
  const ends: Dependent[] = [
    ...resources
      .filter(({ mode }) => mode === 'managed')
      .map(({ declared, resourceType, header }): Dependent => {
        return { name: declared, kind: 'resource', holdsData: isStateful(resourceType), place: header }
      }),
    ...modules
      .filter(({ directory }) => directory === undefined)
      .map(({ address, header }): Dependent => {
        return { name: withoutKeys(address), kind: 'module', holdsData: false, place: header }
      }),
    ...providers.map(({ name, alias, module, header }): Dependent => {
      const path = [withoutKeys(module), 'provider', name, alias].filter(Boolean).join('.')
      return { name: path, kind: 'provider', holdsData: false, place: header }
    }),
    ...outputs
      .filter(({ module }) => module === '')
      .map(({ name, header }): Dependent => {
        return { name: `output.${name}`, kind: 'output', holdsData: false, place: header }
      }),
  ]
  const byName = new Map(ends.toReversed().map((end) => [end.name, end]))
  endsIn.set(references, byName)
  return byName
}
