import type { Section } from '../core/migration.ts'
import type { Draft } from './draft.ts'
import type { Line } from './lines.ts'
import { wholeOf } from './lines.ts'

/** A file that runs in one direction from its first to its last character. */
export function oneWay(text: string | undefined, direction: 'up' | 'down'): Draft['sections'] {
  const whole = [wholeOf(text)]
  return direction === 'up' ? { up: whole, down: [] } : { up: [], down: whole }
}

/**
 * The text after each directive line, up to the next directive; the directives themselves belong to no part.
 */
export function between<T extends { readonly line: Line }>(
  marks: readonly T[],
  text: string,
): (Section & { mark: T })[] {
  return marks.map((mark, i) => ({
    start: mark.line.next,
    end: Math.max(mark.line.next, marks[i + 1]?.line.start ?? text.length),
    mark,
  }))
}

export function rangeOf({ start, end }: Section): Section {
  return { start, end }
}
