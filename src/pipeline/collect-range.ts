import { type Collected, collect } from '../git/collect.ts'
import { type Fetched, fetchedUpTo, type Tip } from '../git/fetch.ts'
import type { Limits } from '../git/limits.ts'
import type { Client } from '../github/app-client.ts'
import type { Repo } from '../github/pull.ts'
import { mergeBaseOf } from '../github/read.ts'
import { belongsToPolicy } from '../policy/source.ts'
import { wanted, wantedBeside, wantedToAsk } from './wanted.ts'

/** A head commit at GitHub, and the branch it goes to. */
export interface CommitRange {
  readonly head: string
  readonly baseRef: string
  /** What the change is compared with; left out: where it left the base branch. */
  readonly mergeBase?: string
}

export interface Source {
  readonly client: Client
  readonly repository: Repo
  /** Where a branch is now. Git is asked, as to the API a tag may have the same name. */
  tip(branch: string): Promise<Tip>
  /** Brings exactly these commits into a bare clone. */
  fetch(commits: readonly string[]): Promise<Fetched>
  /** ISO date. */
  readonly today: string
}

/** Why nothing can be read however often it is tried, one sentence each. */
interface NotRead {
  readonly failed: readonly string[]
}

export type CollectedRange = (Collected & { readonly baseTip: string }) | NotRead

/** Commits that are in a bare clone. */
export interface FetchedRange {
  readonly directory: string
  readonly head: string
  readonly mergeBase: string
  readonly baseTip: string
}

/** From GitHub to a snapshot: by git the tip of the branch, the merge base, by git the commits, by the same reading as everywhere the rest. Failed requests are thrown. */
export async function collectRange(source: Source, range: CommitRange): Promise<CollectedRange> {
  const fetched = await fetchedRange(source, range)
  return 'failed' in fetched ? fetched : collectFetched(fetched, source)
}

/** The first half: nothing is in memory yet. */
export async function fetchedRange(source: Source, range: CommitRange): Promise<FetchedRange | NotRead> {
  const { head, baseRef } = range
  const tip = await source.tip(baseRef)
  if (!tip.ok) return { failed: [tip.message, tip.next] }
  const { commit: baseTip } = tip
  const mergeBase = range.mergeBase ?? (await mergeBaseOf(source.client, source.repository, [baseTip, head]))
  if (mergeBase === undefined)
    return {
      failed: [`The change has no commit in common with ${baseRef}, so what it changes is not known.`],
    }
  const fetched = await source.fetch([...new Set([mergeBase, baseTip, head])])
  if (!fetched.ok) return { failed: [fetched.message, fetched.next] }
  return { directory: fetched.directory, head, mergeBase, baseTip }
}

interface Collecting {
  readonly today: string
  readonly limits?: Partial<Limits>
  /** Set when it is read for a question: what describes models of dbt is read as well. */
  readonly isToAsk?: boolean
}

/** The second half. */
export async function collectFetched(
  { directory, head, mergeBase, baseTip }: FetchedRange,
  { today, limits, isToAsk }: Collecting,
): Promise<CollectedRange> {
  const collected = await collect({
    ...{ repository: directory, fetchedUpTo, base: baseTip, head, mergeBase, today },
    ...{ wanted, wantedBeside: isToAsk ? wantedToAsk : wantedBeside, policyPaths: belongsToPolicy },
    ...(limits && { limits }),
  })
  if (!collected.ok) return { failed: [collected.error.message, collected.error.next] }
  return { ...collected.value, baseTip }
}
