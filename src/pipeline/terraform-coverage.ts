import type { TerraformDocument, Unparsed } from '../core/document.ts'
import type { FileCoverage } from '../core/report.ts'
import { basePath, type FileChange, headPath, type Snapshot } from '../core/snapshot.ts'
import type { ModuleCall } from '../core/terraform/configuration.ts'
import type { Plan } from '../core/terraform/plan.ts'
import { LineMap, startOfFile } from '../core/text.ts'
import type { ReadFailure } from '../terraform/reading.ts'
import { isTerraform, mayBeTakenIn, wantedBesideTerraform } from '../terraform/wanted.ts'
import type { Trees } from './terraform-sides.ts'

/** Every changed file of Terraform, and every other that a configuration takes in. */
export function filesCoverage(
  snapshot: Snapshot,
  { head: { failures } }: Trees,
  documents: readonly TerraformDocument[],
): FileCoverage[] {
  const taken = new Set(documents.flatMap(({ paths }) => paths))
  const problems = documents.flatMap((document) => document.problems)
  const isMeant = (change: FileChange) => isOfTerraform(change) || taken.has(change.path)
  return snapshot.changed.filter(isMeant).map((change): FileCoverage => {
    const { path } = change
    const named = { path, language: 'terraform' }
    const content = headPath(change) === undefined ? undefined : snapshot.head.files.get(path)
    const failure = failures.get(path)
    if (content?.kind === 'unread') return { ...named, status: 'not-evaluated', reason: content.detail }
    if (failure) return { ...named, status: 'not-evaluated', reason: failure.reason }
    if (content && !taken.has(path))
      return { ...named, status: 'not-evaluated', reason: 'no configuration takes it' }
    const problem = problems.find(({ place }) => place.path === path)
    return problem ? { ...named, status: 'partly', reason: problem.text } : { ...named, status: 'evaluated' }
  })
}

export function planCoverage(path: string, status: FileCoverage['status'], reason: string): FileCoverage {
  return { path, language: 'terraform plan', status, reason }
}

export function planCoverageOf({ name, form, notes: [note] }: Plan): FileCoverage {
  if (form === 'text')
    return planCoverage(
      name,
      'partly',
      note ??
        'the text of a plan leaves out types and hidden values; give the JSON of `terraform show -json`',
    )
  return note
    ? planCoverage(name, 'partly', note)
    : { path: name, language: 'terraform plan', status: 'evaluated' }
}

export interface Unread {
  readonly before: readonly Unparsed[]
  readonly after: readonly Unparsed[]
}

/** Files that were not read as a whole, of the change on both sides, and plans. */
export function unreadOf({ changed, head }: Snapshot, trees: Trees, plans: readonly FileCoverage[]): Unread {
  const part = (failures: ReadonlyMap<string, ReadFailure>, path: string | undefined): Unparsed[] => {
    const failure = path === undefined ? undefined : failures.get(path)
    return path !== undefined && failure ? [{ path, ...failure }] : []
  }
  const taken = new Set(trees.head.configurations.flatMap(({ paths }) => paths))
  const refused = changed.flatMap(({ path }) => {
    const content = isTerraform(path) || taken.has(path) ? head.files.get(path) : undefined
    return content?.kind === 'unread' ? [{ path, range: startOfFile, reason: content.detail }] : []
  })
  const asUnread = plans.map(({ path, reason = '' }) => ({ path, range: startOfFile, reason }))
  return {
    before: changed.flatMap((change) => part(trees.base.failures, basePath(change))),
    after: [
      ...changed.flatMap((change) => part(trees.head.failures, headPath(change))),
      ...refused,
      ...asUnread,
    ],
  }
}

/** What was taken for granted, with the number of what it concerns. */
export function assumptionsOf(
  documents: readonly TerraformDocument[],
  { isPlanMissing }: { readonly isPlanMissing: boolean },
): string[] {
  const isChange = documents.some(({ before }) => before)
  const roots = [...Map.groupBy(documents, ({ root }) => root).values()]
  return [...roots.flatMap(configurationRead), ...(isPlanMissing && isChange ? [noPlan] : [])]
}

