import { type Call, Refusal, repositoryOf } from './answer.ts'
import { repositoryUrl } from './bodies/repository.ts'
import { days } from './clock.ts'
import { isAtLeast, roleOf } from './roles.ts'
import type { Protection, Pull, Repository, World } from './world.ts'

// Branch protection and rulesets: what the merge button and the merge queue ask before they merge.

/** Success, neutral and skipped satisfy a required check; anything else blocks, and so does its absence (facts). */
const satisfying = ['success', 'neutral', 'skipped']

/** What keeps this commit from being merged, in the words of the merge button. */
export function missingChecks(repository: Repository, { checks }: Protection, sha: string): string[] {
  return checks.flatMap(({ context, appId }) => {
    const verdicts = verdictsFor(repository, sha, context, appId)
    if (verdicts.length === 0) return [`Required status check "${context}" is expected.`]
    if (verdicts.includes('pending')) return [`Required status check "${context}" is in progress.`]
    return verdicts.every((one) => satisfying.includes(one))
      ? []
      : [`Required status check "${context}" is failing.`]
  })
}

/** Of the newest check run and of the newest status of that name: where both exist, both must pass. */
export function verdictsFor(
  repository: Repository,
  sha: string,
  context: string,
  appId: number | null,
): string[] {
  const run = repository.checkRuns.findLast(
    ({ name, suite }) =>
      name === context && suite.headSha === sha && (appId === null || suite.app.id === appId),
  )
  const status = repository.statuses.findLast((one) => one.context === context && one.sha === sha)
  return [
    ...(run ? [run.status === 'completed' ? (run.conclusion ?? 'failure') : 'pending'] : []),
    ...(status && appId === null ? [status.state] : []),
  ]
}

/** People with write access whose latest word is an approval. */
export function approvalsOf({ reviews, repository, author }: Pull): number {
  const latest = new Map(
    reviews.filter(({ state }) => state !== 'COMMENTED').map((one) => [one.author, one.state]),
  )
  return [...latest].filter(
    ([person, state]) =>
      state === 'APPROVED' && person !== author && isAtLeast(roleOf(repository, person), 'write'),
  ).length
}

/** What the settings page offers to require: checks that completed in this repository in the past 7 days. */
export function selectableChecks({ clock }: World, { checkRuns }: Repository): string[] {
  const recent = checkRuns.filter(
    ({ completedAt }) => completedAt !== null && clock.now() - Date.parse(completedAt) < 7 * days,
  )
  return [...new Set(recent.map(({ name }) => name))]
}

export function protectionBody(call: Call, branch: string) {
  const repository = repositoryOf(call)
  const protection = repository.protections.get(branch)
  if (protection?.kind !== 'branch protection') throw new Refusal(404, 'Branch not protected')
  const url = `${repositoryUrl(call.world, repository)}/branches/${branch}/protection`
  const { checks, strict, approvals, dismissStale } = protection
  return {
    url,
    required_status_checks: {
      url: `${url}/required_status_checks`,
      strict,
      contexts: checks.map(({ context }) => context),
      contexts_url: `${url}/required_status_checks/contexts`,
      checks: checks.map(({ context, appId }) => ({ context, app_id: appId })),
    },
    ...(approvals > 0 && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: dismissStale,
        require_code_owner_reviews: false,
        required_approving_review_count: approvals,
        require_last_push_approval: false,
      },
    }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
  }
}

export function rulesFor(call: Call, branch: string): object[] {
  const repository = repositoryOf(call)
  const protection = repository.protections.get(branch)
  if (protection?.kind !== 'ruleset') return []
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: `${repository.owner.login}/${repository.name}`,
    ruleset_id: repository.id,
  }
  const checks = protection.checks.map(({ context, appId }) => ({
    context,
    ...(appId !== null && { integration_id: appId }),
  }))
  const parameters = {
    strict_required_status_checks_policy: protection.strict,
    required_status_checks: checks,
  }
  const queue = {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'MERGE',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  }
  return [
    ...(checks.length > 0 ? [{ type: 'required_status_checks', parameters, ...source }] : []),
    ...(protection.mergeQueue ? [{ type: 'merge_queue', parameters: queue, ...source }] : []),
  ]
}
