import type { ConfigurationProblem } from '../../core/terraform/configuration.ts'
import type { Place } from '../../core/text.ts'
import { mostProblems } from './limits.ts'

/** Problems, each told once. */
export class Problems {
  readonly #found = new Map<string, ConfigurationProblem>()

  add(problem: ConfigurationProblem): void {
    const { place, text } = problem
    // What hides others is told even after many.
    if (this.#found.size < (problem.hides ? mostProblems * 2 : mostProblems))
      this.#found.set(`${place.path}:${place.range.start}:${text}`, problem)
  }

  tell(place: Place, text: string): void {
    this.add({ place, text })
  }

  /** What resources there are is not known in full. */
  tellHidden(place: Place, text: string, more: Pick<ConfigurationProblem, 'unread' | 'within'> = {}): void {
    this.add({ place, text, hides: true, ...more })
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
