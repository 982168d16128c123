import { days } from './clock.ts'
import type { CheckRun, Repository, World } from './world.ts'

/** Of each App's runs of one name the newest counts, whatever became of the older ones. */
export function latestRuns({ checkRuns }: Repository, wanted: (run: CheckRun) => boolean): CheckRun[] {
  const newest = new Map<string, CheckRun>()
  for (const run of checkRuns.filter(wanted))
    newest.set(`${run.suite.app.id} ${run.suite.headSha} ${run.name}`, run)
  return [...newest.values()]
}

/** GitHub marks runs that were not completed in 14 days. */
export function markStale(world: World, { checkRuns }: Repository): void {
  for (const run of checkRuns) {
    if (run.status === 'completed' || world.clock.now() - run.createdAt < 14 * days) continue
    run.status = 'completed'
    run.conclusion = 'stale'
    run.completedAt = world.clock.iso()
  }
}

export function statusOf(runs: readonly CheckRun[]): string {
  if (runs.length > 0 && runs.every(({ status }) => status === 'completed')) return 'completed'
  return runs.some(({ status }) => status === 'in_progress') ? 'in_progress' : 'queued'
}

const worstFirst = [
  'failure',
  'timed_out',
  'cancelled',
  'action_required',
  'stale',
  'success',
  'neutral',
  'skipped',
]

export function conclusionOf(runs: readonly CheckRun[]): string | null {
  if (statusOf(runs) !== 'completed') return null
  return worstFirst.find((one) => runs.some(({ conclusion }) => conclusion === one)) ?? null
}
