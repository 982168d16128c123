import { join } from 'node:path'
import type { Evaluation } from '../core/evaluation.ts'
import { collect } from '../git/collect.ts'
import { type Fetched, fetchCommits, fetchedUpTo } from '../git/fetch.ts'
import { comparison, organisationPolicy } from '../github/read.ts'
import { wantedForMigrations } from '../migrations/wanted.ts'
import { policyAt } from '../pipeline/policy.ts'
import { tableSizes } from '../pipeline/table-sizes.ts'
import type { PolicyError } from '../policy/errors.ts'
import { belongsToPolicy } from '../policy/source.ts'
import type { Configuration } from './configuration.ts'
import type { Hunks } from './publication.ts'
import type { RepositoryRef } from './task.ts'
import { clientFor, type TaskContext, today } from './task-context.ts'

/** A head commit, and the branch it goes to. */
export interface Evaluating {
  readonly repository: RepositoryRef
  readonly head: string
  readonly baseRef: string
  /** What the change is compared with; left out: where it left the base branch. */
  readonly mergeBase?: string
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
  const { repository, head, baseRef } = range
  const client = await clientFor(context, repository)
  const compared = await comparison(client, repository, baseRef, head)
  if (compared === 'unrelated')
    return {
      failed: [`The change has no commit in common with ${baseRef}, so what it changes is not known.`],
    }
  const { baseTip, mergeBase = baseTip } = {
    ...compared,
    ...(range.mergeBase ? { mergeBase: range.mergeBase } : {}),
  }

  const fetched = await fetchRange(context, repository, [mergeBase, baseTip, head])
  if (!fetched.ok) return { failed: [fetched.message, fetched.next] }
  const collected = await collect({
    repository: fetched.directory,
    base: baseTip,
    head,
    mergeBase,
    wanted: wantedForMigrations,
    policyPaths: belongsToPolicy,
    fetchedUpTo,
    today: today(),
  })
  if (!collected.ok) return { failed: [collected.error.message, collected.error.next] }
  const { snapshot, policyTree, notes, hunks } = collected.value

  const upToMs = range.isAskedFor ? 0 : policyRememberedMs
  const policy = await policyAt(policyTree, await organisationPolicy(client, repository.owner, { upToMs }))
  if (!policy.ok)
    return {
      failed: ['The policy cannot be used, so nothing was judged.', ...policy.errors.map(policyErrorWords)],
    }

  const sizes = tableSizes(policy.policy, policyTree)
  const evaluated = await context.evaluator.evaluate({
    snapshot,
    policy: policy.policy,
    statistics: sizes.statistics,
    notes: [...notes, ...sizes.notes],
  })
  if (!evaluated.ok) return { failed: [evaluated.reason] }
  return { evaluation: evaluated.evaluation, hunks, baseTip }
}

/** A new policy of the organisation arrives as a push, for which everything is judged anew. */
const policyRememberedMs = 60_000

/** With the place as code: it is copied into an editor. */
function policyErrorWords(error: PolicyError): string {
  const { source, line, column, keyPath, message, next } = error
  const place = `\`${source}:${line}:${column}\``
  return [keyPath === '' ? `${place}:` : `${place} \`${keyPath}\`:`, message, next].filter(Boolean).join(' ')
}

const passing: readonly Extract<Fetched, { ok: false }>['kind'][] = [
  'unreachable',
  'disk-full',
  'refused',
  'too-slow',
]

/** Where the bare clones lie. */
export const cacheOf = ({ data }: Pick<Configuration, 'data'>) => join(data, 'cache')

/** The commits of a range in a bare clone of our own. A token that was revoked is known by being refused. */
export async function fetchRange(
  context: TaskContext,
  repository: RepositoryRef,
  commits: readonly string[],
): Promise<Fetched> {
  const first = await fetchWith(context, repository, { commits, fresh: false })
  const isRefused = !first.ok && first.kind === 'refused'
  const fetched = isRefused ? await fetchWith(context, repository, { commits, fresh: true }) : first
  if (!fetched.ok && passing.includes(fetched.kind))
    throw new FetchFailed(`${fetched.message} ${fetched.next}`)
  return fetched
}

async function fetchWith(
  { configuration, clients }: TaskContext,
  { id, installation, owner, name }: RepositoryRef,
  { commits, fresh }: { readonly commits: readonly string[]; readonly fresh: boolean },
): Promise<Fetched> {
  return fetchCommits({
    cache: cacheOf(configuration),
    name: String(id),
    url: `${configuration.endpoint.web}/${owner}/${name}.git`,
    token: await clients.gitToken(installation, id, { fresh }),
    commits: [...new Set(commits)],
    limits: configuration.fetch,
  })
}

/** The commits could not be fetched now. */
export class FetchFailed extends Error {}
