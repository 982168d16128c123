import type { Judge } from './family.ts'

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
