import { HttpError } from './request-error.ts'

/** So much in so many milliseconds, in any stretch of that length. */
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

/** What a request takes of an allowance. */
export interface Price {
  readonly points: number
  /** Set: it is sent away, to come back later, where so many are used already. */
  readonly yieldsAt?: number
}

/** Whoever would have to wait longer than this is sent away, to come back later. */
const longestWaitMs = 15_000

/**
 * Lets work through as fast as all the allowances permit. Bottleneck's reservoirs are refilled on the clock, which lets twice as much
 * through around the full minute, and a full one would hold a job for an hour.
 */
export function pacedGroup(allowances: readonly Allowance[]): Group {
  const paces = keyed(() => new Pace(allowances))
  return {
    key: (id) => ({
      async schedule<T>(_: object, work: (...args: never[]) => T, ...args: unknown[]): Promise<T> {
        await paces(id).take(one)
        return work(...(args as never[]))
      },
    }),
  }
}

const one: Price = { points: 1 }

interface Narrow {
  /** Most at once. */
  readonly atOnce: number
  readonly allowance: Allowance
  /** Of what the work is given first. */
  readonly priceOf: (request: unknown) => Price
}

interface NarrowGroup extends Group {
  /** Lets nothing through for so long: GitHub asked for it. */
  rest(id: string, milliseconds: number): void
}

/** At most so many at once, and no more than the allowance in all. */
export function narrowGroup({ atOnce, allowance, priceOf }: Narrow): NarrowGroup {
  const doors = keyed(() => new Door(atOnce))
  const paces = keyed(() => new Pace([allowance]))
  return {
    key: (id) => ({
      schedule: <T>(_: object, work: (...args: never[]) => T, ...args: unknown[]) =>
        doors(id).through(async () => {
          await paces(id).take(priceOf(args[0]))
          return work(...(args as never[]))
        }),
    }),
    rest: (id, milliseconds) => paces(id).rest(milliseconds),
  }
}

function keyed<T>(make: () => T): (id: string) => T {
  const made = new Map<string, T>()
  return (id) => {
    const known = made.get(id) ?? make()
    made.set(id, known)
    return known
  }
}

interface Taken {
  /** When it was, or will be, let through. */
  readonly at: number
  readonly points: number
}

class Pace {
  readonly #allowances: readonly Allowance[]
  /** In order. */
  readonly #taken: Taken[] = []
  #restsUntil = 0

  constructor(allowances: readonly Allowance[]) {
    this.#allowances = allowances
  }

  async take({ points, yieldsAt }: Price): Promise<void> {
    if (points === 0) return
    const now = Date.now()
    const earliest = Math.max(now, this.#restsUntil, this.#taken.at(-1)?.at ?? 0)
    const at = Math.max(earliest, ...this.#allowances.map((each) => this.#next(each, points)))
    const yields = yieldsAt === undefined ? now : this.#nextBelow(yieldsAt, points)
    const latest = Math.max(at, yields)
    if (latest - now > longestWaitMs || yields > now) throw sentAway(latest - now)
    this.#forget(now)
    this.#taken.push({ at, points })
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now))
  }

  rest(milliseconds: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, Date.now() + milliseconds)
  }

  /** The first moment at which so many more fit. */
  #next({ most, inMs }: Allowance, points: number): number {
    let sum = points
    for (const taken of this.#taken.toReversed()) {
      sum += taken.points
      if (sum > most) return taken.at + inMs
    }
    return 0
  }

  #nextBelow(most: number, points: number): number {
    return Math.max(...this.#allowances.map(({ inMs }) => this.#next({ most, inMs }, points)))
  }

  #forget(now: number): void {
    const longest = Math.max(...this.#allowances.map(({ inMs }) => inMs))
    const kept = this.#taken.findIndex(({ at }) => at > now - longest)
    this.#taken.splice(0, kept < 0 ? this.#taken.length : kept)
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
  const headers = { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) }
  const words = 'Sluice keeps below what GitHub lets it write'
  return new HttpError(words, { method: 'POST', url: '/' }, { status: 429, headers })
}
