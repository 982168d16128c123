import type { NewTask, Wanted } from './events.ts'
import { field, idIn, listIn } from './fields.ts'
import { installationIn, repositoryIn } from './payload.ts'

/** More repositories than this are looked at by the sweep instead. */
const mostRepositories = 500

const sweep: NewTask = { lane: 'sweep', mergeKey: 'sweep', task: { kind: 'sweep' } }
const noInstallation: Wanted = { tasks: [], reason: 'there is no usable installation in it' }

/** Their open pull requests have no check yet. Where the list is missing or long, the sweep finds them. */
export function repositoriesAdded(key: string): (payload: unknown) => Wanted {
  return (payload) => {
    if (installationIn(payload) === undefined) return noInstallation
    const listed = listIn(field(payload, key))
    const isWhole = listed !== undefined && listed.length <= mostRepositories
    return { tasks: isWhole ? listed.flatMap((each) => unchecked(payload, each)) : [sweep] }
  }
}

function unchecked(payload: unknown, listed: unknown): NewTask[] {
  const repository = repositoryIn(payload, listed)
  if (!repository) return []
  return [
    { lane: `repository/${repository.id}`, mergeKey: 'unchecked', task: { kind: 'repository', repository } },
  ]
}

export function installationChange(payload: unknown): Wanted {
  const installation = installationIn(payload)
  if (installation === undefined) return noInstallation
  return { tasks: [{ lane: `installation/${installation}`, task: { kind: 'forget', installation } }] }
}

export function repositoriesRemoved(payload: unknown): Wanted {
  const installation = installationIn(payload)
  if (installation === undefined) return noInstallation
  const listed = listIn(field(payload, 'repositories_removed')) ?? []
  const repositories = listed.flatMap((each) => idIn(field(each, 'id')) ?? [])
  if (repositories.length === 0) return { tasks: [], reason: 'it names no repository' }
  const task = { kind: 'forget', installation, repositories } as const
  return { tasks: [{ lane: `installation/${installation}`, task }] }
}
