import type { TerraformDocument } from '../document.ts'
import type { Configuration, ConfigurationProblem } from './configuration.ts'
import { type Unknown, unknown } from './value.ts'

/** Code of head that was not read, and in which what base has may stand. */
export interface UnseenCode {
  /** The call, without keys, that all of it stands in; left out where it may hold anything. */
  readonly within?: string
  readonly because: Unknown
}

type Around = Pick<Configuration, 'problems'> & Partial<Pick<TerraformDocument, 'before' | 'changed'>>

/** A file that base could not read either, and that this change leaves alone, took nothing in. */
export function unseenCode({ problems, before, changed = [] }: Around): readonly UnseenCode[] {
  const earlier = new Set(before?.problems.flatMap((each) => (each.unread ? [each.place.path] : [])))
  return problems
    .filter(
      ({ hides, unread, place: { path } }) =>
        hides && !(unread && earlier.has(path) && !changed.includes(path)),
    )
    .map((problem) => ({
      because: unknown(reasonOf(problem), problem.place),
      ...(problem.within !== undefined && { within: problem.within }),
    }))
}

/** Why what a problem hides is not known, as a clause. */
export function reasonOf({ unread, place, text }: ConfigurationProblem): string {
  return unread ? `${place.path} was not read` : text.replace(/\.$/, '')
}
