import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkName } from '../../app/check-names.ts'
import { today } from '../../app/today.ts'
import type { Policy } from '../../core/policy.ts'
import type { Tree } from '../../core/snapshot.ts'
import { collect } from '../../git/collect.ts'
import { fetchCommits, fetchedUpTo } from '../../git/fetch.ts'
import type { AppClients, Client } from '../../github/app-client.ts'
import type { Endpoint } from '../../github/endpoint.ts'
import type { Repo } from '../../github/pull.ts'
import { organisationPolicy, requiredChecks } from '../../github/read.ts'
import { policyAt } from '../../pipeline/policy.ts'
import { tableSizes } from '../../pipeline/table-sizes.ts'
import { policyErrorText } from '../../policy/errors.ts'
import { belongsToPolicy, policyPath } from '../../policy/source.ts'
import { type Check, fail, ok, warn } from './check.ts'

interface Means {
  readonly clients: AppClients
  readonly appId: number
  readonly endpoint: Endpoint
}

/** One repository: is the App there, can its commits be fetched, is its policy in order, is the check required and bound. */
export async function checkRepository(repo: Repo, means: Means): Promise<readonly Check[]> {
  const { clients } = means
  const at = { owner: repo.owner, repo: repo.name }
  const name = `${repo.owner}/${repo.name}`
  const installation = await installationOn(await clients.app(), at)
  if (installation === undefined)
    return [
      fail(`the App is not installed on ${name}`, 'Install it there; see the page of the App at GitHub.'),
    ]
  const client = await clients.installation(installation)
  const { data } = await client.request('GET /repos/{owner}/{repo}', at)
  const { data: branch } = await client.request('GET /repos/{owner}/{repo}/branches/{branch}', {
    ...at,
    branch: data.default_branch,
  })
  const fetching = { repo, client, id: Number(data.id), commit: branch.commit.sha, installation }
  return [
    data.archived
      ? warn(`${name} is archived`, 'Nothing can be reviewed there.')
      : ok(`the App is installed on ${name}`),
    ...(await checkPolicy(fetching, means)),
    await checkRequired({ repo, client, branch: data.default_branch }, means),
  ]
}

async function installationOn(app: Client, at: { owner: string; repo: string }): Promise<number | undefined> {
  try {
    return (await app.request('GET /repos/{owner}/{repo}/installation', at)).data.id
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined
    throw error
  }
}

interface Fetching {
  readonly repo: Repo
  readonly client: Client
  readonly id: number
  readonly commit: string
  readonly installation: number
}

/** The policy as a review would read it: over git, from the tip of the default branch, on top of the organisation's. */
async function checkPolicy(
  { repo, client, id, commit, installation }: Fetching,
  { clients, endpoint }: Means,
): Promise<Check[]> {
  const cache = await mkdtemp(join(tmpdir(), 'sluice-doctor-'))
  try {
    const url = `${endpoint.web}/${repo.owner}/${repo.name}.git`
    const token = await clients.gitToken(installation, id)
    const limits = { seconds: 15 }
    const fetched = await fetchCommits({ cache, name: 'repository', url, token, commits: [commit], limits })
    if (!fetched.ok) return [fail(fetched.message, fetched.next)]
    const collected = await collect({
      ...{ repository: fetched.directory, base: commit, head: commit, mergeBase: commit, fetchedUpTo },
      ...{ wanted: () => false, policyPaths: belongsToPolicy, today: today() },
    })
    if (!collected.ok) return [fail(collected.error.message, collected.error.next)]
    const organisation = await organisationPolicy(client, repo.owner)
    const parent = organisation.kind === 'policy' ? organisation.source : undefined
    const policy = await policyAt(collected.value.policyTree, parent)
    if (policy.ok) return inOrder(policy.policy, collected.value.policyTree)
    return policy.errors.map((error) =>
      fail(
        policyErrorText({ ...error, next: '' }),
        error.next || `Mend ${policyPath} on the default branch.`,
      ),
    )
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

function inOrder(policy: Policy, tree: Tree): Check[] {
  const { notes } = tableSizes(policy, tree)
  return [
    ok(`policy: ${policy.sources.map(({ name }) => name).join(', ')}`),
    ...notes.map((note) => warn(note.replace(/\.$/, ''), 'Until then its tables count as ordinary ones.')),
  ]
}

interface Branch {
  readonly repo: Repo
  readonly client: Client
  readonly branch: string
}

async function checkRequired({ repo, client, branch }: Branch, { appId, endpoint }: Means): Promise<Check> {
  const { checks, unknown } = await requiredChecks(client, repo, branch)
  const page = `${endpoint.web}/${repo.owner}/${repo.name}/settings/rules`
  const ours = checks.filter(({ name }) => name === checkName)
  if (ours.some((one) => one.appId === appId))
    return ok(`${checkName} is required on ${branch}, from this App alone`)
  if (ours.length > 0) {
    return fail(
      `${checkName} is required on ${branch}, but not bound to this App`,
      `Anybody with write access can post a check of that name: choose the App as source at ${page}.`,
    )
  }
  const next = `Require ${checkName} with the App as source at ${page}, or under Branches beside it.`
  if (unknown === undefined)
    return warn(`${checkName} is not required on ${branch}: it blocks no merge`, next)
  return warn(
    `cannot tell whether ${checkName} is required on ${branch}. ${unknown}`,
    `Look at ${page}. ${next}`,
  )
}