const noPlan = 'no plan was given (--plan): what the apply replaces is judged from the code alone'

/** One configuration, with every file of variables it was evaluated with. */
function configurationRead(variants: readonly TerraformDocument[]): string[] {
  const [{ root } = { root: '' }] = variants
  const modules = new Map(variants.flatMap((one) => one.modules).map((call) => [call.address, call]))
  const remote = [...modules.values()].filter((call) => call.directory === undefined && !isLocal(call))
  const texts = new Map(
    variants.flatMap(({ files }) => files).map(({ path, text }) => [path, new LineMap(text)]),
  )
  const named = remote.slice(0, 3).map(({ address }) => address)
  const others = remote.length === 1 ? 'one module' : `${remote.length} modules`
  const what = remote.every(({ planned }) => planned) ? 'only what the plan says' : 'nothing'
  const outside =
    remote.length === 0 ? '' : `; of ${others} from elsewhere ${what} is read: ${named.join(', ')}`
  const strange = strangersIn(variants)
  const problems = variants
    .flatMap((one) => one.problems)
    .map(({ place, text }) => {
      const line = texts.get(place.path)?.position(place.range.start).line
      return `${place.path}${line === undefined ? '' : `:${line}`}: ${text}`
    })
  return [
    `terraform configuration in ${root || '.'}${withVariables(variants)} (${resourcesOf(variants)}${outside})`,
    ...strange,
    ...[...new Set(problems)].slice(0, 5),
  ]
}

/** Providers that rules know, and those that make nothing to be judged. */
const known: ReadonlySet<string> = new Set(
  `aws google azurerm azuread snowflake databricks confluent kafka kubernetes helm random null time tls local archive terraform
  external http cloudinit template`.split(/\s+/),
)

/** Resources of which no rule knows what guards them: that nothing is said of them says nothing. */
function strangersIn(variants: readonly TerraformDocument[]): string[] {
  const types = variants
    .flatMap(({ resources }) => resources)
    .filter(({ mode, resourceType }) => mode === 'managed' && !known.has(providerOf(resourceType)))
    .map(({ resourceType }) => resourceType)
  const names = [...new Set(types)].sort()
  if (names.length === 0) return []
  const shown = names.slice(0, 3).join(', ')
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return [
    `of the providers of ${shown}${more} no rule knows the settings: that nothing is said of them means nothing`,
  ]
}

const providerOf = (type: string) => type.slice(0, Math.max(0, type.indexOf('_'))) || type

function withVariables(variants: readonly TerraformDocument[]): string {
  const names = variants.flatMap(({ root, variables }) =>
    variables === undefined
      ? []
      : root !== '' && variables.startsWith(`${root}/`)
        ? variables.slice(root.length + 1)
        : variables,
  )
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names
  if (names.length === 0) return ''
  return ` with ${names.length === 1 ? '' : 'each of '}${shown.join(', ')}`
}

function resourcesOf(variants: readonly TerraformDocument[]): string {
  const counts = variants.map(({ resources }) => resources.filter(({ planned }) => !planned).length)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (least !== most) return `${least} to ${most} resources`
  return most === 1 ? 'one resource' : `${most} resources`
}

/** A local module that is not read is a problem of its own. */
const isLocal = ({ source }: ModuleCall) => typeof source === 'string' && /^\.{1,2}\//.test(source)

/** Whether anything changes that a configuration may be made of. */
export function touchesTerraform({ changed, base, head }: Snapshot): boolean {
  if (changed.some(isOfTerraform)) return true
  const isRead = (path: string) => mayBeTakenIn(path) && (base.files.has(path) || head.files.has(path))
  const candidates = changed.flatMap(pathsOf).filter(isRead)
  // Others are read for what they describe.
  return (
    candidates.length > 0 &&
    candidates.some(wantedBesideTerraform([...base.files.keys(), ...head.files.keys()]))
  )
}

/** Whether a change is one of code or variables, under either name. */
function isOfTerraform(change: FileChange): boolean {
  return pathsOf(change).some(isTerraform)
}

/** The paths a change has on either side. */
export const pathsOf = (change: FileChange) =>
  [basePath(change), headPath(change)].filter((path) => path !== undefined)
