import type { RanFile, Rehearsal, RehearsalRequest, RehearsedFile } from '../core/rehearsal.ts'
import { notRehearsed } from './not-rehearsed.ts'

interface Cut {
  /** Why, as a clause. */
  readonly reason: string
  /** Files that had run by then: they keep what came of them. */
  readonly through: readonly RehearsedFile[]
  readonly server: Rehearsal['server']
  readonly base: Rehearsal['base']
}

/** What is known of a rehearsal that was stopped in the midst of a file, or of its undo script. */
export function cutShort(request: RehearsalRequest, { reason, through, server, base }: Cut): Rehearsal {
  const nothing = notRehearsed(request, reason, server.kind)
  const rest = request.files.slice(through.length).map(({ up }) => up.path)
  const last = through.at(-1)
  const undoing = last && isBeingUndone(last, request) ? last : undefined
  const before = undoing ? [...through.slice(0, -1), stoppedUndo(undoing, reason)] : through
  const culprit = undoing?.path ?? rest[0]
  const untried = rest.map(
    (path): RehearsedFile => ({
      ...{ path, outcome: 'not-rehearsed' },
      reason: path === culprit ? reason : `${culprit} comes first, and ${reason}`,
    }),
  )
  return { ...nothing, server, base, files: [...before, ...untried] }
}

/** What a stage told so far, with what it says now: of a file once it has run, and again once it has been undone. */
export function heardOf(through: readonly RehearsedFile[], file: RehearsedFile): RehearsedFile[] {
  return [...through.filter(({ path }) => path !== file.path), file]
}

function isBeingUndone(file: RehearsedFile, { files }: RehearsalRequest): file is RanFile {
  const given = files.find(({ up }) => up.path === file.path)
  return file.outcome === 'applied' && file.undo === undefined && given?.down !== undefined
}

function stoppedUndo(file: RanFile, reason: string): RanFile {
  return { ...file, undo: { outcome: 'stopped', reason } }
}
