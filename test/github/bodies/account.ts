import { nodeId } from '../ids.ts'
import type { Account, Team, World } from '../world.ts'

export function accountBody(world: World, account: Account) {
  const { id, login, type } = account
  const name = encodeURIComponent(login)
  const url = `${world.urls.api}/users/${name}`
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `${world.urls.web}/avatars/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${world.urls.web}/${type === 'Bot' ? `apps/${name.replace('%5Bbot%5D', '')}` : name}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  }
}

export function profileBody(world: World, account: Account) {
  const at = '2020-01-01T00:00:00Z'
  const nothing = { company: null, blog: '', location: null, email: null, hireable: null, bio: null }
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 }
  return {
    ...accountBody(world, account),
    ...nothing,
    ...counts,
    name: account.login,
    twitter_username: null,
    created_at: at,
    updated_at: at,
  }
}

export function organizationBody(world: World, { id, login }: Account) {
  const url = `${world.urls.api}/orgs/${login}`
  return {
    login,
    id,
    node_id: nodeId('O', id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.urls.web}/avatars/u/${id}?v=4`,
    description: null,
  }
}

export function membershipBody(world: World, organization: Account, team: Team, member: Account) {
  const url = `${world.urls.api}/organizations/${organization.id}/team/${team.id}/memberships/${member.login}`
  return { url, role: team.members.get(member), state: 'active' }
}
