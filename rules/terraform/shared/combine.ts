import type { Resource } from '../../../src/core/terraform/configuration.ts'
import type { Unknown } from '../../../src/core/terraform/value.ts'
import type { Judge, World } from './family.ts'

/** Whether something holds of a resource, or why that is not known. */
export type Holds = (resource: Resource, world: World) => 'yes' | 'no' | Unknown

/** Judges only where something does not hold; where that is not known, nothing can be told. */
export function unless(holds: Holds, judge: Judge): Judge {
  return (resource, world) => {
    const answer = holds(resource, world)
    if (answer === 'yes') return []
    const [first, ...more] = judge(resource, world)
    if (answer === 'no' || !first) return first ? [first, ...more] : []
    return [{ kind: 'unclear', what: first.what, place: first.place, because: answer }]
  }
}

/** One thing after the other: what the first judge with something to say says. */
export function inTurn(...judges: readonly Judge[]): Judge {
  return (resource, world) => {
    for (const judge of judges) {
      const told = judge(resource, world)
      if (told.length > 0) return told
    }
    return []
  }
}

/** Different ways to be right, of which one is enough. Where none is taken, the first says what is wrong. */
export function anyOf(...judges: readonly Judge[]): Judge {
  return (resource, world) => {
    const answers = judges.map((judge) => judge(resource, world))
    if (answers.some((told) => told.length === 0)) return []
    return answers.find((told) => told.some(({ kind }) => kind === 'unclear')) ?? answers[0] ?? []
  }
}

/** Only where the type of the resource is one of these. */
export function ofType(types: readonly string[], judge: Judge): Judge {
  return (resource, world) => (types.includes(resource.resourceType) ? judge(resource, world) : [])
}
