import type { Client } from './app-client.ts'
import { at, factsOf, type PullFacts, type Repo } from './pull.ts'
import { hasStatus } from './request-error.ts'

export { approvals } from './approvals.ts'
export { type Artifact, artifactsOfCommit, hasArtifact } from './artifacts.ts'
export { downloadArtifact, unreachable } from './download.ts'
export { failedDeliveries, installationRepositories, installations, redeliver } from './installations.ts'
export { type OrganisationPolicy, organisationPolicy } from './organisation-policy.ts'
export { isMember, roleOf } from './people.ts'
export { requiredChecks } from './required-checks.ts'

export async function pullFacts(client: Client, repo: Repo, number: number): Promise<PullFacts> {
  const { data } = await client.rest.pulls.get({ ...at(repo), pull_number: number })
  return factsOf(data)
}

export async function openPulls(client: Client, repo: Repo): Promise<PullFacts[]> {
  const question = { ...at(repo), state: 'open', per_page: 100 } as const
  return (await client.paginate(client.rest.pulls.list, question)).map(factsOf)
}

/**
 * The commit at which two parted; undefined when they have none in common. Of commits and not of branches, whose names may be tags' as
 * well. The files are not asked for: git tells them without a limit.
 */
export async function mergeBaseOf(
  client: Client,
  repo: Repo,
  [base, head]: readonly [base: string, head: string],
): Promise<string | undefined> {
  try {
    const question = { ...at(repo), basehead: `${base}...${head}`, page: 1, per_page: 1 }
    const { data } = await client.rest.repos.compareCommitsWithBasehead(question)
    return data.merge_base_commit.sha
  } catch (error) {
    if (hasStatus(error, 404) && /no common ancestor/i.test(String(error))) return undefined
    throw error
  }
}
