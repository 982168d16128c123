import type { Configuration } from './configuration.ts'
import { declarationOf } from './declared.ts'
import { callElsewhere } from './elsewhere.ts'
import { type Alike, pairsAlike } from './likeness.ts'
import type { Plan, PlannedResource } from './plan.ts'
import { isStateful } from './stateful.ts'

/** A destroyed and a created resource that look like one object. */
export type Pair = Alike<PlannedResource>

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
    ...[...rekeyed, ...alongWith(rekeyed, live.filter(isGone), live.filter(isMade))].map(addressesOf),
    ...renamed.map((pair) => moveOf(pair, renamed)),
  ]
  return [...new Map(moves.map((move) => [JSON.stringify([move.from, move.to]), move])).values()]
}

const isGone = ({ action }: PlannedResource) => action === 'delete'
const isMade = ({ action }: PlannedResource) => action === 'create'

/** What an address is made of. */
interface Placed {
  readonly address: string
  readonly module: string
  readonly name: string
  readonly key?: string | number
  /** Of code. */
  readonly resourceType?: string
  /** Of a plan. */
  readonly type: string
}

/** What goes from one key to another beside what is known to: of itself it may know too little to be told by. */
export function alongWith<T extends Placed>(
  pairs: readonly Alike<T>[],
  gone: readonly T[],
  made: readonly T[],
): readonly Alike<T>[] {
  if (pairs.length === 0) return []
  const paired = new Set(pairs.flatMap(({ old, fresh }) => [old, fresh]))
  const newKeys = new Map(pairs.map(({ old, fresh }) => [JSON.stringify([old.module, old.key]), fresh.key]))
  const places = new Map(made.map((each) => [placeOf(each), each]))
  return gone.flatMap((old) => {
    const key = newKeys.get(JSON.stringify([old.module, old.key]))
    const fresh = key === undefined ? undefined : places.get(placeOf({ ...old, key }))
    return !fresh || paired.has(old) || paired.has(fresh) ? [] : [{ old, fresh }]
  })
}

const placeOf = ({ module, type, resourceType = type, name, key }: Placed) =>
  JSON.stringify([module, resourceType, name, key])

/** The block that tells Terraform so. */
export function movedBlock({ from, to }: Move): string {
  return `moved {\n  from = ${from}\n  to   = ${to}\n}\n`
}

/** Among the resources of one block: those of which only the key became another. */
export function rekeyedIn(
  resources: readonly PlannedResource[],
  configuration: Configuration,
): readonly Pair[] {
  const [gone, made] = [resources.filter(isGone), resources.filter(isMade)]
  return pairsOf(gone, made).filter(
    (pair) => declarationOf(configuration, pair.fresh) && isMovable(pair, configuration),
  )
}

/** Among the resources of one plan: those whose block is gone, while one like it came. */
export function renamedIn(
  resources: readonly PlannedResource[],
  configuration: Configuration,
): readonly Pair[] {
  const made = resources.filter(isMade)
  if (made.length === 0) return []
  const gone = resources.filter((each) => isGone(each) && !declarationOf(configuration, each))
  const pairs = pairsOf(gone, made).filter((pair) => isMovable(pair, configuration))
  return pairs.filter((pair) => isWorthTelling(pair, pairs))
}

/** Terraform takes no move into, out of or within a module whose code comes from elsewhere. */
function isMovable({ old, fresh }: Pair, configuration: Configuration): boolean {
  return [old, fresh].every(({ module }) => !callElsewhere(configuration, module))
}

/** From module to module where the whole module moved, and to one other alone; else from address to address. */
export function moveOf<T extends Placed>(pair: Alike<T>, pairs: readonly Alike<T>[]): Move {
  const { old, fresh } = pair
  const isSplit = pairs.some(
    (other) => other.old.module === old.module && other.fresh.module !== fresh.module,
  )
  const isOfModule = old.name === fresh.name && old.module !== '' && fresh.module !== '' && !isSplit
  return isOfModule ? { from: old.module, to: fresh.module } : addressesOf(pair)
}

const addressesOf = ({ old, fresh }: Alike<Placed>): Move => ({ from: old.address, to: fresh.address })

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

function pairsOf(gone: readonly PlannedResource[], made: readonly PlannedResource[]): readonly Pair[] {
  return pairsAlike(
    gone.map((of) => ({ of, type: of.type, values: of.before })),
    made.map((of) => ({ of, type: of.type, values: of.after })),
  )
}
