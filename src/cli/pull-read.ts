import { conclude, type Evaluation, type Leave, noLeave } from '../core/evaluation.ts'
import type { Policy } from '../core/policy.ts'
import type { Report } from '../core/report.ts'
import { type Collected, collect } from '../git/collect.ts'
import { fetchCommits, fetchedUpTo } from '../git/fetch.ts'
import { kindOf } from '../github/errors.ts'
import type { PullFacts } from '../github/pull.ts'
import { approvals, comparison, organisationPolicy } from '../github/read.ts'
import { wantedForMigrations } from '../migrations/wanted.ts'
import { policyAt } from '../pipeline/policy.ts'
import { tableSizes } from '../pipeline/table-sizes.ts'
import { policyErrorText } from '../policy/errors.ts'
import { belongsToPolicy } from '../policy/source.ts'
import type { SqlReader } from '../sql/reader.ts'
import { exit } from './exit.ts'
import { localPolicy } from './local-policy.ts'
import { type ReportOptions, readStatistics, today } from './options.ts'
import { progress } from './output.ts'
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
    ...{ snapshot, policy: policy.policy, scope: 'pull-request' as const },
    ...{ statistics: sizes.statistics, notes: [...notes, ...sizes.notes] },
  }
  const evaluation = await evaluate(input, reading.parser)
  return { report: conclude(evaluation, await leaveFor(reading, evaluation)), hunks }
}

async function collectFrom(reading: Reading): Promise<Collected | NotRead> {
  const { client, where, pull, endpoint, cache, token } = reading
  const compared = await comparison(client, where, pull.baseRef, pull.head)
  if (compared === 'unrelated')
    return notRead(
      `The change has no commit in common with ${pull.baseRef}, so what it changes is not known.`,
    )
  const { mergeBase, baseTip } = compared
  progress('fetching the commits')
  const url = `${endpoint.web}/${where.owner}/${where.name}.git`
  const commits = [...new Set([mergeBase, baseTip, pull.head])]
  const fetched = await fetchCommits({ cache, name: 'pull', url, token, commits })
  if (!fetched.ok) return notRead(fetched.message, fetchAdvice[fetched.kind] ?? fetched.next)
  const collected = await collect({
    ...{ repository: fetched.directory, base: baseTip, head: pull.head, mergeBase, fetchedUpTo },
    ...{ wanted: wantedForMigrations, policyPaths: belongsToPolicy, today: today() },
  })
  return collected.ok ? collected.value : notRead(collected.error.message, collected.error.next)
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
): Promise<{ policy: Policy } | NotRead> {
  if (options.policy !== undefined) return { policy: await localPolicy(options.policy) }
  const found = await policyAt(tree, await organisationPolicy(client, where.owner))
  if (found.ok) return { policy: found.policy }
  const failed = ['The policy cannot be used, so nothing was judged.', ...found.errors.map(policyErrorText)]
  return { failed, code: exit.usage }
}

/** Approvals of this very head; reviews are read only where the policy asks for them. Waivers are the App's. */
async function leaveFor({ client, where, pull }: Reading, { policy, risk }: Evaluation): Promise<Leave> {
  const none = noLeave(today())
  const { count = 0, teams = [] } = policy.approvals[risk.level] ?? {}
  if (count === 0) return none
  try {
    const { approvals: given, unknown } = await approvals(client, where, pull, teams)
    return { ...none, approvals: given, ...(unknown === undefined ? {} : { unknownApprovals: unknown }) }
  } catch (error) {
    const { kind, message } = kindOf(error)
    if (kind !== 'forbidden') throw error
    return { ...none, unknownApprovals: message }
  }
}
