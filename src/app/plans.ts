import { posix } from 'node:path'
import type { Snapshot } from '../core/snapshot.ts'
import { kindOf } from '../github/errors.ts'
import { type Artifact, artifactsOfCommit, downloadArtifact, unreachable } from '../github/read.ts'
import { type Unzipped, unzip, type ZipLimits, type ZippedFile } from '../github/unzip.ts'
import type { PlanPlace } from '../pipeline/plan-place.ts'
import type { PlanFile } from '../pipeline/terraform.ts'
import { pathsOf, touchesTerraform } from '../pipeline/terraform-coverage.ts'
import { cutTo, oneLine } from '../render/visible.ts'
import { longestPlan } from '../terraform/limits.ts'
import { planFilesIn } from './plan-files.ts'
import type { RepositoryRef } from './task.ts'
import { clientFor, FetchFailed, type TaskContext, triesUntilGone } from './task-context.ts'

// Plans hold secrets in clear. Their text goes from GitHub to the process that evaluates, and nowhere else: no error, log, note or row of
// the store may quote it.

/** Artifacts called so hold plans. */
export const planPrefix = 'sluice-plan'

export interface Planned {
  readonly plans: readonly PlanFile[]
  /** Sentences for the report. */
  readonly notes: readonly string[]
}

interface Wanted {
  readonly repository: RepositoryRef
  readonly head: string
  readonly snapshot: Snapshot
}

/** The plans that workflows made of exactly this commit. Where Terraform does not change none is looked for. */
export async function plansOf(context: TaskContext, wanted: Wanted): Promise<Planned> {
  if (!touchesTerraform(wanted.snapshot)) return { plans: [], notes: [] }
  const client = await clientFor(context, wanted.repository)
  const asked = { head: wanted.head, prefix: planPrefix }
  const found = await had(context, () => artifactsOfCommit(client, wanted.repository, asked))
  if ('refused' in found) return { plans: [], notes: [notLookedFor(found)] }
  if (found.value.artifacts.length === 0) return { plans: [], notes: [noPlan, ...cutNote(found.value)] }
  const plans = await readAll(context, wanted.repository, found.value.artifacts)
  const notes = [...cutNote(found.value), ...found.value.artifacts.flatMap(doubtsOf(wanted.snapshot))]
  return { plans, notes }
}

const mostArtifacts = 20
const mostZipBytes = longestPlan
/** Of all plans of a review: as much as the evaluation holds in memory beside its trees. */
const limits: ZipLimits = { entries: 1000, files: 20, fileBytes: longestPlan, bytes: 2 * longestPlan }

/** One after the other, as long as there is room. */
async function readAll(
  context: TaskContext,
  repository: RepositoryRef,
  artifacts: readonly Artifact[],
): Promise<PlanFile[]> {
  const plans: PlanFile[] = []
  let left = limits.bytes
  for (const [i, artifact] of artifacts.entries()) {
    const read: Unzipped =
      i < mostArtifacts
        ? await readOne(context, repository, { artifact, limits: { ...limits, bytes: left } })
        : { refused: `of a commit no more than ${mostArtifacts} artifacts with plans are read` }
    const files = asPlans(artifact, read)
    for (const file of files) if ('text' in file) left -= Buffer.byteLength(file.text)
    plans.push(...files)
  }
  return plans
}

async function readOne(
  context: TaskContext,
  repository: RepositoryRef,
  { artifact, limits }: { readonly artifact: Artifact; readonly limits: ZipLimits },
): Promise<Unzipped> {
  const { id, bytes, isExpired } = artifact
  if (isExpired) return expired
  if (bytes > mostZipBytes)
    return { refused: `the artifact has ${Math.ceil(bytes / 1024 ** 2)} MiB, and more than 64 are not read` }
  const client = await clientFor(context, repository)
  const asked = { id, mostBytes: mostZipBytes }
  const downloaded = await had(context, () => downloadArtifact(client, repository, asked))
  if ('refused' in downloaded) return downloaded.kind === 'gone' ? expired : downloaded
  const { value } = downloaded
  if ('zip' in value) return unzip(value.zip, planFilesIn, limits)
  if (value.refused === unreachable && context.job.attempts < triesUntilGone)
    throw new FetchFailed('The storage of artifacts did not answer.')
  return value
}

const expired = { refused: 'the artifact has expired: run its workflow again' }

function asPlans({ name: artifact }: Artifact, read: Unzipped): PlanFile[] {
  const called = (file?: ZippedFile) =>
    cutTo(oneLine([artifact, ...(file ? [file.name] : [])].join('/')), 200)
  if ('refused' in read) return [{ name: called(), refused: read.refused }]
  if (read.files.length === 0) return [{ name: called(), refused: nothingIn }]
  return read.files.map((file) => ({ ...file, name: called(file), ...placeOf(artifact, file) }))
}

/** What the names of an artifact and of the file in it say of the configuration it is of. */
function placeOf(artifact: string, { name }: ZippedFile): PlanPlace {
  const called = artifact.slice(planPrefix.length).replace(/^-/, '')
  const directory = posix.dirname(name)
  return { ...(called && { called }), ...(directory !== '.' && { directory }) }
}

const nothingIn = 'the artifact holds no .json and no .txt file; upload what `terraform show -json` prints'

interface Refused {
  readonly refused: string
  readonly kind: string
}

/** What GitHub does not give is no reason to judge nothing; what passes (limits, and trouble for a while) is thrown. */
async function had<T>({ job }: TaskContext, ask: () => Promise<T>): Promise<{ readonly value: T } | Refused> {
  try {
    return { value: await ask() }
  } catch (error) {
    const { kind, message } = kindOf(error)
    const isBelieved = kind === 'unreachable' && job.attempts >= triesUntilGone
    if (isBelieved || kind === 'forbidden' || kind === 'gone') return { refused: message, kind }
    throw error
  }
}

const alone = 'the Terraform of this change was judged by its code alone'

const noPlan = `no plan: no workflow uploaded an artifact named ${planPrefix} or ${planPrefix}-… for this commit, so ${alone}`

function notLookedFor({ kind, refused }: Refused): string {
  return kind === 'unreachable'
    ? `no plan could be looked for, so ${alone}: ${refused}`
    : `no plan could be looked for, as Sluice may not see the workflows of this repository (permission actions: read), so ${alone}`
}

const cutNote = ({ isCut }: { readonly isCut: boolean }) =>
  isCut ? ['this commit has more runs of workflows than were looked at for plans'] : []

/** Who wrote the workflow decides what its plan says. */
const doubtsOf =
  ({ changed }: Snapshot) =>
  ({ name, run }: Artifact): string[] => {
    const called = oneLine(name)
    if (run.isOfFork) return [`${called} comes from a run for a fork: its author decides what it says`]
    if (!changed.some((change) => pathsOf(change).includes(run.workflow))) return []
    return [`${called} was made by ${oneLine(run.workflow)}, which this change edits`]
  }
