import { notEvaluated } from './enforcement.ts'
import type { Finding } from './finding.ts'
import { ruleMatcher } from './glob.ts'
import { didYouMean } from './near-names.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './rule.ts'
import {
  type Commented,
  type Suppression,
  type SuppressionProblem,
  type Suppressions,
  suppressionsIn,
} from './suppression.ts'
import type { Place, Range } from './text.ts'

/** What suppressing needs to know of a rule. */
type RuleNames = Pick<Rule, 'id' | 'aliases'>

export interface SuppressInput<F> {
  readonly findings: readonly F[]
  readonly documents: readonly Commented[]
  readonly rules: readonly RuleNames[]
  readonly policy: Pick<Policy, 'suppressions'>
  /** ISO date. */
  readonly today: string
  /** Whether the policy has a rule switched off at a path. */
  readonly isOff?: (ruleId: string, path: string) => boolean
}

export interface Suppressed<F> extends Suppressions {
  /** All findings in their order, with `suppressedBy` where a comment counts. */
  readonly findings: readonly (F & Pick<Finding, 'suppressedBy'>)[]
}

type Suppressible = Pick<Finding, 'ruleId' | 'path' | 'range'> &
  Partial<Pick<Finding, 'status' | 'evidence' | 'side'>>

/** What no comment may silence: the findings on comments themselves, on the policy and on what was not read. */
const neverSuppressed: readonly string[] = [
  'governance/new-suppression',
  'governance/policy-change',
  notEvaluated,
]

/**
 * Applies the comments of head's documents to head's findings. Our own need a reason and end with their `until` day; those of other tools
 * count through rule aliases, with or without a reason. What the policy forbids to suppress stays. Findings that are fixed are not touched.
 */
export function suppress<F extends Suppressible>(input: SuppressInput<F>): Suppressed<F> {
  const { suppressions, problems } = suppressionsIn(input.documents)
  const claims = suppressions.flatMap((suppression) => claimsOf(suppression, input.rules))
  const refused = claims.map((claim) => refusal(claim, input))
  const standing = claims.filter((_, index) => refused[index]?.kind === undefined)
  const byRule = indexed(standing)
  const isForbidden = forbiddenBy(input.policy)
  const used = new Set<Claim>()
  const forbidden = new Set<Claim>()
  const findings = input.findings.map((finding) => {
    if (finding.status === 'fixed') return finding
    const covering = placesOf(finding).flatMap(({ path, range }) =>
      (byRule.get(keyOf(path, finding.ruleId)) ?? []).filter((claim) => covers(claim, range, finding)),
    )
    for (const claim of covering) (isForbidden(finding.ruleId) ? forbidden : used).add(claim)
    const [claim] = covering
    return claim && !isForbidden(finding.ruleId)
      ? { ...finding, suppressedBy: sourceOf(claim.suppression) }
      : finding
  })
  const idle = standing
    .filter((claim) => forbidden.has(claim) || !used.has(claim))
    .map((claim) => idleProblem(claim, { isForbidden: forbidden.has(claim), ...input }))
  const found = [...problems, ...refused, ...idle].filter((problem) => problem !== undefined)
  return { findings, suppressions, problems: found.sort(byPlace) }
}

/** One rule name of a suppression and the rules it stands for. */
interface Claim {
  readonly suppression: Suppression
  readonly name: string
  readonly ids: readonly string[]
  /** Set when the name stands for none. */
  readonly guess: string
}

function claimsOf(suppression: Suppression, rules: readonly RuleNames[]): Claim[] {
  return suppression.rules.map((name) => {
    const matches = ruleMatcher(name)
    const ids = rules.filter(({ id, aliases = [] }) => [id, ...aliases].some(matches)).map(({ id }) => id)
    const guess =
      ids.length > 0
        ? ''
        : didYouMean(
            name,
            rules.flatMap(({ id, aliases = [] }) => [id, ...aliases]),
          )
    return { suppression, name, ids, guess }
  })
}

/** Why a claim does not count, whatever it covers; a claim of another tool on what only that tool knows is not our concern. */
function refusal(
  { suppression, name, ids, guess }: Claim,
  { today }: { today: string },
): SuppressionProblem | undefined {
  const { place, until, reason, tool } = suppression
  const problem = (kind: SuppressionProblem['kind'], text: string) => ({ kind, place, rules: [name], text })
  if (ids.length === 0) {
    if (tool !== 'sluice') return undefined
    return problem(
      'unknown-rule',
      [`There is no rule \`${name}\`.`, guess || '`sluice rules` lists them.'].join(' '),
    )
  }
  if (until !== undefined && until < today) {
    return problem(
      'expired',
      `The suppression of ${name} ended on ${until}: fix the finding, or agree on a new date.`,
    )
  }
  if (tool === 'sluice' && !reason) {
    return problem(
      'no-reason',
      `The suppression of ${name} gives no reason and does not count: add \`reason="..."\`.`,
    )
  }
  return undefined
}

function idleProblem(
  { suppression, name, ids }: Claim,
  {
    isForbidden,
    isOff = () => false,
  }: { readonly isForbidden: boolean } & Pick<SuppressInput<never>, 'isOff'>,
): SuppressionProblem | undefined {
  const { place, tool } = suppression
  if (isForbidden) {
    const text = `The policy does not let a comment suppress ${name}: fix the finding, or ask for a waiver.`
    return { kind: 'forbidden', place, rules: [name], text }
  }
  if (tool !== 'sluice' || ids.length === 0) return undefined
  if (ids.every((id) => isOff(id, place.path))) {
    const text = `The policy has ${name} switched off here, so there is nothing to suppress: remove the comment.`
    return { kind: 'unused', place, rules: [name], text }
  }
  const text = `Nothing here is suppressed by ${name}: remove it, or move it to the line above what it is meant for.`
  return { kind: 'unused', place, rules: [name], text }
}

const keyOf = (path: string, ruleId: string) => JSON.stringify([path, ruleId])

function indexed(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const entries = claims.flatMap((claim) =>
    claim.ids.map((id) => ({ key: keyOf(claim.suppression.place.path, id), claim })),
  )
  const groups = Map.groupBy(entries, ({ key }) => key)
  return new Map([...groups].map(([key, members]) => [key, members.map(({ claim }) => claim)]))
}

/** Where a comment may stand: at the finding, and at each line of code that has a part in it, such as the call of a module. */
function placesOf({ path, range, evidence = [] }: Suppressible): readonly Place[] {
  const others = evidence.flatMap(({ kind, place }) => (kind === 'code' && place ? [place] : []))
  return [{ path, range }, ...others]
}

/** What is only at base stands nowhere in head: of its lines no comment there can speak, of its file one can. */
function covers({ suppression }: Claim, range: Range, { side }: Suppressible): boolean {
  return suppression.scope === 'file' || (side !== 'base' && suppression.reach.covers(range.start))
}

function forbiddenBy({ suppressions }: Pick<Policy, 'suppressions'>): (ruleId: string) => boolean {
  const matchers = [...neverSuppressed, ...suppressions.forbidden].map(ruleMatcher)
  return (ruleId) => matchers.some((matches) => matches(ruleId))
}

function sourceOf({ place, reason, until, tool }: Suppression): NonNullable<Finding['suppressedBy']> {
  return { place, reason: reason ?? `${tool} comment without a reason`, ...(until && { until }) }
}

function byPlace(one: SuppressionProblem, other: SuppressionProblem): number {
  if (one.place.path !== other.place.path) return one.place.path < other.place.path ? -1 : 1
  return one.place.range.start - other.place.range.start
}
