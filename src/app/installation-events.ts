import type { NewJob } from '../store/jobs.ts'
import { field, idIn, listIn } from './fields.ts'
import { newInstallationLook, newRepositoryLook } from './jobs.ts'
import { installationIn, repositoryIn } from './payload.ts'
import type { ForgetTask } from './task.ts'
import type { Wanted } from './wanted.ts'

/** More repositories than this are asked for when their turn comes, not taken from the event. */
const mostRepositories = 500

const noInstallation: Wanted = { jobs: [], reason: 'there is no usable installation in it' }

/** Their open pull requests have no check yet. Where the list is missing or long, GitHub is asked for it. */
export function repositoriesAdded(key: string): (payload: unknown) => Wanted {
  return (payload) => {
    const installation = installationIn(payload)
    if (installation === undefined) return noInstallation
    const listed = listIn(field(payload, key))
    const isWhole = listed !== undefined && listed.length <= mostRepositories
    return {
      jobs: isWhole
        ? listed.flatMap((each) => unchecked(payload, each))
        : [newInstallationLook(installation)],
    }
  }
}

function unchecked(payload: unknown, listed: unknown): NewJob[] {
  const repository = repositoryIn(payload, listed)
  return repository ? [newRepositoryLook({ repository })] : []
}

export function installationChange(payload: unknown): Wanted {
  const installation = installationIn(payload)
  return installation === undefined ? noInstallation : { jobs: [newForget({ installation })] }
}

export function repositoriesRemoved(payload: unknown): Wanted {
  const installation = installationIn(payload)
  if (installation === undefined) return noInstallation
  const listed = listIn(field(payload, 'repositories_removed')) ?? []
  const repositories = listed.flatMap((each) => idIn(field(each, 'id')) ?? [])
  // Without any it would forget the whole installation.
  if (repositories.length === 0) return { jobs: [], reason: 'it names no repository' }
  return { jobs: [newForget({ installation, repositories })] }
}

export function newForget(task: Omit<ForgetTask, 'kind'>): NewJob {
  const { installation } = task
  const payload = { kind: 'forget', ...task } satisfies ForgetTask
  return { kind: 'forget', lane: `installation/${installation}`, installation, payload }
}
