import { type Collected, collect } from '../git/collect.ts'
import { type Fetched, fetchedUpTo } from '../git/fetch.ts'
import type { Client } from '../github/app-client.ts'
import type { Repo } from '../github/pull.ts'
import { comparison } from '../github/read.ts'
import { wantedForMigrations } from '../migrations/wanted.ts'
import { belongsToPolicy } from '../policy/source.ts'

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
  /** Brings exactly these commits into a bare clone. */
  fetch(commits: readonly string[]): Promise<Fetched>
  /** ISO date. */
  readonly today: string
}

export type CollectedRange =
  | (Collected & { readonly baseTip: string })
  /** Why nothing can be read however often it is tried, one sentence each. */
  | { readonly failed: readonly string[] }

/** From GitHub to a snapshot: its merge base, by git the commits, by the same reading as everywhere the rest. Failed requests are thrown. */
export async function collectRange(source: Source, range: CommitRange): Promise<CollectedRange> {
  const { head, baseRef } = range
  const compared = await comparison(source.client, source.repository, baseRef, head)
  if (compared === 'unrelated')
    return {
      failed: [`The change has no commit in common with ${baseRef}, so what it changes is not known.`],
    }
  const { baseTip } = compared
  const mergeBase = range.mergeBase ?? compared.mergeBase
  const fetched = await source.fetch([...new Set([mergeBase, baseTip, head])])
  if (!fetched.ok) return { failed: [fetched.message, fetched.next] }
  const collected = await collect({
    ...{ repository: fetched.directory, fetchedUpTo },
    ...{ base: baseTip, head, mergeBase, today: source.today },
    ...{ wanted: wantedForMigrations, policyPaths: belongsToPolicy },
  })
  if (!collected.ok) return { failed: [collected.error.message, collected.error.next] }
  return { ...collected.value, baseTip }
}
