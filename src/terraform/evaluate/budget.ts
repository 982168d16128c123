/** How much one root module may cost. What exceeds it is unknown, and so is everything after it. */
export class Budget {
  #steps: number
  #depth = 0

  constructor(steps = 1_000_000) {
    this.#steps = steps
  }

  /** False once there is nothing left. */
  spend(steps: number): boolean {
    this.#steps -= steps
    return this.#steps >= 0
  }

  /** Runs one level deeper; undefined where that is too deep. Levels add up through the names that an expression uses. */
  deeper<T>(run: () => T): T | undefined {
    if (this.#depth >= deepest) return undefined
    this.#depth++
    try {
      return run()
    } finally {
      this.#depth--
    }
  }
}

const deepest = 300
