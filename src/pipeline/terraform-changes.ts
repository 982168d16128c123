import type { Change, ChangeKind, ChangeValue } from '../core/change.ts'
import type { TerraformDocument } from '../core/document.ts'
import { outcomeOf, type PlanOutcome } from '../core/report-plan.ts'
import { valuesOf } from '../core/terraform/body-values.ts'
import type { Body, Resource } from '../core/terraform/configuration.ts'
import { differences, isKept } from '../core/terraform/earlier.ts'
import { holdingOf } from '../core/terraform/holdings.ts'
import type { MatchedPlan, PlannedResource } from '../core/terraform/plan.ts'
import { isTagOnly } from '../core/terraform/planned-difference.ts'
import { isStateful } from '../core/terraform/stateful.ts'
import { tableChanges } from '../core/terraform/table-changes.ts'
import { sameValue, type Value } from '../core/terraform/value.ts'
import { type Place, startOfFile } from '../core/text.ts'

/**
 * What becomes of tables whose columns the code says, and of resources: what the plans say, and where there is none, what code that comes
 * and goes means for an apply.
 */
export function terraformChanges(documents: readonly TerraformDocument[]): Change[] {
  const changes = [
    ...documents.flatMap(tableChanges).map(({ table: _, column: __, ...change }): Change => change),
    ...documents.flatMap((document) =>
      document.plans.length > 0
        ? document.plans.flatMap((plan) => plannedChanges(plan, document))
        : codeChanges(document),
    ),
  ]
  const key = ({ kind, subject, path }: Change) => JSON.stringify([kind, subject.name, path])
  return [...new Map(changes.map((change) => [key(change), change])).values()]
}

const kinds: Readonly<Record<PlanOutcome, ChangeKind>> = {
  created: 'resource-created',
  updated: 'resource-updated',
  replaced: 'resource-replaced',
  destroyed: 'resource-destroyed',
  forgotten: 'resource-forgotten',
  moved: 'resource-moved',
  imported: 'resource-updated',
}

function plannedChanges(plan: MatchedPlan, document: TerraformDocument): Change[] {
  return plan.resources.flatMap((planned) => {
    const outcome = planned.deposed === undefined ? outcomeOf(planned) : undefined
    if (!outcome || outcome === 'imported' || isTagOnly(planned)) return []
    const at = placeOf(planned, document)
    return [
      changeOf(kinds[outcome], planned.address, {
        type: planned.type,
        values: planned.before ?? planned.after,
        planned: true,
        ...at,
      }),
    ]
  })
}

function placeOf(
  { address, previousAddress }: PlannedResource,
  { byAddress, before, paths, root }: TerraformDocument,
): Located {
  const now = byAddress.get(address)
  if (now) return { place: now.header }
  const then = before?.byAddress.get(address) ?? before?.byAddress.get(previousAddress ?? address)
  if (then) return { place: then.header, side: 'base' }
  return { place: { path: paths[0] ?? root, range: startOfFile } }
}

/** A whole new configuration, too, makes everything in it. */
function codeChanges(document: TerraformDocument): Change[] {
  const { pairs, gone } = differences(document)
  const known = new Set(pairs.map(({ is }) => is))
  const ofNote = ({ mode, uncertain }: Resource) => mode === 'managed' && !uncertain
  return [
    ...gone.map((resource) =>
      changeFor(isKept(resource, document) ? 'resource-forgotten' : 'resource-destroyed', resource, 'base'),
    ),
    ...pairs.flatMap(({ was, is }) =>
      ofNote(is) && differs(was, is) ? [changeFor('resource-updated', is)] : [],
    ),
    ...document.resources
      .filter((resource) => ofNote(resource) && !known.has(resource))
      .map((resource) => changeFor('resource-created', resource)),
  ]
}

/** Whether two bodies are known to differ, in anything but tags. */
function differs(before: Body, after: Body): boolean {
  const names = new Set([...before.attributes.keys(), ...after.attributes.keys()])
  const value = ({ attributes }: Body, name: string) => attributes.get(name)?.value ?? null
  return (
    [...names].some((name) => !isTag(name) && sameValue(value(before, name), value(after, name)) === 'no') ||
    before.blocks.length !== after.blocks.length ||
    before.blocks.some((block, i) => {
      const other = after.blocks[i]
      return other === undefined || other.type !== block.type || differs(block, other)
    })
  )
}

const isTag = (name: string) => name === 'tags' || name === 'labels'

const changeFor = (kind: ChangeKind, resource: Resource, side?: 'base') =>
  changeOf(kind, resource.address, {
    type: resource.resourceType,
    values: valuesOf(resource),
    place: resource.header,
    planned: false,
    ...(side && { side }),
  })

interface Located {
  readonly place: Place
  readonly side?: 'base'
}

interface About extends Located {
  readonly type: string
  readonly values: Value
  /** Whether a plan says so, or the code alone. */
  readonly planned: boolean
}

function changeOf(kind: ChangeKind, name: string, { type, values, place, side, planned }: About): Change {
  const holdsData = isStateful(type) && holdingOf(type, values) !== 'elsewhere'
  const value: ChangeValue = { type, holdsData, planned }
  const isGone = kind === 'resource-destroyed' || kind === 'resource-forgotten'
  return {
    kind,
    subject: { kind: 'resource', name },
    ...(isGone ? { before: value } : { after: value }),
    ...(side && { side }),
    ...place,
  }
}
