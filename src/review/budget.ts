import { daysAfter } from '../core/waiver.ts'

/** The most that may be spent, in US dollars; what is left out has no limit. Days are UTC's. */
export interface Limits {
  readonly perPullRequestUsd?: number
  /** All pull requests of a repository. */
  readonly perDayUsd?: number
  /** All repositories of an organisation. */
  readonly organisationPerDayUsd?: number
  /** All organisations together. */
  readonly totalPerDayUsd?: number
}

/** Both hold: of each limit the lower one counts. */
export function strictest(one: Limits, other: Limits): Limits {
  const keys = ['perPullRequestUsd', 'perDayUsd', 'organisationPerDayUsd', 'totalPerDayUsd'] as const
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
    readonly total: Spent
  }
}

/**
 * Why a call that may cost this much is not made, as a sentence; undefined where every budget has room for it. What other organisations
 * spend is none of this one's business, and no figure of the total is told.
 */
export function overBudget(usd: number, limits: Limits, { pullRequest, day }: Spending): string | undefined {
  const opens = day ? `It opens again on ${daysAfter(day.date, 1)} at 00:00 UTC.` : ''
  const budgets = [
    ['of this pull request', limits.perPullRequestUsd, pullRequest, day ? stays : anew],
    ['of this repository for today', limits.perDayUsd, day?.repository, opens],
    ['of this organisation for today', limits.organisationPerDayUsd, day?.organisation, opens],
    [ofAll, limits.totalPerDayUsd, day?.total, opens],
  ] as const
  for (const [whose, limit, so, when] of budgets) {
    // Of nothing nothing is asked, not even what costs nothing.
    if (limit === undefined || !so || (limit > 0 && fits(usd, limit, so))) continue
    const figures = whose === ofAll ? '' : `: of ${dollars(limit)} ${gone(so)}`
    return `The budget ${whose} has no room for a call of up to ${dollars(usd)}${figures}. ${when}`
  }
  return undefined
}

const stays = 'It does not open again by itself.'
/** Where nothing is known but the one pull request, nothing is known of earlier runs. */
const anew = 'Every run on the command line begins with all of it.'

const ofAll = 'of all organisations together for today'

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
