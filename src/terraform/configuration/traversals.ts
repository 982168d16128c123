import { unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { failed } from '../evaluate/failure.ts'
import type { Scope, Traversal } from '../evaluate/scope.ts'
import type { ModuleInstance } from './evaluation.ts'

/** A traversal's surroundings. */
export interface At {
  readonly module: ModuleInstance
  readonly scope: Scope
}

export function placeIn({ range }: Traversal, { scope }: At): Place {
  return { path: scope.path, range }
}

/** What is left of a traversal after some steps. */
export function after(traversal: Traversal, steps: number): Traversal {
  return { ...traversal, steps: traversal.steps.slice(steps) }
}

/** A name that no file declares is a mistake, unless a file could not be read. */
export function undeclared(text: string, place: Place, { code }: ModuleInstance): Value {
  const [unread] = code.unread
  return unread === undefined
    ? failed(`${text} is not declared in this module`, place)
    : unknown(`${text} may be declared in ${unread}, which could not be read`, place)
}
