import { dropJobs } from '../../store/jobs.ts'
import type { ForgetTask } from '../task.ts'
import type { TaskContext } from '../task-context.ts'

/** Drops what waits for an installation, or some repositories of it, that are gone: nothing could be read or written there. */
export async function forget({ database, log }: TaskContext, task: ForgetTask): Promise<void> {
  const { installation, repositories } = task
  const dropped = await dropJobs(database, { installation, ...(repositories ? { repositories } : {}) })
  log.info({ installation, repositories, dropped }, 'forgot what waited')
}
