import { mostInAll } from './limits.ts'

/** How many instances may still be made. */
export class Allowance {
  #left = mostInAll

  get isUsedUp(): boolean {
    return this.#left <= 0
  }

  /** Takes so many, or none where fewer are left. */
  take(count: number): boolean {
    if (count > this.#left) return false
    this.#left -= count
    return true
  }

  /** Takes them in any case: of what is written once there is one at least. */
  use(count: number): void {
    this.#left -= count
  }
}
