import type { Policy } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { SqlReader } from '../sql/reader.ts'
import type { TerraformReader } from '../terraform/reading.ts'
import { type Model, model } from './model.ts'
import { readDocuments, type SideDocuments } from './read.ts'
import { stopwatch } from './stopwatch.ts'
import { type Survey, survey } from './survey.ts'
import { type PlanFile, readTerraform, type TerraformModel } from './terraform.ts'
import { withTableReaders } from './terraform-readers.ts'

/** All that is read of a change. */
export interface ReadingInput {
  readonly snapshot: Snapshot
  readonly policy: Policy
  readonly reader: SqlReader
  readonly terraform: TerraformReader
  /** Plans that were made of this change. Left out: none was given, and the report says so; an empty list says that notes tell why. */
  readonly plans?: readonly PlanFile[]
  /** A report of Infracost on these plans. */
  readonly costs?: PlanFile
  /** A pull request is compared with what is merged; files named one by one are all taken as newly added. */
  readonly scope: 'pull-request' | 'files'
  /** Server major version that overrules what the policy and the repository say. */
  readonly version?: number
  /** Milliseconds from any beginning. */
  readonly now: () => number
}

/** A change as it was read, before anything was run or judged. */
export interface ReadChange {
  readonly survey: Survey
  readonly base: SideDocuments
  readonly head: SideDocuments
  readonly terraform: TerraformModel
  readonly model: Model
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

/** Survey, read, model: the same for who judges a change and for who asks about it. */
export async function readChange(input: ReadingInput): Promise<ReadChange> {
  const { snapshot, policy, reader, plans, costs } = input
  const watch = stopwatch(input.now)

  const found = survey(snapshot, policy, input)
  watch.lap('survey')

  const [{ base, head }, code] = await Promise.all([
    readDocuments(found, policy, reader),
    readTerraform({ snapshot, ...(plans && { plans }), ...(costs && { costs }), reader: input.terraform }),
  ])
  const read = await withTableReaders(code.head, found.head, reader)
  const terraform = { ...code, head: read.documents, assumptions: [...code.assumptions, ...read.notes] }
  watch.lap('read')

  const modelled = model(found, base, head)
  watch.lap('model')
  return { survey: found, base, head, terraform, model: modelled, timings: watch.timings }
}
