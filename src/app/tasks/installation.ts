import { installationRepositories } from '../../github/read.ts'
import { enqueue } from '../../store/jobs.ts'
import { newRepositoryLook } from '../jobs.ts'
import type { InstallationTask } from '../task.ts'
import type { TaskContext } from '../task-context.ts'

/** Asks for a look at every repository that an installation sees. */
export async function installation(
  { clients, database, job }: TaskContext,
  { installation: id }: Pick<InstallationTask, 'installation'>,
): Promise<void> {
  const client = await clients.installation(id)
  for (const found of await installationRepositories(client)) {
    if (found.archived) continue
    const look = newRepositoryLook({ repository: { ...found, installation: id } })
    await enqueue(database, { ...look, delivery: job.delivery })
  }
}
