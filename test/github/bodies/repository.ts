import { nodeId } from '../ids.ts'
import { fullName, type Repository, type World } from '../world.ts'
import { accountBody } from './account.ts'

const subresources = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
}

export const repositoryUrl = (world: World, repository: Repository) =>
  `${world.urls.api}/repos/${fullName(repository)}`

export const pageUrl = (world: World, repository: Repository) => `${world.urls.web}/${fullName(repository)}`

export function repositoryBody(world: World, repository: Repository) {
  const url = repositoryUrl(world, repository)
  const page = pageUrl(world, repository)
  const links = Object.entries(subresources).map(([key, path]) => [key, `${url}${path}`])
  const open = repository.pulls.filter(({ state }) => state === 'open').length
  const { id, name, createdAt, pushedAt, defaultBranch, archived } = repository
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName(repository),
    private: repository.private,
    owner: accountBody(world, repository.owner),
    html_url: page,
    description: null,
    fork: repository.parent !== undefined,
    url,
    ...(Object.fromEntries(links) as Record<keyof typeof subresources, string>),
    clone_url: `${page}.git`,
    git_url: `${page.replace(/^https?/, 'git')}.git`,
    ssh_url: `git@${new URL(page).host}:${fullName(repository)}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    created_at: createdAt,
    updated_at: pushedAt,
    pushed_at: pushedAt,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    forks_count: 0,
    open_issues_count: open,
    forks: 0,
    watchers: 0,
    open_issues: open,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    archived,
    disabled: false,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    default_branch: defaultBranch,
  }
}

/** As `GET /repos/{owner}/{repo}` gives it. */
export function fullRepositoryBody(world: World, repository: Repository) {
  const { parent, owner } = repository
  return {
    ...repositoryBody(world, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(owner.type === 'Organization' && { organization: accountBody(world, owner) }),
    ...(parent && { parent: repositoryBody(world, parent), source: repositoryBody(world, parent) }),
  }
}
