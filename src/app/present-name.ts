import { kindOf } from '../github/errors.ts'
import { nameOfRepository, renameRepository } from '../store/repositories.ts'
import type { RepositoryRef, Task } from './task.ts'
import { clientFor, type TaskContext } from './task-context.ts'

/** The task with the repository's name of today: a job may have waited while it was renamed. */
export async function withPresentName({ database }: TaskContext, task: Task): Promise<Task> {
  if (!('repository' in task)) return task
  const known = await nameOfRepository(database, task.repository.id)
  return known ? ({ ...task, repository: { ...task.repository, ...known } } as Task) : task
}

export type Whereabouts = 'there' | 'renamed' | 'gone'

/** After GitHub said that a repository moved, or that there is none of this name: asks for it by its id. */
export async function learnName(context: TaskContext, repository: RepositoryRef): Promise<Whereabouts> {
  const client = await clientFor(context, repository)
  try {
    const { data } = await client.request('GET /repositories/{id}', { id: repository.id })
    const { owner, name } = data as { owner: { login: string }; name: string }
    if (owner.login === repository.owner && name === repository.name) return 'there'
    await renameRepository(context.database, { id: repository.id, owner: owner.login, name })
    return 'renamed'
  } catch (error) {
    if (kindOf(error).kind === 'gone') return 'gone'
    throw error
  }
}
