import { declaredAddress } from '../../core/terraform/address.ts'
import type { Configuration, Resource } from '../../core/terraform/configuration.ts'
import type { Plan, PlanMismatch, PlannedResource } from '../../core/terraform/plan.ts'
import { isMap, type Value } from '../../core/terraform/value.ts'
import { declaredBy, declaredIn, isGone, isProvider } from './declared.ts'
import { plainlyDiffer } from './differ.ts'
import { mismatches } from './mismatches.ts'

export { mismatches } from './mismatches.ts'

export interface Match {
  /** Which configuration the plan was made of. */
  readonly index?: number
  /** Why none fits, or which could as well be meant, as a sentence. */
  readonly problem?: string
  /** Those that fit equally well. */
  readonly equal?: readonly number[]
}

export interface Candidate {
  readonly base?: Configuration
  readonly head: Configuration
}

/**
 * The root module a plan was made of: the one that declares what the plan's configuration declares. Of several that declare the same
 * the one whose literals and values contradict the plan least.
 */
export function matchPlan(plan: Plan, candidates: readonly Candidate[]): Match {
  const said = declaredBy(plan)
  if (candidates.length === 0) return { problem: 'There is no Terraform code that the plan could be of.' }
  if (said.size === 0 && plan.resources.length === 0) return ofEmpty(candidates)
  const shares = candidates.map(({ base, head }) =>
    Math.max(shareOf(said, head), base ? shareOf(said, base) : 0),
  )
  const best = Math.max(...shares)
  if (best === 0) {
    return {
      problem: 'The plan was made of none of the configurations here: none of them declares anything of it.',
    }
  }
  const equal = candidates.flatMap((candidate, index) =>
    shares[index] === best ? [{ candidate, index }] : [],
  )
  return leastContradicted(plan, equal)
}

function ofEmpty({ length }: readonly Candidate[]): Match {
  return length === 1
    ? { index: 0 }
    : {
        problem: `The plan names nothing, so it cannot be told which of the ${length} configurations it is of. ${wayOut()}`,
        equal: Array.from({ length }, (_, index) => index),
      }
}

/** How to say which configuration is meant. */
function wayOut({ root, variables }: Partial<Configuration> = {}): string {
  const said = `Say it with --plan ${variables ?? (root === '' ? '.' : (root ?? 'DIR'))}=FILE`
  return `${said}, in the App by the name of the artifact: ${called(variables ?? root)}.`
}

function called(path: string | undefined): string {
  return path === ''
    ? 'or by the directory in it'
    : `sluice-plan-${path === undefined ? 'DIR' : dashed(path)}`
}

/** A directory, or a file of variables, as the name of an artifact can have it. */
export function dashed(path: string): string {
  return path.replace(/\.tfvars(\.json)?$/, '').replaceAll('/', '-')
}

/** The share of what either declares that both do. */
function shareOf(said: ReadonlySet<string>, configuration: Configuration): number {
  const declared = new Set([...declaredIn(configuration).keys()].filter((name) => !isProvider(name)))
  const shared = [...said].filter((name) => declared.has(name)).length
  return shared === 0 ? 0 : shared / (said.size + declared.size - shared)
}

interface Numbered {
  readonly candidate: Candidate
  readonly index: number
}

function leastContradicted(plan: Plan, equal: readonly Numbered[]): Match {
  const [only] = equal
  if (only && equal.length === 1) return { index: only.index }
  const weighed = equal.map(({ candidate: { head }, index }) => ({
    index,
    against: mismatches(plan, head).length * 1000 + contradictions(plan, head),
    head,
  }))
  const least = Math.min(...weighed.map(({ against }) => against))
  const [first, ...others] = weighed.filter(({ against }) => against === least)
  if (first && others.length === 0) return { index: first.index }
  const fitting = weighed.filter(({ against }) => against === least)
  const names = fitting.slice(0, 4).map(({ head }) => calledBy(head))
  return {
    problem: `The plan fits ${names.join(', ')} equally well; it cannot be told which it was made of. ${wayOut(first?.head)}`,
    equal: fitting.map(({ index }) => index),
  }
}

function calledBy({ root, variables }: Configuration): string {
  return `${root || 'the top directory'}${variables === undefined ? '' : ` with ${variables}`}`
}

/** How many plain values of the plan differ from what the code says they are. */
function contradictions(plan: Plan, { byAddress }: Configuration): number {
  return plan.resources.reduce((sum, planned) => {
    const resource = byAddress.get(planned.address)
    return resource && !isGone(planned.action) ? sum + contradictionsIn(planned, resource) : sum
  }, 0)
}

function contradictionsIn({ after }: PlannedResource, { attributes }: Resource): number {
  if (!isMap(after)) return 0
  return [...attributes.values()].filter(({ name, value }) => {
    const planned = after.get(name)
    return isPlain(value) && isPlain(planned) && plainlyDiffer(value, planned)
  }).length
}

function isPlain(value: Value | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

interface Sides {
  readonly base: Configuration | undefined
  readonly head: Configuration
}

/**
 * What a plan makes or changes though neither its own configuration nor the code declares it: the plan contradicts itself. A
 * configuration holds the insides of modules from elsewhere too. What only the state knows can but go.
 */
export function strangers(plan: Plan, { base, head }: Sides): readonly PlanMismatch[] {
  if (plan.configuration.length === 0) return []
  const known = new Set([
    ...plan.configuration.map(({ declared }) => declared),
    ...declaredIn(head).keys(),
    ...(base ? declaredIn(base).keys() : []),
  ])
  return plan.resources
    .filter(({ address, action, deposed }) => {
      if (isGone(action) || action === 'no-op' || deposed !== undefined) return false
      return !known.has(declaredAddress(address))
    })
    .map(({ address }) => ({
      text: `The plan changes ${address}, which neither its own configuration nor the code declares.`,
    }))
}
