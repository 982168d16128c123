import { today } from '../app/today.ts'
import { conclude, type Evaluation, type Leave, noLeave } from '../core/evaluation.ts'
import type { Policy } from '../core/policy.ts'
import type { Report } from '../core/report.ts'
import type { Collected } from '../git/collect.ts'
import { branchTip, type Fetched, fetchCommits, type Tip } from '../git/fetch.ts'
import { kindOf } from '../github/errors.ts'
import type { PullFacts } from '../github/pull.ts'
import { organisationPolicy } from '../github/read.ts'
import { approvalsFor } from '../pipeline/approvals.ts'
import { collectRange } from '../pipeline/collect-range.ts'
import { policyAt } from '../pipeline/policy.ts'
import { tableSizes } from '../pipeline/table-sizes.ts'
import { policyErrorText } from '../policy/errors.ts'
import type { SqlReader } from '../sql/reader.ts'
import { exit } from './exit.ts'
import { localPolicy } from './local-policy.ts'
import { type ReportOptions, readStatistics } from './options.ts'
import { progress } from './output.ts'
import { givenPlans, readCosts } from './plans.ts'
import type { PullPlace } from './pull-place.ts'
import { evaluate } from './run-review.ts'

export interface Reading extends PullPlace {
  readonly pull: PullFacts
  readonly options: ReportOptions
  readonly parser: SqlReader
}

export type Hunks = Collected['hunks']

/** Why there is no report, and the exit code of that. */
interface NotRead {
  readonly failed: readonly string[]
  readonly code: number
}

/** The path of the App: merge base, exact commits, the base tip's policy, evaluation, approvals. */
export async function readPull(reading: Reading): Promise<{ report: Report; hunks: Hunks } | NotRead> {
  const collected = await collectFrom(reading)
  if ('failed' in collected) return collected
  const { snapshot, policyTree, notes, hunks } = collected
  const policy = await policyFor(reading, policyTree)
  if ('failed' in policy) return policy
  const { stats } = reading.options
  const sizes =
    stats === undefined
      ? tableSizes(policy.policy, policyTree)
      : { statistics: readStatistics(stats), notes: [] }
  const input = {
    ...{
      snapshot,
      policy: policy.policy,
      scope: 'pull-request' as const,
      rehearsal: reading.options.rehearsal,
    },
    ...givenPlans(reading.options.plan),
    ...readCosts(reading.options.infracost),
    ...{ statistics: sizes.statistics, notes: [...notes, ...policy.notes, ...sizes.notes] },
  }
  const evaluation = await evaluate(input, reading.parser)
  return { report: conclude(evaluation, await leaveFor(reading, evaluation)), hunks }
}

async function collectFrom(reading: Reading): Promise<Collected | NotRead> {
  const { client, where, pull, endpoint, cache, token } = reading
  const url = `${endpoint.web}/${where.owner}/${where.name}.git`
  const fetch = async (commits: readonly string[]) => {
    progress('fetching the commits')
    return advised(await fetchCommits({ cache, name: 'pull', url, token, commits }))
  }
  const tip = async (branch: string) => advised(await branchTip({ cache, url, token, branch }))
  const source = { client, repository: where, tip, fetch, today: today() }
  const collected = await collectRange(source, pull)
  return 'failed' in collected ? notRead(...collected.failed) : collected
}

function advised<T extends Fetched | Tip>(answer: T): T {
  return answer.ok ? answer : { ...answer, next: fetchAdvice[answer.kind] ?? answer.next }
}

/** Where the App would be the one to do something, here it is whoever ran the command. */
const fetchAdvice: Partial<Record<string, string>> = {
  unreachable: 'Try again; look at the network and at the proxy.',
  refused: 'Give the token the permission Contents: read.',
  'disk-full': 'Make room, or set TMPDIR to a larger disk.',
  'too-slow': 'Try again on a faster connection.',
}

const notRead = (...failed: string[]): NotRead => ({ failed, code: exit.notEvaluated })

async function policyFor(
  { client, where, options }: Reading,
  tree: Collected['policyTree'],
): Promise<{ policy: Policy; notes: readonly string[] } | NotRead> {
  if (options.policy !== undefined) return { policy: await localPolicy(options.policy), notes: [] }
  const organisation = await organisationPolicy(client, where.owner)
  const parent = organisation.kind === 'policy' ? organisation.source : undefined
  const found = await policyAt(tree, parent)
  if (found.ok)
    return { policy: found.policy, notes: organisation.kind === 'not visible' ? [unseen(where)] : [] }
  const failed = ['The policy cannot be used, so nothing was judged.', ...found.errors.map(policyErrorText)]
  return { failed, code: exit.usage }
}

/** Nobody remembers here whether there was one. */
const unseen = ({ owner }: PullPlace['where']) =>
  `No policy of ${owner} was seen: there is no repository ${owner}/.github, or the token may not read it.`

/** Approvals of this very head. Waivers are the App's. */
async function leaveFor({ client, where, pull }: Reading, evaluation: Evaluation): Promise<Leave> {
  const none = noLeave(today())
  try {
    return { ...none, ...(await approvalsFor(client, { repository: where, pull }, evaluation)) }
  } catch (error) {
    const { kind, message } = kindOf(error)
    if (kind !== 'forbidden') throw error
    return { ...none, unknownApprovals: message }
  }
}
