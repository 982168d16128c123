import { join } from 'node:path'
import type { Evaluation } from '../core/evaluation.ts'
import { branchTip, type Fetched, type FetchOptions, fetchCommits, type Tip, touch } from '../git/fetch.ts'
import {
  type CommitRange,
  collectFetched,
  type FetchedRange,
  fetchedRange,
} from '../pipeline/collect-range.ts'
import { policyAt } from '../pipeline/policy.ts'
import { tableSizes } from '../pipeline/table-sizes.ts'
import type { PolicyError } from '../policy/errors.ts'
import type { Configuration } from './configuration.ts'
import type { EvaluationInput } from './evaluation-input.ts'
import type { Evaluate } from './evaluator.ts'
import { policyOfOrganisation } from './organisation-policy.ts'
import { plansOf } from './plans.ts'
import type { Hunks } from './publication.ts'
import type { RepositoryRef } from './task.ts'
import { clientFor, FetchFailed, type TaskContext, triesUntilGone } from './task-context.ts'
import { today } from './today.ts'

export interface Evaluating extends CommitRange {
  readonly repository: RepositoryRef
  /** Set when a person or a new policy asked: what is remembered of the organisation's policy will not do. */
  readonly isAskedFor?: boolean
}

/** An evaluation, or why there is none however often it is tried. */
export type Outcome =
  | { readonly evaluation: Evaluation; readonly hunks: Hunks; readonly baseTip: string }
  | { readonly failed: readonly string[] }

/**
 * From GitHub to an evaluation: merge base, commits, policy, rules. What another try may mend (GitHub or the disk is in trouble) is
 * thrown.
 */
export async function evaluateRange(context: TaskContext, range: Evaluating): Promise<Outcome> {
  const fetched = await fetchedFor(context, range)
  if ('failed' in fetched) return fetched
  return context.evaluator.inTurn((evaluate) => judgeFetched(context, { ...range, fetched, evaluate }))
}

/** The first half: the commits are in a clone of ours, and nothing is in memory. */
export async function fetchedFor(context: TaskContext, range: Evaluating): ReturnType<typeof fetchedRange> {
  const { repository } = range
  const source = {
    ...{ client: await clientFor(context, repository), repository, today: today() },
    tip: async (branch: string) => believed(context, await tipOf(context, repository, branch)),
    fetch: async (commits: readonly string[]) =>
      believed(context, await fetchRange(context, repository, commits)),
  }
  return fetchedRange(source, range)
}

interface Reading extends Evaluating {
  readonly fetched: FetchedRange
  /** Set when it is read for a question. */
  readonly isToAsk?: boolean
}

interface Judging extends Reading {
  readonly evaluate: Evaluate
}

async function judgeFetched(context: TaskContext, range: Judging): Promise<Outcome> {
  const read = await inputFor(context, range)
  if ('failed' in read) return read
  const { input, hunks, baseTip } = read
  const evaluated = await range.evaluate(input, context.rehearsals?.rehearsing(context.log))
  if (!evaluated.ok) return { failed: [evaluated.reason] }
  return { evaluation: evaluated.evaluation, hunks, baseTip }
}

type Read =
  | { readonly input: EvaluationInput; readonly hunks: Hunks; readonly baseTip: string }
  | { readonly failed: readonly string[] }

/** What the server holds of one review's files in memory; the rest of a reading is paths. */
const limits = { totalBytes: 64 * 1024 ** 2, isTotalFinal: true }

/** The second half: all that is read of a change, in memory. */
export async function inputFor(context: TaskContext, range: Reading): Promise<Read> {
  const { repository } = range
  await touch(range.fetched.directory)
  const collected = await collectFetched(range.fetched, {
    ...{ today: today(), limits, isToAsk: range.isToAsk === true },
  })
  if ('failed' in collected) return collected
  const { snapshot, policyTree, notes, hunks, baseTip } = collected

  const upToMs = range.isAskedFor ? 0 : policyRememberedMs
  const parent = await policyOfOrganisation(context, repository, { upToMs })
  if ('failed' in parent) return parent
  const policy = await policyAt(policyTree, parent.policy)
  if (!policy.ok)
    return {
      failed: ['The policy cannot be used, so nothing was judged.', ...policy.errors.map(policyErrorWords)],
    }

  const sizes = tableSizes(policy.policy, policyTree)
  const planned = await plansOf(context, { repository, head: range.head, snapshot })
  const input = {
    ...{ snapshot, policy: policy.policy, statistics: sizes.statistics, plans: planned.plans },
    notes: [...notes, ...sizes.notes, ...planned.notes],
  }
  return { input, hunks, baseTip }
}

/** A new policy of the organisation arrives as a push, for which everything is judged anew. */
const policyRememberedMs = 60_000

/** With the place as code: it is copied into an editor. */
function policyErrorWords(error: PolicyError): string {
  const { source, line, column, keyPath, message, next } = error
  const place = `\`${source}:${line}:${column}\``
  return [keyPath === '' ? `${place}:` : `${place} \`${keyPath}\`:`, message, next].filter(Boolean).join(' ')
}

/** A commit that was pushed a moment ago, or a repository that was added then, may not be everywhere at GitHub yet. */
function believed<T extends Fetched | Tip>({ job }: TaskContext, answer: T): T {
  if (!answer.ok && answer.kind === 'missing' && job.attempts < triesUntilGone)
    throw new FetchFailed(`${answer.message} ${answer.next}`)
  return answer
}

const passing: readonly Extract<Fetched, { ok: false }>['kind'][] = [
  'unreachable',
  'disk-full',
  'refused',
  'too-slow',
]

/** Where the bare clones lie. */
export const cacheOf = ({ data }: Pick<Configuration, 'data'>) => join(data, 'cache')

/** The commits of a range in a bare clone of our own. */
export function fetchRange(
  context: TaskContext,
  repository: RepositoryRef,
  commits: readonly string[],
): Promise<Fetched> {
  return overGit(context, repository, (remote) =>
    fetchCommits({ ...remote, name: String(repository.id), commits }),
  )
}

/** Where a branch is now, at no cost to GitHub's limits. */
export function tipOf(context: TaskContext, repository: RepositoryRef, branch: string): Promise<Tip> {
  return overGit(context, repository, (remote) => branchTip({ ...remote, branch }))
}

type Remote = Pick<FetchOptions, 'cache' | 'url' | 'limits'> & { readonly token: string }

/** A token that was revoked is known by being refused. What another try may mend is thrown. */
async function overGit<T extends Fetched | Tip>(
  { configuration, clients }: TaskContext,
  { id, installation, owner, name }: RepositoryRef,
  ask: (remote: Remote) => Promise<T>,
): Promise<T> {
  const url = `${configuration.endpoint.web}/${owner}/${name}.git`
  const place = { cache: cacheOf(configuration), url, limits: configuration.fetch }
  const askWith = async (fresh: boolean) =>
    ask({ ...place, token: await clients.gitToken(installation, id, { fresh }) })
  const first = await askWith(false)
  const answer = !first.ok && first.kind === 'refused' ? await askWith(true) : first
  if (!answer.ok && passing.includes(answer.kind)) throw new FetchFailed(`${answer.message} ${answer.next}`)
  return answer
}
