import { daysAfter } from '../core/waiver.ts'

/** The most that may be spent, in US dollars; what is left out has no limit. Days are UTC's. */
export interface Limits {
  readonly perPullRequestUsd?: number
  /** All pull requests of a repository. */
  readonly perDayUsd?: number
  /** All repositories of an organisation. */
  readonly organisationPerDayUsd?: number
}

/** Both hold: of each limit the lower one counts. */
export function strictest(one: Limits, other: Limits): Limits {
  const keys = ['perPullRequestUsd', 'perDayUsd', 'organisationPerDayUsd'] as const
  const lowest = keys.map((key) => [key, Math.min(one[key] ?? Infinity, other[key] ?? Infinity)] as const)
  return Object.fromEntries(lowest.filter(([, usd]) => usd < Infinity))
}

/** US dollars. */
export interface Spent {
  readonly spent: number
  /** The most that calls may cost which run now. */
  readonly held: number
}

/** What each limit is held against. */
export interface Spending {
  readonly pullRequest: Spent
  /** Left out where nothing is known but the one pull request. */
  readonly day?: {
    /** An ISO date. */
    readonly date: string
    readonly repository: Spent
    readonly organisation: Spent
  }
}

/** Why a call that may cost this much is not made, as a sentence; undefined where every budget has room for it. */
export function overBudget(usd: number, limits: Limits, { pullRequest, day }: Spending): string | undefined {
  const opens = day ? `It opens again on ${daysAfter(day.date, 1)} at 00:00 UTC.` : ''
  const budgets = [
    ['pull request', limits.perPullRequestUsd, pullRequest, 'It does not open again by itself.'],
    ['repository for today', limits.perDayUsd, day?.repository, opens],
    ['organisation for today', limits.organisationPerDayUsd, day?.organisation, opens],
  ] as const
  for (const [whose, limit, so, when] of budgets) {
    if (limit === undefined || !so || fits(usd, limit, so)) continue
    return `The budget of this ${whose} has no room for a call of up to ${dollars(usd)}: of ${dollars(limit)} ${gone(so)}. ${when}`
  }
  return undefined
}

/** In billionths of a dollar: tenths of a cent do not add up in binary. */
function fits(usd: number, limit: number, { spent, held }: Spent): boolean {
  return billionths(spent) + billionths(held) + billionths(usd) <= billionths(limit)
}

const billionths = (usd: number) => Math.round(usd * 1e9)

function gone({ spent, held }: Spent): string {
  const kept = held > 0 ? `, and up to ${dollars(held)} may be by calls that run now` : ''
  return `${dollars(spent)} are spent${kept}`
}

/** Whole cents, and digits beyond them where there are any. */
function dollars(usd: number): string {
  const exact = usd.toFixed(4).replace(/0{1,2}$/, '')
  return `$${exact}`
}
