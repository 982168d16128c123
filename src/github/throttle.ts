import { type Group, narrowGroup, type Price, pacedGroup } from './pace.ts'

const minute = 60_000

export interface Throttle {
  readonly enabled: true
  readonly id: string
  readonly write: Group
  readonly notifications: Group
  readonly global: Group
  onRateLimit(seconds: number): boolean
  onSecondaryRateLimit(seconds: number): boolean
}

/** Of the 900 points a minute that GitHub gives; what is on its way when a minute ends needs some room. */
const mostPoints = 880
/**
 * From here on what is left belongs to check runs: people wait for these, and a comment can come a minute later. A gate takes 12 points
 * and what is said of it as many, so that of fifty pull requests in a minute the last ones still find theirs.
 */
const talkYieldsAt = 460

/**
 * Octokit by itself sends one write a second and one comment in three, which is slower than GitHub asks for and than fifty pull requests a
 * minute need. GitHub's own limits are 900 points a minute, a write being 5 and a read 1, and 80 comments a minute, 500 an hour; we stay
 * below: each of several workers by its share, as none knows what the others ask. Where a limit is met all the same, nothing more is
 * asked until GitHub says so, and the job is put off (`kindOf` says for how long).
 */
export function throttles(workers = 1): (id: string) => Throttle {
  const share = (most: number) => Math.max(1, Math.floor(most / workers))
  const write = pacedGroup([{ most: share(170), inMs: minute }])
  const notifications = pacedGroup([
    { most: share(75), inMs: minute },
    { most: share(450), inMs: 60 * minute },
  ])
  const allowance = { most: share(mostPoints), inMs: minute }
  const global = narrowGroup({ atOnce: 10, allowance, priceOf: (request) => priceOf(request, workers) })
  return (id) => {
    const rest = (seconds: number) => {
      global.rest(id, seconds * 1000)
      return false
    }
    return {
      ...{ enabled: true, id, write, notifications, global },
      ...{ onRateLimit: rest, onSecondaryRateLimit: rest },
    }
  }
}

/** GraphQL has an account of its own, which we come nowhere near. */
export function priceOf(request: unknown, workers = 1): Price {
  const { method = 'GET', url = '' } = (request ?? {}) as { method?: string; url?: string }
  const { pathname } = new URL(url, 'https://github.test')
  if (/^(?:\/api)?\/graphql$/.test(pathname)) return { points: 0 }
  const points = method === 'GET' || method === 'HEAD' ? 1 : 5
  return isTalk(method, pathname) ? { points, yieldsAt: Math.floor(talkYieldsAt / workers) } : { points }
}

/** Comments, reviews and reactions, and what is read for nothing but these. Reading reviews counts approvals, so it is none. */
function isTalk(method: string, path: string): boolean {
  if (method === 'GET') return /\/(?:issues|pulls)\/(?:[^/]+\/)?comments(?:\/|$)/.test(path)
  return /\/(?:comments|reviews|reactions)(?:\/|$)/.test(path)
}
