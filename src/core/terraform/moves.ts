import type { Configuration } from './configuration.ts'
import { declarationOf } from './declared.ts'
import { callElsewhere } from './elsewhere.ts'
import type { Plan, PlannedResource } from './plan.ts'
import { isStateful } from './stateful.ts'
import { isMap, isUnknown, sameValue, type Value } from './value.ts'

/** A destroyed and a created resource that look like one object. */
export interface Pair {
  readonly old: PlannedResource
  readonly fresh: PlannedResource
}

/** An object, or a module, that goes by another address. */
export interface Move {
  readonly from: string
  readonly to: string
}

/** The moves that a plan takes for a destruction and a creation: for each a block is missing in the root module. */
export function missingMoves(plan: Plan, configuration: Configuration): readonly Move[] {
  const live = plan.resources.filter(({ mode, deposed }) => mode === 'managed' && deposed === undefined)
  const blocks = Map.groupBy(live, ({ module, type, name }) => JSON.stringify([module, type, name]))
  const rekeyed = [...blocks.values()].flatMap((block) => rekeyedIn(block, configuration))
  const renamed = renamedIn(live, configuration)
  const moves = [
    ...[...rekeyed, ...alongWith(rekeyed, live)].map(addressesOf),
    ...renamed.map((pair) => moveOf(pair, renamed)),
  ]
  return [...new Map(moves.map((move) => [JSON.stringify([move.from, move.to]), move])).values()]
}

/** What goes from one key to another beside what is known to: of itself it may know too little to be told by. */
function alongWith(pairs: readonly Pair[], live: readonly PlannedResource[]): readonly Pair[] {
  if (pairs.length === 0) return []
  const paired = new Set(pairs.flatMap(({ old, fresh }) => [old, fresh]))
  const newKeys = new Map(pairs.map(({ old, fresh }) => [JSON.stringify([old.module, old.key]), fresh.key]))
  const made = new Map(live.filter(({ action }) => action === 'create').map((each) => [placeOf(each), each]))
  return live.flatMap((old) => {
    const key = newKeys.get(JSON.stringify([old.module, old.key]))
    const fresh = key === undefined ? undefined : made.get(placeOf({ ...old, key }))
    if (old.action !== 'delete' || !fresh || paired.has(old) || paired.has(fresh)) return []
    return [{ old, fresh }]
  })
}

const placeOf = ({ module, type, name, key }: Pick<PlannedResource, 'module' | 'type' | 'name' | 'key'>) =>
  JSON.stringify([module, type, name, key])

/** The block that tells Terraform so. */
export function movedBlock({ from, to }: Move): string {
  return `moved {\n  from = ${from}\n  to   = ${to}\n}\n`
}

/** Among the resources of one block: those of which only the key became another. */
export function rekeyedIn(
  resources: readonly PlannedResource[],
  configuration: Configuration,
): readonly Pair[] {
  const gone = resources.filter(({ action }) => action === 'delete')
  const made = resources.filter(({ action }) => action === 'create')
  return pairsOf(gone, made).filter(
    (pair) => declarationOf(configuration, pair.fresh) && isMovable(pair, configuration),
  )
}

/** Among the resources of one plan: those whose block is gone, while one like it came. */
export function renamedIn(
  resources: readonly PlannedResource[],
  configuration: Configuration,
): readonly Pair[] {
  const made = resources.filter(({ action }) => action === 'create')
  if (made.length === 0) return []
  const gone = resources.filter((each) => each.action === 'delete' && !declarationOf(configuration, each))
  const pairs = pairsOf(gone, made).filter((pair) => isMovable(pair, configuration))
  return pairs.filter((pair) => isWorthTelling(pair, pairs))
}

/** Terraform takes no move into, out of or within a module whose code comes from elsewhere. */
function isMovable({ old, fresh }: Pair, configuration: Configuration): boolean {
  return [old, fresh].every(({ module }) => !callElsewhere(configuration, module))
}

