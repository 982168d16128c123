import { join } from 'node:path'
import { initBare } from './git.ts'
import { addAccount } from './new-app.ts'
import { fullName, type Repository, type Role, type World } from './world.ts'

export interface NewRepository {
  /** Private unless told: most repositories of companies are. */
  readonly private?: boolean
  readonly defaultBranch?: string
  /** `ada` administers it unless told. */
  readonly roles?: Readonly<Record<string, Role>>
  readonly installed?: boolean
}

/** An owner nobody heard of becomes an organisation. */
export function createRepository(
  world: World,
  name: string,
  { defaultBranch = 'main', roles = { ada: 'admin' }, ...options }: NewRepository,
  parent?: Repository,
): Repository {
  const [login = '', short = ''] = name.split('/')
  const owner = world.accounts.get(login.toLowerCase()) ?? addAccount(world, login, 'Organization')
  const id = world.ids.next('repository')
  const directory = join(world.directory, `${id}.git`)
  initBare(directory, defaultBranch)
  const now = world.clock.iso()
  const people = Object.entries(roles).map(
    ([one, role]) => [world.accounts.get(one.toLowerCase()) ?? addAccount(world, one, 'User'), role] as const,
  )
  const repository: Repository = {
    id,
    owner,
    name: short,
    private: options.private ?? true,
    archived: false,
    deleted: false,
    defaultBranch,
    directory,
    ...(parent && { parent }),
    roles: new Map(people),
    createdAt: now,
    pushedAt: now,
    pulls: [],
    comments: [],
    checkSuites: [],
    checkRuns: [],
    statuses: [],
    protections: new Map(),
    workflowRuns: [],
    queue: [],
  }
  world.repositories.push(repository)
  world.moved.delete(fullName(repository).toLowerCase())
  return repository
}
