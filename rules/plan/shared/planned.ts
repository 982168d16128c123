import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Hit, Weight } from '../../../src/core/finding.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { declarationOf } from '../../../src/core/terraform/declared.ts'
import { destructionRefused, isKeptFromDestruction } from '../../../src/core/terraform/guards.ts'
import { holdingOf } from '../../../src/core/terraform/holdings.ts'
import type { MatchedPlan, PlannedResource } from '../../../src/core/terraform/plan.ts'
import { planReasonText } from '../../../src/core/terraform/plan-reasons.ts'
import { placeAt } from '../../../src/core/terraform/read.ts'
import { isStateful } from '../../../src/core/terraform/stateful.ts'
import { type Path, pathText } from '../../../src/core/terraform/value.ts'
import { type Place, startOfFile } from '../../../src/core/text.ts'

/** One resource of a plan, with the plan and the code around it. */
export interface Planned {
  readonly resource: PlannedResource
  readonly plan: MatchedPlan
  readonly document: TerraformDocument
}

/** Every live managed resource of every plan; leftovers of a failed replacement are no resource any more. */
export function plannedIn(document: TerraformDocument): readonly Planned[] {
  return document.plans.flatMap((plan) =>
    plan.resources
      .filter(({ mode, deposed }) => mode === 'managed' && deposed === undefined)
      .map((resource) => ({ resource, plan, document })),
  )
}

export const isReplaced = ({ action }: PlannedResource) =>
  action === 'replace' || action === 'create-then-delete'
export const isDestroyed = ({ action }: PlannedResource) => action === 'delete'
export const isForgotten = ({ action }: PlannedResource) =>
  action === 'forget' || action === 'create-then-forget'
export const isUpdated = (planned: PlannedResource) => planned.action === 'update' || isReplaced(planned)
export const holdsData = ({ type }: PlannedResource) => isStateful(type)

/** Whether something that it alone holds goes with it: of a view, or of an instance of a cluster, nothing does. */
export function isStore(resource: PlannedResource): boolean {
  const holding = holdingOf(resource.type, resource.before ?? resource.after)
  return holdsData(resource) && holding !== 'elsewhere' && holding !== 'cluster'
}

/** What Terraform says to the destruction of what the code still protects, as a sentence behind others; empty where nothing. */
export function refused({ resource, document }: Planned): string {
  return isKeptFromDestruction(declarationOf(document, resource)) ? ` ${destructionRefused}` : ''
}

export interface Said {
  readonly message: string
  /** The attribute it is about; left out: the resource as a whole. */
  readonly path?: Path
  /** Instead of the place that follows from resource and path. */
  readonly at?: Located
  readonly weight?: Weight
  readonly suggestion?: Hit['suggestion']
  /** Beside what the plan says. */
  readonly evidence?: Hit['evidence']
}

/** A place, and on which side it is. */
export interface Located {
  readonly place: Place
  readonly side?: 'base'
}

/** What a plan states of a resource, on the line of code that causes it. */
export function hitOn({ resource, plan, document }: Planned, said: Said): Hit {
  const { message, path = [], weight, suggestion, evidence = [] } = said
  const { place, side } = said.at ?? locate(resource, document, path)
  const text = pathText(path)
  return {
    at: place.range,
    path: place.path,
    ...(side && { side }),
    subject: { kind: 'resource', name: resource.address },
    identity: JSON.stringify([resource.action, text]),
    ...(place.range === headerOf(resource, document)?.range && { aspect: aspectOf(path) }),
    message,
    evidence: [
      { strength: 'measured', kind: 'plan', text: `${plan.name}: ${actionText(resource)}` },
      ...calledAt(declarationOf(document, resource), side),
      ...evidence,
    ],
    ...(weight && { weight }),
    ...(suggestion && { suggestion }),
  }
}

const aspectOf = (path: Path) => path.filter((key) => typeof key === 'string').join('.')

const headerOf = (resource: PlannedResource, document: TerraformDocument) =>
  (declarationOf(document, resource) ?? (document.before && declarationOf(document.before, resource)))?.header

function calledAt(declared: Resource | undefined, side: 'base' | undefined): NonNullable<Hit['evidence']> {
  if (!declared || side) return []
  return declared.calls.map((place) => ({
    strength: 'proved',
    kind: 'code',
    text: 'the module is called here',
    place,
  }))
}

const actionTexts: Readonly<Record<PlannedResource['action'], string>> = {
  'no-op': 'stays as it is',
  create: 'is created',
  read: 'is read',
  update: 'is updated in place',
  delete: 'is destroyed',
  replace: 'is destroyed and created anew',
  'create-then-delete': 'is created anew and the old one destroyed',
  forget: 'is no longer managed',
  'create-then-forget': 'is created anew and the old one no longer managed',
}

/** What the plan says of a resource, in one line. */
export function actionText({ address, action, reason }: PlannedResource): string {
  const why = planReasonText(reason)
  return `${address} ${actionTexts[action]}${why ? `, as ${why}` : ''}`
}

/** The line of a path: at head, or at base for what head does not declare. */
export function locate(resource: PlannedResource, document: TerraformDocument, path: Path): Located {
  const now = declarationOf(document, resource)
  if (now) return { place: placeAt(now, path) }
  const { before } = document
  const then =
    before && (declarationOf(before, resource) ?? before.byAddress.get(resource.previousAddress ?? ''))
  if (then) return { place: placeAt(then, path), side: 'base' }
  return { place: { path: document.paths[0] ?? document.root, range: startOfFile } }
}

/** The line that says how many there are: `count` or `for_each`; the header where there is none. */
export function repetitionOf(resource: PlannedResource, document: TerraformDocument): Located {
  const declared = declarationOf(document, resource)
  const attribute = declared?.attributes.get('count') ?? declared?.attributes.get('for_each')
  return attribute ? { place: attribute.place } : locate(resource, document, [])
}