/** From module to module where the whole module moved, and to one other alone; else from address to address. */
export function moveOf(pair: Pair, pairs: readonly Pair[]): Move {
  const { old, fresh } = pair
  const isSplit = pairs.some(
    (other) => other.old.module === old.module && other.fresh.module !== fresh.module,
  )
  const isOfModule = old.name === fresh.name && old.module !== '' && fresh.module !== '' && !isSplit
  return isOfModule ? { from: old.module, to: fresh.module } : addressesOf(pair)
}

const addressesOf = ({ old, fresh }: Pair): Move => ({ from: old.address, to: fresh.address })

/** What holds nothing is told where nothing else of its module tells of the same move. */
function isWorthTelling(pair: Pair, pairs: readonly Pair[]): boolean {
  return (
    isStateful(pair.old.type) ||
    !pairs.some(
      ({ old, fresh }) =>
        isStateful(old.type) &&
        old.module === pair.old.module &&
        fresh.module === pair.fresh.module &&
        old.module !== fresh.module,
    )
  )
}

/** The best partner of each destroyed resource among created ones of the same type, where one resembles it more than any other does. */
function pairsOf(gone: readonly PlannedResource[], made: readonly PlannedResource[]): readonly Pair[] {
  const traits = Map.groupBy(
    made.flatMap((fresh) => traitsOf(fresh, fresh.after).map((trait) => ({ trait, fresh }))),
    ({ trait }) => trait,
  )
  const taken = new Set<PlannedResource>()
  return gone.flatMap((old) => {
    const names = traitsOf(old, old.before)
    const alike = [...names, `${old.type} `].flatMap((trait) => traits.get(trait) ?? [])
    const free = [...new Set(alike.map(({ fresh }) => fresh))].filter((fresh) => !taken.has(fresh))
    if (free.length > mostAlike) return []
    const scored = free
      .map((fresh) => ({ fresh, score: likeness(old, fresh) }))
      .filter(({ score }) => score >= enough)
      .sort((one, other) => other.score - one.score)
    const [best, second] = scored
    if (!best || (second && second.score === best.score)) return []
    taken.add(best.fresh)
    return [{ old, fresh: best.fresh }]
  })
}

/** Among more nobody could tell one from the other. */
const mostAlike = 200

/** What a resource may be found by: its names; without any, its type alone. */
function traitsOf({ type }: PlannedResource, values: Value): string[] {
  const names = namingOf(type).flatMap((name) => {
    const value = isMap(values) ? values.get(name) : undefined
    return typeof value === 'string' ? [`${type} ${name}=${value}`] : []
  })
  return names.length > 0 ? names : [`${type} `]
}

/** Names by which the provider knows an object: equal ones outweigh everything else. */
const naming = [
  'bucket',
  'name',
  'identifier',
  'cluster_identifier',
  'replication_group_id',
  'function_name',
  'dataset_id',
  'table_id',
  'topic_name',
  'domain_name',
  'database',
  'repository',
]

/** What belongs to a bucket names it too, and is not called so. */
function namingOf(type: string): readonly string[] {
  return belongsToBucket.test(type) ? naming.filter((name) => name !== 'bucket') : naming
}

const belongsToBucket = /^(?:aws_s3|google_storage)_bucket_/

const enough = 0.8
const certain = 2

/** From 0 to 1 the share of what is known of both that is equal; `certain` where what they are called is, and not everything else differs. */
function likeness(old: PlannedResource, fresh: PlannedResource): number {
  const { before } = old
  const { after } = fresh
  if (!isMap(before) || !isMap(after)) return 0
  const names = namingOf(old.type).filter((name) => isTelling(before.get(name)) && isTelling(after.get(name)))
  const same = names.every((name) => sameValue(before.get(name), after.get(name)) === 'yes')
  if (!same) return 0
  const known = [...after].filter(
    ([key, value]) => isTelling(value) && isTelling(before.get(key)) && key !== 'tags_all',
  )
  const equal = known.filter(([key, value]) => sameValue(before.get(key), value) === 'yes')
  const share = known.length === 0 ? 0 : equal.length / known.length
  return names.length === 0 ? share : certain + share
}

const isTelling = (value: Value | undefined) => value !== undefined && value !== null && !isUnknown(value)
