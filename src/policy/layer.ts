import type { CustomRule, DatabaseSetting, Policy, RiskLevel, RuleSetting } from '../core/policy.ts'

/** What one file or pack says, in the words of the core; what it leaves out is left out. */
export interface Layer {
  /** Left out in a file that does not say; see `resolvePolicy` for what that means. */
  readonly extends?: readonly string[]
  readonly databases: readonly DatabaseSetting[]
  readonly rules: readonly RuleSetting[]
  readonly custom: readonly CustomRule[]
  readonly approvals: Policy['approvals']
  readonly waivers: Partial<Policy['waivers']>
  readonly forbidden: readonly string[]
  readonly on: Partial<Policy['on']>
  readonly review: Partial<NonNullable<Policy['review']>>
}

export const emptyLayer: Layer = {
  databases: [],
  rules: [],
  custom: [],
  approvals: {},
  waivers: {},
  forbidden: [],
  on: {},
  review: {},
}

/**
 * Two layers as one, the second with precedence. Lists are appended, what a comment may not suppress only grows, custom rules replace
 * those of the same id, everything else is replaced key by key. Associative, with `emptyLayer` as its neutral element.
 */
export function mergeLayers(lower: Layer, upper: Layer): Layer {
  const replaced = new Set(upper.custom.map(({ id }) => id))
  return {
    databases: [...lower.databases, ...upper.databases],
    rules: [...lower.rules, ...upper.rules],
    custom: [...lower.custom.filter(({ id }) => !replaced.has(id)), ...upper.custom],
    approvals: { ...lower.approvals, ...upper.approvals },
    waivers: { ...lower.waivers, ...upper.waivers },
    forbidden: [...new Set([...lower.forbidden, ...upper.forbidden])],
    on: { ...lower.on, ...upper.on },
    review: mergeReview(lower.review, upper.review),
  }
}

type Review = Layer['review']
type Setting = NonNullable<Policy['review']>

/** Who knows more than its parent says so; but a parent's limits on what leaves and what is spent only grow tighter. */
function mergeReview(lower: Review, upper: Review): Review {
  const models = lower.models || upper.models ? { models: { ...lower.models, ...upper.models } } : {}
  const budget = lower.budget || upper.budget ? { budget: lesser(lower.budget, upper.budget) } : {}
  const both = { ...lower.categories, ...upper.categories }
  const categories = lower.categories || upper.categories ? { categories: both } : {}
  const exclude = lower.exclude || upper.exclude ? { exclude: joined(lower.exclude, upper.exclude) } : {}
  const share = lower.share && upper.share ? { share: less(lower.share, upper.share) } : {}
  return { ...lower, ...upper, ...models, ...budget, ...categories, ...exclude, ...share }
}

const shares: readonly Setting['share'][] = ['off', 'schema', 'redacted', 'full']
const less = (one: Setting['share'], other: Setting['share']) =>
  shares.indexOf(one) < shares.indexOf(other) ? one : other

function lesser(lower: Setting['budget'] = {}, upper: Setting['budget'] = {}): Setting['budget'] {
  const keys = ['perPullRequestUsd', 'perDayUsd'] as const
  const said = keys.map((key) => [key, [lower[key], upper[key]].filter((usd) => usd !== undefined)] as const)
  return Object.fromEntries(said.flatMap(([key, usd]) => (usd.length > 0 ? [[key, Math.min(...usd)]] : [])))
}

function joined(lower?: Setting['exclude'], upper?: Setting['exclude']): Setting['exclude'] {
  return {
    paths: [...(lower?.paths ?? []), ...(upper?.paths ?? [])],
    relations: [...(lower?.relations ?? []), ...(upper?.relations ?? [])],
  }
}

/** The policy that merged layers make, with what nobody said filled in. */
export function policyOf(layer: Layer, sources: Policy['sources']): Policy {
  const { databases, rules, custom, approvals, waivers, forbidden, on, review } = layer
  return {
    sources,
    databases,
    rules,
    custom,
    approvals: orderedApprovals(approvals),
    waivers: { teams: [], maxDays: 30, byAuthor: false, ...waivers },
    suppressions: { forbidden },
    on: { notEvaluated: 'warn', rehearsalUnavailable: 'warn', modelUnavailable: 'ignore', ...on },
    review: { ...usualReview, ...review },
  }
}

const usualReview: Setting = {
  share: 'schema',
  enforcement: 'warn',
  categories: {},
  exclude: { paths: [], relations: [] },
  shadow: false,
  models: {},
  budget: {},
}

const riskLevels: readonly RiskLevel[] = ['low', 'medium', 'high']

function orderedApprovals(approvals: Policy['approvals']): Policy['approvals'] {
  return Object.fromEntries(
    riskLevels.flatMap((level) => (approvals[level] ? [[level, approvals[level]]] : [])),
  )
}
