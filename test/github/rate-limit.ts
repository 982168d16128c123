import { Refusal } from './answer.ts'
import { type Clock, hours, minutes, seconds } from './clock.ts'

// Numbers from facts/github.md, "Rate limits". Not simulated: CPU seconds, and OAuth tokens an hour (an App has none).

export interface Spending {
  /** Who pays: an installation, a person, an App. */
  readonly payer: string
  readonly who: string
  readonly limit: number
  readonly resource: 'core' | 'graphql'
  /** REST: 1 for a read, 5 for a write. GraphQL: 1, or 5 with a mutation. */
  readonly points: number
  readonly creates: boolean
}

export interface RateLimits {
  /** Throws GitHub's refusal when the payer has spent too much; otherwise the headers of the answer. */
  spend(spending: Spending): Record<string, string>
  /** A conditional request answered 304 is free. */
  refund(spending: Spending): Record<string, string>
  /** Counts a request as running until it is released; more than 100 at once are refused. */
  enter(payer: string): () => void
  used(payer: string, resource: 'core' | 'graphql'): { used: number; reset: number }
}

const pointsAMinute = { core: 900, graphql: 2000 }
const created = { aMinute: 80, anHour: 500 }
const atOnce = 100

interface Account {
  readonly windows: Record<'core' | 'graphql', { start: number; used: number }>
  readonly points: { resource: string; at: number; points: number }[]
  readonly creations: number[]
  running: number
}

/** `enabled: false` is GitHub Enterprise Server, where limits are off by default. */
export function rateLimits(clock: Clock, enabled: boolean): RateLimits {
  const accounts = new Map<string, Account>()
  const account = (payer: string) => {
    const fresh = { start: clock.now(), used: 0 }
    const one = accounts.get(payer) ?? {
      windows: { core: { ...fresh }, graphql: { ...fresh } },
      points: [],
      creations: [],
      running: 0,
    }
    accounts.set(payer, one)
    for (const window of Object.values(one.windows)) {
      if (clock.now() - window.start >= hours) Object.assign(window, { start: clock.now(), used: 0 })
    }
    return one
  }
  const headers = ({ payer, limit, resource }: Spending): Record<string, string> => {
    if (!enabled) return {}
    const { start, used } = account(payer).windows[resource]
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - used)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.ceil((start + hours) / seconds)),
      'x-ratelimit-resource': resource,
    }
  }
  const checkSecondary = (spending: Spending, one: Account) => {
    const since = (age: number) => one.creations.filter((at) => clock.now() - at < age).length
    const recent = one.points.filter(
      ({ at, resource }) => clock.now() - at < minutes && resource === spending.resource,
    )
    const sum = recent.reduce((total, { points }) => total + points, 0)
    if (sum + spending.points > pointsAMinute[spending.resource]) throw secondary(headers(spending))
    if (spending.creates && (since(minutes) >= created.aMinute || since(hours) >= created.anHour))
      throw secondary(headers(spending))
  }
  return {
    spend(spending) {
      const one = account(spending.payer)
      if (enabled) {
        const window = one.windows[spending.resource]
        if (window.used >= spending.limit)
          throw new Refusal(403, `API rate limit exceeded for ${spending.who}.`, undefined, headers(spending))
        checkSecondary(spending, one)
        window.used += 1
      }
      one.points.push({ resource: spending.resource, at: clock.now(), points: spending.points })
      if (spending.creates) one.creations.push(clock.now())
      while (one.points[0] && clock.now() - one.points[0].at >= minutes) one.points.shift()
      return headers(spending)
    },
    refund(spending) {
      if (enabled) account(spending.payer).windows[spending.resource].used -= 1
      return headers(spending)
    },
    enter(payer) {
      const one = account(payer)
      if (enabled && one.running >= atOnce) throw secondary({})
      one.running += 1
      return () => {
        one.running -= 1
      }
    },
    used(payer, resource) {
      const { start, used } = account(payer).windows[resource]
      return { used, reset: Math.ceil((start + hours) / seconds) }
    },
  }
}

function secondary(headers: Record<string, string>): Refusal {
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. ' +
    'If you reach out to GitHub Support for help, please include the request ID.'
  return new Refusal(403, message, undefined, { ...headers, 'retry-after': '60' })
}

/** 5,000 an hour, 50 more for every repository and user above 20, never more than 12,500. */
export function installationLimit(repositories: number, users: number): number {
  return Math.min(12_500, 5000 + 50 * Math.max(0, repositories - 20) + 50 * Math.max(0, users - 20))
}
