import { field, idIn, nameIn, shaIn, timeIn } from './fields.ts'
import type { PullFacts, RepositoryRef } from './task.ts'

// Things that many webhooks carry. Undefined where a part is missing or not what it should be.

export function installationIn(payload: unknown): number | undefined {
  return idIn(field(payload, 'installation', 'id'))
}

/** The repository a webhook is about; others (of an installation) are named by `repository`. */
export function repositoryIn(
  payload: unknown,
  repository = field(payload, 'repository'),
): RepositoryRef | undefined {
  const [id, installation] = [idIn(field(repository, 'id')), installationIn(payload)]
  const names = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(nameIn(field(repository, 'full_name')) ?? '')
  const [, owner, name] = names ?? []
  if (id === undefined || installation === undefined || !owner || !name) return undefined
  return [owner, name].some((each) => /^\.{1,2}$/.test(each)) ? undefined : { id, owner, name, installation }
}

export function pullIn(payload: unknown): PullFacts | undefined {
  const pull = field(payload, 'pull_request')
  const [number, head] = [idIn(field(pull, 'number')), shaIn(field(pull, 'head', 'sha'))]
  const [baseRef, updatedAt] = [nameIn(field(pull, 'base', 'ref')), timeIn(field(pull, 'updated_at'))]
  const state = field(pull, 'state')
  if (number === undefined || head === undefined || baseRef === undefined || updatedAt === undefined)
    return undefined
  if (state !== 'open' && state !== 'closed') return undefined
  // GitHub shows deleted people as `ghost`, and leaves them out of payloads.
  const author = nameIn(field(pull, 'user', 'login')) ?? 'ghost'
  return { number, head, baseRef, state, draft: field(pull, 'draft') === true, author, updatedAt }
}
