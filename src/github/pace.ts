import { HttpError } from './request-error.ts'

/** So many in so many milliseconds, in any stretch of that length. */
export interface Allowance {
  readonly most: number
  readonly inMs: number
}

/** What Octokit's throttling plugin asks of the groups it is given. */
export interface Group {
  key(id: string): {
    schedule<T>(options: object, work: (...args: never[]) => T, ...args: unknown[]): Promise<T>
  }
}

/** Whoever would have to wait longer than this is sent away, to come back later. */
const longestWaitMs = 15_000

/**
 * Lets work through as fast as all the allowances permit. Bottleneck's reservoirs are refilled on the clock, which lets twice as much
 * through around the full minute, and a full one would hold a job for an hour.
 */
export function pacedGroup(allowances: readonly Allowance[]): Group {
  const paces = new Map<string, Pace>()
  return {
    key(id) {
      const pace = paces.get(id) ?? new Pace(allowances)
      paces.set(id, pace)
      return {
        async schedule<T>(_: object, work: (...args: never[]) => T, ...args: unknown[]): Promise<T> {
          await pace.take()
          return work(...(args as never[]))
        },
      }
    },
  }
}

/** At most so many at once. */
export function narrowGroup(most: number): Group {
  const doors = new Map<string, Door>()
  return {
    key(id) {
      const door = doors.get(id) ?? new Door(most)
      doors.set(id, door)
      return {
        schedule: <T>(_: object, work: (...args: never[]) => T, ...args: unknown[]) =>
          door.through(async () => work(...(args as never[]))),
      }
    },
  }
}

class Pace {
  readonly #allowances: readonly Allowance[]
  /** When each was, or will be, let through; in order. */
  readonly #times: number[] = []

  constructor(allowances: readonly Allowance[]) {
    this.#allowances = allowances
  }

  async take(): Promise<void> {
    const now = Date.now()
    const at = Math.max(now, ...this.#allowances.map((one) => this.#next(one)))
    if (at - now > longestWaitMs) throw sentAway(at - now)
    this.#forget(now)
    this.#times.push(at)
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now))
  }

  #next({ most, inMs }: Allowance): number {
    const earliest = this.#times.at(-most)
    return earliest === undefined || this.#times.length < most ? 0 : earliest + inMs
  }

  #forget(now: number): void {
    const longest = Math.max(...this.#allowances.map(({ inMs }) => inMs))
    const kept = this.#times.findIndex((at) => at > now - longest)
    this.#times.splice(0, kept < 0 ? this.#times.length : kept)
  }
}

class Door {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#free = most
  }

  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}

/** Looks like GitHub's own refusal, so that it is treated as one. */
function sentAway(ms: number): Error {
  const headers = { 'retry-after': String(Math.ceil(ms / 1000)) }
  const words = 'Sluice keeps below what GitHub lets it write'
  return new HttpError(words, { method: 'POST', url: '/' }, { status: 429, headers })
}
