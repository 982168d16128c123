import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Evidence, Hit, Weight } from '../../../src/core/finding.ts'
import { defineRule, type OptionValue, type Rule, type RuleDefinition } from '../../../src/core/rule.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { type Unknown, type Value, valueText } from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'

/** A rule on resources of certain types: a row of a table. */
export interface Family extends Omit<RuleDefinition<'terraform'>, 'languages' | 'check' | 'since' | 'tags'> {
  /** Resource types. Data sources are named with their prefix: `data.aws_iam_policy_document`. */
  readonly on: readonly string[]
  /** What is wrong, as the end of a sentence that begins with the resource: `keeps its data unencrypted`. */
  readonly problem: string
  readonly tags?: readonly string[]
  readonly judge: Judge
}

/** What is to be said of one resource; nothing when it is as it should be. */
export type Judge = (resource: Resource, world: World) => readonly Told[]

export interface World {
  readonly document: TerraformDocument
  readonly options: Readonly<Record<string, OptionValue>>
}

export type Told = Bad | Unclear

export interface Bad {
  readonly kind: 'bad'
  /** What a better rule calls what this is about; else `what`. */
  readonly aspect?: string
  /** Which of the rule's demands is not met: an attribute's path, as a rule. Part of the finding's identity. */
  readonly what: string
  readonly place: Place
  /** The fact, after a colon: `storage_encrypted is false`. */
  readonly fact: string
  /** The value that is wrong: another one makes another finding. */
  readonly value?: Value
  /** Where the value was set, when not here. */
  readonly via?: readonly Place[]
  /** Instead of the family's `problem`. */
  readonly problem?: string
  readonly evidence?: readonly Evidence[]
  readonly weight?: Weight
}

/** Neither good nor bad can be said: no finding, and none of base is taken for fixed. */
export interface Unclear {
  readonly kind: 'unclear'
  readonly what: string
  readonly place: Place
  readonly because: Unknown
}

export function family({ on, problem, judge, tags = ['terraform'], ...definition }: Family): Rule {
  const types = new Set(on)
  return defineRule({
    ...definition,
    subsumedBy: [...(definition.subsumedBy ?? []), ...statedBetter],
    tags,
    languages: ['terraform'],
    since: '0.1.0',
    *check(document, { options }) {
      const judged = document.resources
        .filter(({ mode, resourceType }) =>
          types.has(mode === 'data' ? `data.${resourceType}` : resourceType),
        )
        .flatMap((resource) => judge(resource, { document, options }).map((told) => ({ resource, told })))
      yield* asHits(judged, problem, document)
    },
  })
}

/** What a plan, or base, says of the same attribute says more than the attribute does. */
export const statedBetter = [
  'terraform/protection-removed',
  'terraform/exposure-widened',
  'terraform/iam-widened',
  'plan/encryption-key-change',
  'plan/exposure-widened',
  'plan/iam-widened',
  'plan/protection-weakened',
  'plan/retention-reduced',
  'plan/schema-column-dropped',
  'plan/sensitive-in-clear',
]

export interface Judged {
  readonly resource: Resource
  readonly told: Told
}

/**
 * One hit per cause: what is written once and made many times (count, for_each, a module called twice) is told once, unless the
 * value came from the call of a module.
 */
export function* asHits(
  judged: readonly Judged[],
  problem: string,
  { later }: Pick<TerraformDocument, 'later'>,
): Iterable<Hit> {
  for (const group of Map.groupBy(judged, causeOf).values()) {
    const [first] = group
    if (!first) continue
    yield { ...hitOf(first, group, problem), knownAs: knownAs(first, later) }
  }
}

/**
 * What moved is still the same, and what was wrong with it nothing new. What the code of a module says by itself is known by that code,
 * whoever calls it.
 */
function knownAs({ resource, told }: Judged, later: TerraformDocument['later']): string {
  const { declared, calls, resourceType, name, header, planned } = later?.get(resource.declared) ?? resource
  if (calls.length === 0 || planned || isSetElsewhere(told)) return declared
  return `${header.path.slice(0, header.path.lastIndexOf('/') + 1)}${resourceType}.${name}`
}

function causeOf({ resource, told }: Judged): string {
  const { path, range } = told.place
  const caller = resource.planned || isSetElsewhere(told) ? resource.declared : ''
  return JSON.stringify([told.kind, path, range.start, told.what, caller])
}

const isSetElsewhere = (told: Told) => told.kind === 'unclear' || (told.via ?? []).length > 0

function hitOf({ resource, told }: Judged, group: readonly Judged[], problem: string): Hit {
  const common = {
    aspect: (told.kind === 'bad' ? told.aspect : undefined) ?? told.what,
    at: told.place.range,
    path: told.place.path,
    subject: { kind: 'resource' as const, name: resource.declared },
  }
  if (told.kind === 'unclear') {
    const reasons = told.because.because.map(({ text }) => text).join(', as ')
    return {
      ...common,
      identity: told.what,
      message: `${told.what} cannot be told: ${reasons}.`,
      undetermined: reasons,
    }
  }
  return {
    ...common,
    identity: JSON.stringify([told.what, valueText(told.value)]),
    message: `${named(resource, group)} ${told.problem ?? problem}: ${told.fact}.`,
    evidence: [...(told.evidence ?? []), ...setAt(told), ...calledAt(group)],
    ...(told.weight && { weight: told.weight }),
  }
}

/** The resource, with the keys of its instances where only some are meant. */
function named({ declared }: Resource, group: readonly Judged[]): string {
  const keys = group.flatMap(({ resource: { key } }) => (key === undefined ? [] : [String(key)]))
  const shown = [...new Set(keys)].slice(0, 3)
  if (shown.length === 0) return declared
  const more = new Set(keys).size - shown.length
  return `${declared} (${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`
}

function setAt({ via = [] }: Bad): Evidence[] {
  return via.map((place) => ({ strength: 'proved', kind: 'code', text: 'the value is set here', place }))
}

/** A comment at a call silences what is told of that call alone; where several calls share it, none of them has it alone. */
function calledAt(group: readonly Judged[]): Evidence[] {
  const modules = new Set(group.map(({ resource }) => resource.module))
  const [first] = group
  const kind = modules.size > 1 ? 'dependency' : 'code'
  const text = modules.size > 1 ? `one of ${modules.size} calls of the module` : 'the module is called here'
  return (first?.resource.calls ?? []).map((place) => ({ strength: 'proved', kind, text, place }))
}
