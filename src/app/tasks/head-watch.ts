import { setTimeout as sleep } from 'node:timers/promises'
import { holds } from '../../store/jobs.ts'
import { pullOf } from '../../store/pulls.ts'
import type { PullFacts, RepositoryRef } from '../task.ts'
import type { TaskContext } from '../task-context.ts'

const lookMs = 1000

/** Aborts once a webhook has told of another head or base, of the end of the pull request or of a pause, or somebody else has the job. */
export function watchHead(
  context: TaskContext,
  at: { readonly repository: RepositoryRef; readonly pull: PullFacts; readonly isPausedBefore: boolean },
): { readonly signal: AbortSignal; stop(): void } {
  const [moved, over] = [new AbortController(), new AbortController()]
  void look(context, at, { moved, over: over.signal })
  return { signal: moved.signal, stop: () => over.abort() }
}

async function look(
  context: TaskContext,
  at: Parameters<typeof watchHead>[1],
  { moved, over }: { readonly moved: AbortController; readonly over: AbortSignal },
): Promise<void> {
  while (!over.aborted && !moved.signal.aborted) {
    await sleep(lookMs, undefined, { signal: over, ref: false }).catch(() => undefined)
    if (!over.aborted && !(await isSame(context, at))) moved.abort()
  }
}

async function isSame(
  { database, job }: TaskContext,
  { repository, pull, isPausedBefore }: Parameters<typeof watchHead>[1],
): Promise<boolean> {
  try {
    const known = await pullOf(database, repository.id, pull.number)
    if (!(await holds(database, job))) return false
    if (!known) return true
    const isThere = known.head === pull.head && known.baseRef === pull.baseRef && known.state === 'open'
    return isThere && (isPausedBefore || !known.paused)
  } catch {
    // A database that is away says nothing of the head; before anything is written it is asked again.
    return true
  }
}
