import type { Client } from './app-client.ts'
import { at, type Repo } from './pull.ts'
import { hasStatus } from './request-error.ts'

export interface RequiredCheck {
  readonly name: string
  /** The App whose check counts; null when anybody's of this name does. */
  readonly appId: number | null
  readonly source: 'branch protection' | 'ruleset'
}

export interface RequiredChecks {
  readonly checks: readonly RequiredCheck[]
  /** What could not be looked at, as a sentence. */
  readonly unknown?: string
}

/** The checks that a branch requires before a merge. */
export async function requiredChecks(client: Client, repo: Repo, branch: string): Promise<RequiredChecks> {
  const [ofRulesets, ofProtection] = await Promise.all([
    rulesets(client, repo, branch),
    protection(client, repo, branch),
  ])
  if (ofProtection !== 'unknown') return { checks: [...ofRulesets, ...ofProtection] }
  return {
    checks: ofRulesets,
    unknown: 'Branch protection may not be seen: the App lacks the permission Administration: read.',
  }
}

async function rulesets(client: Client, repo: Repo, branch: string): Promise<RequiredCheck[]> {
  const question = { ...at(repo), branch, per_page: 100 }
  const rules = await client.paginate(client.rest.repos.getBranchRules, question)
  return rules.flatMap((rule) => {
    if (rule.type !== 'required_status_checks') return []
    const wanted = rule.parameters?.required_status_checks ?? []
    return wanted.map(({ context, integration_id }) => ({
      name: context,
      appId: integration_id ?? null,
      source: 'ruleset' as const,
    }))
  })
}

async function protection(client: Client, repo: Repo, branch: string): Promise<RequiredCheck[] | 'unknown'> {
  try {
    const { data } = await client.rest.repos.getBranchProtection({ ...at(repo), branch })
    const wanted = data.required_status_checks?.checks ?? []
    return wanted.map(({ context, app_id }) => ({
      name: context,
      appId: app_id,
      source: 'branch protection',
    }))
  } catch (error) {
    if (hasStatus(error, 404)) return []
    if (hasStatus(error, 403)) return 'unknown'
    throw error
  }
}
