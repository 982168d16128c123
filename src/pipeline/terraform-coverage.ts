import type { TerraformDocument, Unparsed } from '../core/document.ts'
import type { FileCoverage } from '../core/report.ts'
import { basePath, type FileChange, headPath, type Snapshot } from '../core/snapshot.ts'
import type { ModuleCall } from '../core/terraform/configuration.ts'
import type { Plan } from '../core/terraform/plan.ts'
import { LineMap, startOfFile } from '../core/text.ts'
import type { ReadFailure } from '../terraform/reading.ts'
import { isTerraform } from '../terraform/wanted.ts'
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
  const refused = changed.flatMap(({ path }) => {
    const content = isTerraform(path) ? head.files.get(path) : undefined
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
  return [...documents.flatMap(configurationRead), ...(isPlanMissing && isChange ? [noPlan] : [])]
}

const noPlan = 'no plan was given (--plan): what the apply replaces is judged from the code alone'

function configurationRead(document: TerraformDocument): string[] {
  const { root, variables, resources, modules, problems, files } = document
  const remote = modules.filter((call) => call.directory === undefined && !isLocal(call))
  const texts = new Map(files.map(({ path, text }) => [path, new LineMap(text)]))
  const by = variables === undefined ? '' : ` with ${variables}`
  const named = remote.slice(0, 3).map(({ address }) => address)
  const others = remote.length === 1 ? 'one module' : `${remote.length} modules`
  const outside =
    remote.length === 0 ? '' : `; of ${others} from elsewhere nothing is read: ${named.join(', ')}`
  const count = resources.length === 1 ? 'one resource' : `${resources.length} resources`
  return [
    `terraform configuration in ${root || '.'}${by} (${count}${outside})`,
    ...problems.slice(0, 5).map(({ place, text }) => {
      const line = texts.get(place.path)?.position(place.range.start).line
      return `${place.path}${line === undefined ? '' : `:${line}`}: ${text}`
    }),
  ]
}

/** A local module that is not read is a problem of its own. */
const isLocal = ({ source }: ModuleCall) => typeof source === 'string' && /^\.{1,2}\//.test(source)

/** Whether a change is one of code or variables, under either name. */
function isOfTerraform(change: FileChange): boolean {
  return pathsOf(change).some(isTerraform)
}

/** The paths a change has on either side. */
export const pathsOf = (change: FileChange) =>
  [basePath(change), headPath(change)].filter((path) => path !== undefined)
