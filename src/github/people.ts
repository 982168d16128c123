import type { Client } from './app-client.ts'
import { at, type Repo } from './pull.ts'
import { hasStatus } from './request-error.ts'

const roles = ['admin', 'maintain', 'write', 'triage', 'read']

/**
 * What a person may do in a repository: `admin`, `maintain`, `write`, `triage`, `read` or `none`. A role of an organisation's own making
 * counts as the one it is built on.
 */
export async function roleOf(client: Client, repo: Repo, login: string): Promise<string> {
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ ...at(repo), username: login })
    return roles.includes(data.role_name) ? data.role_name : data.permission
  } catch (error) {
    // No such person (any more), or an App, which has no role.
    if (hasStatus(error, 404)) return 'none'
    throw error
  }
}

/** Whether a person belongs to `organisation/team`; `unknown` when we may not see it. */
export async function isMember(
  client: Client,
  team: string,
  login: string,
): Promise<'yes' | 'no' | 'unknown'> {
  const [org = '', team_slug = ''] = team.split('/')
  try {
    const { data } = await client.rest.teams.getMembershipForUserInOrg({ org, team_slug, username: login })
    return data.state === 'active' ? 'yes' : 'no'
  } catch (error) {
    if (hasStatus(error, 404)) return 'no'
    if (hasStatus(error, 403) && /not accessible|must have/i.test(String(error))) return 'unknown'
    throw error
  }
}
