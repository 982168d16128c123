import type { Hit } from '../../../src/core/finding.ts'
import { defineRule, type Example, type Rule } from '../../../src/core/rule.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { differences, type Pair } from '../../../src/core/terraform/earlier.ts'
import { asHits, type Family, type Judged, statedBetter, type Told, type World } from './family.ts'
import { isPlanned } from './planned-by.ts'

/** A rule on what a change does to resources of certain types; silent where there is no base. */
export interface ChangeFamily extends Omit<Family, 'judge'> {
  /** Set where what is told is that a resource is made anew: a plan of it says whether it is. */
  readonly replaces?: true
  /** What is to be said of a resource that is there before and after. */
  readonly changed?: (pair: Pair, world: World) => readonly Told[]
  /** Says of a resource that is gone what is lost, as a fact; undefined where nothing is. */
  readonly gone?: (resource: Resource, world: World) => string | undefined
}

export function changeFamily(given: ChangeFamily): Rule {
  const { on, problem, changed, gone, replaces, tags = ['terraform'], ...definition } = given
  const types = new Set(on)
  const isMeant = ({ mode, resourceType }: Resource) => mode === 'managed' && types.has(resourceType)
  return defineRule({
    ...definition,
    subsumedBy: [...(definition.subsumedBy ?? []), ...statedBetter],
    tags,
    languages: ['terraform'],
    since: '0.1.0',
    *check(document, { options }) {
      const world = { document, options }
      const found = differences(document)
      const judged = found.pairs
        .filter(({ is }) => isMeant(is) && !(replaces && isPlanned(is, document)))
        .flatMap((pair) =>
          (changed?.(pair, world) ?? []).map((told): Judged => ({ resource: pair.is, told })),
        )
      yield* asHits(judged, problem, document)
      for (const resource of found.gone.filter(isMeant)) {
        const fact = gone?.(resource, world)
        if (fact !== undefined) yield goneHit(resource, fact)
      }
    },
  })
}

function goneHit({ address, header }: Resource, fact: string): Hit {
  return {
    at: header.range,
    path: header.path,
    side: 'base',
    identity: 'gone',
    subject: { kind: 'resource', name: address },
    message: `${address} is gone: ${fact}.`,
  }
}

/** An example of a change to one file. */
export function changed(before: string, after: string): Example {
  return { before: { 'main.tf': before }, files: { 'main.tf': after } }
}
