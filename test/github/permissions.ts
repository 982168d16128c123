import { type Call, forbidden, notFound, type Operation, Refusal } from './answer.ts'
import { isAtLeast, roleOf } from './roles.ts'
import { actorOf, covers, permissionsOf, reachOf } from './tokens.ts'
import type { Account, Permissions, Repository, World } from './world.ts'

/** Throws what GitHub answers a caller who may not do this: 401, 403, or 404 for what it may not even know of. */
export function authorize(call: Call, operation: Operation, writes: boolean): void {
  const { caller } = call
  const { needs } = operation
  if (needs === 'nothing') return
  if (needs === 'app') {
    if (caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded')
    return
  }
  if (caller.kind === 'app') throw new Refusal(401, 'Bad credentials')
  if (caller.kind === 'nobody' && (writes || needs === 'token' || call.repository?.private !== false))
    throw new Refusal(401, 'Requires authentication')
  if (needs === 'token' || caller.kind === 'nobody') return
  if (caller.token.account) authorizePerson(call, needs, caller.token.account)
  else if (!isPublicRead(call, writes) && !grants(call, permissionsOf(caller.token), needs))
    throw forbidden(accepted(operation))
}

function grants(call: Call, granted: Permissions, needs: readonly Permissions[]): boolean {
  const reached =
    !call.repository || (call.caller.kind === 'token' && reaches(call.world, call, call.repository))
  const allowed = needs.some((set) =>
    Object.entries(set).every(([name, level]) => covers(granted[name], level)),
  )
  return reached && allowed
}

/** What anybody may read, a token may read too; even where its App is not installed. */
function isPublicRead({ repository, world, ...call }: Call, writes: boolean): boolean {
  return !writes && repository?.private === false && !reaches(world, { ...call, world }, repository)
}

function reaches(
  world: World,
  { caller }: Pick<Call, 'caller'> & { world: World },
  one: Repository,
): boolean {
  return caller.kind === 'token' && reachOf(world, caller.token).includes(one)
}

/** Checks are for Apps; to talk on a pull request reading is enough; anything else that is written takes write. */
function authorizePerson(call: Call, needs: readonly Permissions[], person: Account): void {
  if (!call.repository) return
  const role = roleOf(call.repository, person)
  const writes = (name: string) => needs.some((set) => set[name] === 'write')
  if (writes('checks')) throw new Refusal(403, 'You must authenticate via a GitHub App.')
  const talks = writes('pull_requests') || writes('issues')
  const isWrite = needs.every((set) => Object.values(set).includes('write'))
  if (isWrite && !talks && !isAtLeast(role, 'write'))
    throw new Refusal(403, 'Must have write access to this repository.')
}

/** 404 for a private repository the caller cannot see: GitHub does not say that it exists. */
export function mustSee({ caller, world }: Pick<Call, 'caller' | 'world'>, repository: Repository): void {
  if (!repository.private || caller.kind === 'app') return
  if (caller.kind === 'nobody') throw notFound()
  const { token } = caller
  const seen = token.account ? roleOf(repository, token.account) : reachOf(world, token).includes(repository)
  if (!seen) throw notFound()
}

export const actorRole = (call: Call, repository: Repository) => roleOf(repository, actorOf(call))

/** GitHub names the permissions an endpoint accepts. */
export function accepted({ needs }: Operation): Record<string, string> {
  if (typeof needs === 'string') return {}
  const sets = needs.map((set) =>
    Object.entries(set)
      .map(([name, level]) => `${name}=${level}`)
      .join(','),
  )
  return { 'x-accepted-github-permissions': sets.join('; ') }
}
