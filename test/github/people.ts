import { type Call, found, notFound, type Operations, ok, repositoryOf } from './answer.ts'
import { accountBody, membershipBody, profileBody } from './bodies/account.ts'
import { list } from './paging.ts'
import { roleOf } from './roles.ts'
import { actorOf } from './tokens.ts'
import type { Account, Team } from './world.ts'

export const people: Operations = {
  'users/get-by-username': {
    needs: 'nothing',
    handle: (call) => ok(profileBody(call.world, accountOf(call))),
  },
  'users/get-authenticated': {
    needs: 'token',
    handle: (call) => {
      const actor = actorOf(call)
      if (actor.type === 'Bot') throw notFound()
      return ok(profileBody(call.world, actor))
    },
  },
  'repos/get-collaborator-permission-level': { needs: [{ metadata: 'read' }], handle: permissionLevel },
  'teams/get-membership-for-user-in-org': {
    needs: [{ members: 'read' }],
    handle: (call) => {
      const { organization, team } = teamOf(call)
      const person = accountOf(call)
      if (!team.members.has(person)) throw notFound()
      return ok(membershipBody(call.world, organization, team, person))
    },
  },
  'teams/list-members-in-org': {
    needs: [{ members: 'read' }],
    handle: (call) =>
      list(call, [...teamOf(call).team.members.keys()], (one) => accountBody(call.world, one)),
  },
}

function accountOf({ world, params }: Call): Account {
  return found(world.accounts.get((params.username ?? '').toLowerCase()))
}

/** Only organisations where the App is installed have teams for it. */
function teamOf({ world, params, caller }: Call): { organization: Account; team: Team } {
  const organization = found(world.accounts.get((params.org ?? '').toLowerCase()))
  if (
    caller.kind === 'token' &&
    caller.token.installation &&
    caller.token.installation.account !== organization
  )
    throw notFound()
  return { organization, team: found(organization.teams.get(params.team_slug ?? '')) }
}

/** `permission` knows only admin, write, read and none: maintain is write there, triage is read. */
function permissionLevel(call: Call) {
  const person = accountOf(call)
  const role = roleOf(repositoryOf(call), person)
  const coarse = { admin: 'admin', maintain: 'write', write: 'write', triage: 'read', read: 'read' }
  const user = { ...accountBody(call.world, person), role_name: role ?? '' }
  return ok({ permission: role ? coarse[role] : 'none', role_name: role ?? '', user })
}
