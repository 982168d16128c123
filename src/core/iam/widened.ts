import { firstUnknown, isUnknown, type Unknown, unknown } from '../terraform/value.ts'
import { conditionText, imply, type Mode } from './conditions.ts'
import { everything, includes, patternText } from './pattern.ts'
import type { Policy, PolicyStatement } from './policy.ts'
import { type Budget, type Cover, coverOf, dimensions, type Region, regionsOf, remainder } from './region.ts'

/** Something that one policy lets happen and another one did not. */
export interface Widening {
  readonly kind:
    | 'allowed'
    | 'action-widened'
    | 'resource-widened'
    | 'principal-widened'
    | 'condition-loosened'
    | 'deny-removed'
  /** The statement of the later policy; for a lost denial that of the earlier one. */
  readonly statement: PolicyStatement
  /** As the statements write them. */
  readonly action: string
  readonly resource: string
  readonly principal?: string
  /** A clause: `s3:PutObject on arn:aws:s3:::lake/* is allowed now`. */
  readonly text: string
}

export interface Widenings {
  /** Certain, whatever the unknown parts turn out to be. */
  readonly found: readonly Widening[]
  /** Set where there may be more: what is not known. */
  readonly unclear?: Unknown
}

const mostRegions = 10_000
const mostSteps = 40_000
const mostStatements = 100
/** AWS takes policies of 20 to 32 KiB at most, all that is around their texts included. */
const mostLetters = 20_000

/**
 * What the later policy lets happen that the earlier one did not: a request that it allows, or no longer denies. By meaning: another
 * order, split or merged statements, and narrower ones are nothing.
 */
export function widened(before: Policy, after: Policy): Widenings {
  const given = before.statements.filter(({ effect }) => effect === 'Allow')
  const denied = after.statements.filter(({ effect }) => effect === 'Deny')
  const allowed = compare(
    after.statements.filter(({ effect }) => effect === 'Allow'),
    [...given, ...denied],
  )
  const lost = compare(
    before.statements.filter(({ effect }) => effect === 'Deny'),
    denied,
  )
  const found = [
    ...allowed.certain.map((region) => allowance(region, given)),
    // What is not known of the later policy may deny it still.
    ...(after.open ? [] : lost.certain.map((region) => lostDenial(region))),
  ]
  const unclear = allowed.unclear ?? lost.unclear ?? after.open
  // What is not known of the earlier policy may have allowed it all.
  if (before.open) return { found: [], ...((found.length > 0 || unclear) && { unclear: before.open }) }
  return { found: distinct(found), ...(unclear && { unclear }) }
}

interface Compared {
  readonly certain: readonly Region[]
  readonly unclear?: Unknown
}

const tooLarge: Compared = { certain: [], unclear: unknown('the policy is too large to be compared') }

function compare(statements: readonly PolicyStatement[], others: readonly PolicyStatement[]): Compared {
  if (!isOfFairSize(statements) || !isOfFairSize(others)) return tooLarge
  const regions = statements.flatMap(regionsOf)
  if (regions.length > mostRegions) return tooLarge
  const covers = others.map(coverOf)
  const budget: Budget = { left: mostSteps }
  const rests = regions.flatMap((region) => rest(region, covers, { mode: 'strict', budget }) ?? [])
  const judged = rests.map((region) => ({ region, rest: rest(region, covers, { mode: 'generous', budget }) }))
  const open = judged.find((each) => each.rest === undefined)
  const certain = judged.flatMap((each) => (each.rest ? [each.rest] : []))
  if (budget.left <= 0) return { ...tooLarge, certain }
  return { certain, ...(open && { unclear: unknownIn([open.region.statement, ...others]) }) }
}

function isOfFairSize(statements: readonly PolicyStatement[]): boolean {
  const sides = statements.map(({ actions, resources, principals }) => [
    actions.of,
    resources.of,
    ...(principals ? [principals.of] : []),
  ])
  const letters = sides.flat(2).reduce((sum, text) => sum + (isUnknown(text) ? 1 : text.length), 0)
  const regions = sides.map((each) => each.reduce((product, { length }) => product * length, 1))
  return (
    statements.length <= mostStatements &&
    letters <= mostLetters &&
    regions.reduce((sum, count) => sum + count, 0) <= mostRegions
  )
}

function rest(
  region: Region,
  covers: readonly Cover[],
  how: { readonly mode: Mode; readonly budget: Budget },
): Region | undefined {
  const found = remainder(region, covers, how)
  return found === 'unknown' ? undefined : found
}

function unknownIn(statements: readonly PolicyStatement[]): Unknown {
  const texts = statements.flatMap(({ actions, resources, principals, conditions }) => [
    ...actions.of,
    ...resources.of,
    ...(principals?.of ?? []),
    ...conditions.flatMap(({ values }) => values),
  ])
  return firstUnknown(texts.find(isUnknown)) ?? unknown('a part of the policy is not known')
}

function allowance(region: Region, given: readonly PolicyStatement[]): Widening {
  const kind = kindOf(region, given)
  const lost = kind === 'condition-loosened' ? lostCondition(region) : ''
  return { ...partsOf(region), kind, text: `${whatIs(region)} is allowed now${lost}` }
}

function lostDenial(region: Region): Widening {
  return { ...partsOf(region), kind: 'deny-removed', text: `${whatIs(region)} is no longer denied` }
}

/** What of an earlier statement gave way: the one thing in which it does not reach as far. */
function kindOf(region: Region, given: readonly PolicyStatement[]): Widening['kind'] {
  const missing = given.map((statement) => missingIn(region, statement))
  const only = missing.filter((names) => names.length === 1).flat()
  if (only.includes('conditions')) return 'condition-loosened'
  if (only.includes('principals')) return 'principal-widened'
  if (only.includes('resources')) return 'resource-widened'
  return only.includes('actions') ? 'action-widened' : 'allowed'
}

function missingIn(region: Region, statement: PolicyStatement): string[] {
  const { sides } = coverOf(statement)
  const names: string[] = dimensions.filter((name) => {
    const { not, of } = sides[name]
    return not || !of.some((pattern) => includes(pattern, region.slices[name].include))
  })
  return imply(region.conditions, statement.conditions, 'strict') ? names : [...names, 'conditions']
}

function lostCondition({ lacking }: Region): string {
  const texts = [...new Set(lacking.map(conditionText))]
  return texts.length > 0 ? ` without ${texts.slice(0, 2).join(' and ')}` : ''
}

function partsOf({ statement, slices }: Region): Pick<Widening, 'statement' | 'action' | 'resource'> & {
  principal?: string
} {
  return {
    statement,
    action: patternText(slices.actions.include),
    resource: patternText(slices.resources.include),
    ...(statement.principals && { principal: patternText(slices.principals.include) }),
  }
}

function whatIs(region: Region): string {
  const { action, resource, principal } = partsOf(region)
  const who = principal === undefined ? '' : ` for ${principal === '*' ? 'everybody' : principal}`
  const left = region.slices.actions.exclude.length > 0 && region.slices.actions.include === everything
  const written = region.statement.written?.get(action) ?? action
  return `${left ? 'every other action' : written} on ${resource}${who}`
}

function distinct(found: readonly Widening[]): Widening[] {
  return [...new Map(found.map((each) => [`${each.kind} ${each.text}`, each])).values()]
}
