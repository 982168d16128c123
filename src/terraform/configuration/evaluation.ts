import type { Attribute, Block, ConfigurationProblem } from '../../core/terraform/configuration.ts'
import type { Place } from '../../core/text.ts'
import type { Budget } from '../evaluate/budget.ts'
import type { Expression, HclAttribute, HclBlock } from '../hcl/syntax.ts'
import type { Layout } from './layout.ts'
import { mostInAll, mostProblems } from './limits.ts'
import type { ResourceInstance } from './resources.ts'

/** What everything in one evaluation of a root module shares. */
export interface Evaluation {
  /** Directory of the root module. */
  readonly root: string
  readonly layout: Layout
  /** Texts of the tree, for `file()`. */
  readonly texts: ReadonlyMap<string, string>
  /** Paths of those that were asked for. */
  readonly taken: Set<string>
  /** Templates of files, by their text. */
  readonly templates: Map<string, { readonly expression: Expression | undefined }>
  readonly budget: Budget
  readonly problems: Problems
  readonly instances: Allowance
  /** Those that something refers to, by address. */
  readonly resources: Map<string, ResourceInstance>
  /** What depends on nothing, evaluated. */
  readonly constants: WeakMap<HclAttribute | HclBlock, Attribute | Block>
}

/** Problems, each told once. */
export class Problems {
  readonly #found = new Map<string, ConfigurationProblem>()

  add(problem: ConfigurationProblem): void {
    const { place, text } = problem
    if (this.#found.size < mostProblems)
      this.#found.set(`${place.path}:${place.range.start}:${text}`, problem)
  }

  tell(place: Place, text: string): void {
    this.add({ place, text })
  }

  /** By file and place. */
  all(): readonly ConfigurationProblem[] {
    return [...this.#found.values()].toSorted(
      (one, other) =>
        (one.place.path === other.place.path ? 0 : one.place.path < other.place.path ? -1 : 1) ||
        one.place.range.start - other.place.range.start,
    )
  }
}

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
