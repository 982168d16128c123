import { excused } from '../core/excuse.ts'
import type { NotRehearsed, Rehearsal } from '../core/rehearsal.ts'
import type { Rehearser } from '../rehearsal/rehearser.ts'
import type { SqlReader } from '../sql/reader.ts'
import type { Model } from './model.ts'
import type { SideDocuments } from './read.ts'
import { rehearsalRequests } from './rehearsal-requests.ts'
import { surroundings } from './surroundings.ts'
import type { Survey } from './survey.ts'
import { withWhatRan } from './what-ran.ts'

/** What running the new files showed. */
export interface Rehearsed {
  readonly rehearsals: readonly Rehearsal[]
  /** New files that nothing could be tried with, and why. */
  readonly impossible: readonly NotRehearsed[]
}

/** Runs what this change adds to each history. */
export async function rehearse(
  survey: Survey,
  model: Model,
  {
    base,
    head,
    rehearser,
  }: {
    readonly base: SideDocuments
    readonly head: SideDocuments
    readonly rehearser: Rehearser | undefined
  },
): Promise<Rehearsed> {
  if (!rehearser) return { rehearsals: [], impossible: [] }
  const { requests, impossible } = rehearsalRequests(survey, model, { base, head })
  const rehearsals: Rehearsal[] = []
  for (const request of requests) {
    const around = surroundings(request, { survey, model }, { base, head })
    rehearsals.push(excused(await rehearser.rehearse(request), around))
  }
  return { rehearsals, impossible }
}

/** The documents with what blocks and functions of the change were seen to run; the same ones where nothing was hidden. */
export async function revealed(
  head: SideDocuments,
  { rehearsals }: Rehearsed,
  reader: SqlReader,
): Promise<SideDocuments> {
  const ran = rehearsals
    .flatMap(({ files }) => files)
    .filter((file) => file.outcome !== 'not-rehearsed')
    .filter(({ steps }) => steps.some(({ inner }) => inner.length > 0))
  if (ran.length === 0) return head
  const documents = new Map(head.documents)
  for (const file of ran) {
    const document = documents.get(file.path)
    if (document) documents.set(file.path, await withWhatRan(document, file, reader))
  }
  return { ...head, documents }
}
