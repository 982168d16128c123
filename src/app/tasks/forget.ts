import { giveUpRuns } from '../../store/check-runs.ts'
import { dropJobs } from '../../store/jobs.ts'
import type { ForgetTask } from '../task.ts'
import type { TaskContext } from '../task-context.ts'

/** Drops what waits for an installation, or some repositories of it, that are gone: nothing could be read or written there. */
export async function forget({ database, log }: TaskContext, task: ForgetTask): Promise<void> {
  const { installation, repositories } = task
  const gone = { installation, ...(repositories ? { repositories } : {}) }
  const dropped = await dropJobs(database, gone)
  const runs = await giveUpRuns(database, gone)
  log.info({ ...gone, dropped, runs }, 'forgot what waited')
}
