import type { TerraformDocument } from '../document.ts'
import type { Configuration, Refactoring, Resource } from './configuration.ts'

/** A resource with what it was at base. */
export interface Pair {
  readonly was: Resource
  readonly is: Resource
}

export interface Differences {
  /** Resources that are there at both, moved ones included. */
  readonly pairs: readonly Pair[]
  /** Those of base that head neither has nor moves; a `removed` block is how they may have gone. */
  readonly gone: readonly Resource[]
}

/** Holds the resources of a configuration against base, by address and the `moved` blocks of head. Nothing where there is no base. */
export function differences({ before, resources, refactorings }: TerraformDocument): Differences {
  if (!before) return { pairs: [], gone: [] }
  const moves = refactorings.filter(({ kind }) => kind === 'moved')
  const pairs = resources.flatMap((is): Pair[] => {
    const was = earlierOf(is, before, moves)
    return was ? [{ was, is }] : []
  })
  const kept = new Set(pairs.map(({ was }) => was))
  // Of one whose number is not known, any key may still be there.
  const open = new Set(resources.filter(({ uncertain }) => uncertain).map(({ declared }) => declared))
  const gone = before.resources.filter(
    (was) => was.mode === 'managed' && !kept.has(was) && !open.has(was.declared) && !was.uncertain,
  )
  return { pairs, gone }
}

/** Whether a `removed` block says that Terraform only stops managing a resource. */
export function isKept(
  { address, declared }: Resource,
  { refactorings }: Pick<Configuration, 'refactorings'>,
): boolean {
  const isUnder = (from: string) =>
    [address, declared].some(
      (own) => own === from || own.startsWith(`${from}.`) || own.startsWith(`${from}[`),
    )
  return refactorings.some(
    ({ kind, from, keeps }) => kind === 'removed' && keeps && from !== undefined && isUnder(from),
  )
}

function earlierOf(
  { address, resourceType }: Resource,
  before: Configuration,
  moves: readonly Refactoring[],
): Resource | undefined {
  const addresses = [address, ...formerAddresses(address, moves)]
  return addresses
    .map((each) => before.byAddress.get(each))
    .find((found) => found?.resourceType === resourceType)
}

/** What a resource was called before, one move after the other. */
function formerAddresses(address: string, moves: readonly Refactoring[]): string[] {
  const found: string[] = []
  let at = address
  for (let i = 0; i <= moves.length; i++) {
    const move = moves.find(({ from, to }) => from !== undefined && to !== undefined && isWithin(at, to))
    if (move?.from === undefined || move.to === undefined) break
    at = move.from + at.slice(move.to.length)
    if (at === address || found.includes(at)) break
    found.push(at)
  }
  return found
}

/** The address itself, an instance of it, or what stands in the module that it names. */
function isWithin(address: string, whole: string): boolean {
  if (!address.startsWith(whole)) return false
  const next = address[whole.length]
  return next === undefined || next === '[' || (next === '.' && /(?:^|\.)module\.[^.]+$/.test(whole))
}
