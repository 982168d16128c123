/** Things of which each is used by one at a time, and those who wait for one, in order. */
export class Line<T> {
  readonly #all: readonly T[]
  readonly #free: T[]
  readonly #waiting: ((one: T | undefined) => void)[] = []
  #isClosed = false

  constructor(all: readonly T[]) {
    this.#all = all
    this.#free = [...all]
  }

  /** One to use until `leave`; undefined when the line closed, or `over` came first. */
  async turn(over: AbortSignal): Promise<T | undefined> {
    if (over.aborted || this.#isClosed) return undefined
    const free = this.#free.pop()
    if (free !== undefined) return free
    const { promise, resolve } = Promise.withResolvers<T | undefined>()
    const leave = () => {
      const at = this.#waiting.indexOf(resolve)
      if (at >= 0) this.#waiting.splice(at, 1)
      resolve(undefined)
    }
    this.#waiting.push(resolve)
    over.addEventListener('abort', leave)
    const one = await promise
    over.removeEventListener('abort', leave)
    return one
  }

  leave(one: T): void {
    const next = this.#waiting.shift()
    if (next) next(one)
    else this.#free.push(one)
  }

  /** Nobody's turn comes any more. Gives all the things. */
  close(): readonly T[] {
    this.#isClosed = true
    for (const next of this.#waiting.splice(0)) next(undefined)
    return this.#all
  }
}
