import type { Evaluation, Leave } from '../core/evaluation.ts'
import type { PullFacts } from '../core/pull.ts'
import type { Client } from '../github/app-client.ts'
import type { Repo } from '../github/pull.ts'
import { approvals } from '../github/read.ts'

/** The approvals that count for this change. Reviews are read only where the policy asks for any at this risk. */
export async function approvalsFor(
  client: Client,
  { repository, pull }: { readonly repository: Repo; readonly pull: PullFacts },
  { policy, risk }: Pick<Evaluation, 'policy' | 'risk'>,
): Promise<Pick<Leave, 'approvals' | 'unknownApprovals'>> {
  const { count = 0, teams = [] } = policy.approvals[risk.level] ?? {}
  if (count === 0) return { approvals: [] }
  const { approvals: given, unknown } = await approvals(client, repository, pull, teams)
  return { approvals: given, ...(unknown === undefined ? {} : { unknownApprovals: unknown }) }
}
