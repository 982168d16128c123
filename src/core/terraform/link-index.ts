import type { Resource } from './configuration.ts'
import { linkValue, namesOf, referencesIn } from './link-value.ts'
import { isMasked, isUnknown, type Value } from './value.ts'

export interface Join {
  readonly types: readonly string[]
  /** The attribute by which they name another resource. */
  readonly by: string
}

/** Resources of some types by what an attribute of theirs names, so that a thousand buckets do not each look at a thousand halves. */
interface LinkIndex {
  readonly order: ReadonlyMap<Resource, number>
  readonly byText: ReadonlyMap<Value, readonly Resource[]>
  readonly byAddress: ReadonlyMap<string, readonly Resource[]>
  /** Those that may name anything. */
  readonly open: readonly Resource[]
}

/** Those whose link to the target may be anything but `no`, in the order of the code; of those that only may be meant, not all. */
export function candidatesFor(
  target: Resource,
  resources: readonly Resource[],
  join: Join,
): readonly Resource[] {
  const { byAddress, byText, open, order } = indexOf(resources, join)
  const names = namesOf(target)
  const isNamed = names.length > 0 && !names.some(isUnknown)
  const found = new Set([
    ...open,
    ...(byAddress.get(target.address) ?? []),
    ...(byAddress.get(target.declared) ?? []),
    ...names.flatMap((name) => byText.get(name) ?? []),
    ...(isNamed ? [] : firstOther(byText, names)),
  ])
  return [...found].sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0))
}

/** Where it is not known what the target is called, any text may be its name: the first that is not known to be is enough. */
function firstOther(byText: LinkIndex['byText'], names: readonly Value[]): readonly Resource[] {
  for (const [text, named] of byText) if (!names.includes(text)) return named
  return []
}

const indexes = new WeakMap<readonly Resource[], Map<string, LinkIndex>>()

/** Made once for each list of resources. */
function indexOf(resources: readonly Resource[], join: Join): LinkIndex {
  const own = indexes.get(resources) ?? new Map<string, LinkIndex>()
  indexes.set(resources, own)
  const key = JSON.stringify([join.by, join.types])
  const index = own.get(key) ?? makeIndex(resources, join)
  own.set(key, index)
  return index
}

function makeIndex(resources: readonly Resource[], { types, by }: Join): LinkIndex {
  const candidates = resources.filter(
    ({ mode, resourceType }) => mode === 'managed' && types.includes(resourceType),
  )
  const byText = new Map<Value, Resource[]>()
  const byAddress = new Map<string, Resource[]>()
  const open: Resource[] = []
  for (const candidate of candidates) {
    const value = linkValue(candidate, by)
    if (value === undefined || value === null) continue
    const references = isUnknown(value) ? referencesIn(value) : []
    if (isMasked(value) || (isUnknown(value) && references.length === 0)) open.push(candidate)
    else if (isUnknown(value)) for (const { address } of references) add(byAddress, address, candidate)
    else add(byText, value, candidate)
  }
  return { order: new Map(candidates.map((each, i) => [each, i])), byText, byAddress, open }
}

function add<K>(map: Map<K, Resource[]>, key: K, resource: Resource): void {
  const list = map.get(key)
  if (list) list.push(resource)
  else map.set(key, [resource])
}
