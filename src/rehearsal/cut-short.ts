import type { Rehearsal, RehearsalRequest, RehearsedFile } from '../core/rehearsal.ts'
import { notRehearsed } from './not-rehearsed.ts'

interface Cut {
  /** Why, as a clause. */
  readonly reason: string
  /** Files that were through by then: they keep what came of them. */
  readonly through: readonly RehearsedFile[]
  readonly server: Rehearsal['server']
  readonly base: Rehearsal['base']
}

/** What is known of a rehearsal that was stopped in the midst of a file. */
export function cutShort(request: RehearsalRequest, { reason, through, server, base }: Cut): Rehearsal {
  const nothing = notRehearsed(request, reason, server.kind)
  const [running, ...later] = nothing.files.slice(through.length)
  const after = (file: RehearsedFile) => ({ ...file, reason: `${running?.path} comes first, and ${reason}` })
  return { ...nothing, server, base, files: [...through, ...(running ? [running] : []), ...later.map(after)] }
}
