import type { TerraformDocument } from '../document.ts'
import type { Configuration, Refactoring, Resource } from './configuration.ts'
import { type UnseenCode, unseenCode } from './unseen.ts'
import type { Unknown } from './value.ts'

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
  /** Those of base that head does not list, and that may stand in code of head that was not read. */
  readonly unseen: readonly Unseen[]
  /** Those of base that head may still have, as it does not say how many there are. */
  readonly uncertain: readonly Unseen[]
}

export interface Unseen {
  readonly was: Resource
  readonly because: Unknown
}

/** Holds the resources of a configuration against base, by address and the `moved` blocks of head. Nothing where there is no base. */
export function differences(document: TerraformDocument): Differences {
  const { before, resources, refactorings } = document
  if (!before) return { pairs: [], gone: [], unseen: [], uncertain: [] }
  const moves = refactorings.filter(({ kind }) => kind === 'moved')
  const pairs = resources.flatMap((is): Pair[] => {
    const was = earlierOf(is, before, moves)
    return was ? [{ was, is }] : []
  })
  const kept = new Set(pairs.map(({ was }) => was))
  // Of one whose number is not known, any key may still be there.
  const open = new Map(
    resources.flatMap(({ declared, uncertain }) => (uncertain ? [[declared, uncertain]] : [])),
  )
  const left = before.resources.filter((was) => was.mode === 'managed' && !kept.has(was) && !was.uncertain)
  const uncertain = left.flatMap((was): Unseen[] => {
    const because = open.get(was.declared)
    return because ? [{ was, because }] : []
  })
  const missing = left.filter(({ declared }) => !open.has(declared))
  const code = unseenCode(document)
  const unseen = missing.flatMap((was): Unseen[] => {
    const found = code.find((each) => mayHold(each, was, moves))
    return found ? [{ was, because: found.because }] : []
  })
  const hidden = new Set(unseen.map(({ was }) => was))
  return { pairs, gone: missing.filter((was) => !hidden.has(was)), unseen, uncertain }
}

/** What stands in a call is what is called so, and what a move takes there. */
function mayHold(
  { within }: UnseenCode,
  { address, declared }: Resource,
  moves: readonly Refactoring[],
): boolean {
  if (within === undefined || isWithin(declared, within)) return true
  return moves.some(
    ({ from, to }) =>
      from !== undefined && to !== undefined && isWithin(address, from) && isWithin(to, within),
  )
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
