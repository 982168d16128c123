import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bareRepository, incomingBytes, removeLeftovers, supersede } from './bare-cache.ts'
import { type FetchFailure, isBroken, meaningOf, Stopped, tooMuch } from './fetch-failure.ts'
import { defaultLimits } from './limits.ts'
import { asFailure, askGit, type Remote, type RemoteOptions, remoteOf, whereItIs } from './remote.ts'
import type { Outcome } from './run.ts'
import { holding, inTurn } from './turns.ts'

export { cleanCache, touch } from './bare-cache.ts'
export { branchTip, type Tip } from './branch-tip.ts'

export interface FetchOptions extends RemoteOptions {
  /** Name of this repository in the cache: letters, digits, dot, dash. */
  readonly name: string
  /** Full object ids. */
  readonly commits: readonly string[]
  readonly limits?: RemoteOptions['limits'] & {
    /** Of the pack being received; 1 GiB unless said. */
    readonly bytes?: number
  }
}

export type Fetched = { readonly ok: true; readonly directory: string } | FetchFailure

/** Files over so many bytes are not fetched; `collect` wants to know it as `fetchedUpTo`. */
export const fetchedUpTo = defaultLimits.fileBytes

/**
 * Fetches exactly these commits, each without its history, into a bare repository of the cache. What is there already is not fetched
 * again. A repository that a killed process left broken is begun anew.
 */
export async function fetchCommits(options: FetchOptions): Promise<Fetched> {
  checked(options)
  const { cache, name, commits, limits } = options
  const remote = remoteOf(options)
  const fetch: Fetch = { ...remote, cache, name, commits, bytes: limits?.bytes ?? 1024 ** 3 }
  const { seconds } = remote
  const place = join(options.cache, options.name)
  try {
    await mkdir(options.cache, { recursive: true })
    return await inTurn(place, () => holding(`${place}.lock`, seconds, () => fetchInto(fetch, false)))
  } catch (error) {
    return asFailure(error)
  }
}

interface Fetch extends Remote, Pick<FetchOptions, 'cache' | 'name' | 'commits'> {
  readonly bytes: number
}

async function fetchInto(fetch: Fetch, isSecond: boolean): Promise<Fetched> {
  const format = fetch.commits[0]?.length === 64 ? 'sha256' : 'sha1'
  const directory = await bareRepository(fetch.cache, fetch.name, format)
  await removeLeftovers(directory)
  const missing = await missingCommits(fetch, directory)
  if (missing.length === 0) return { ok: true, directory }
  const { code, complaint } = await fetchMissing(fetch, directory, missing)
  if (code === 0 && (await missingCommits(fetch, directory)).length === 0) return { ok: true, directory }
  if (!isSecond && (code === 0 || isBroken(complaint))) {
    await supersede(fetch.cache, fetch.name)
    return fetchInto(fetch, true)
  }
  const moved = await whereItIs(fetch, complaint)
  return moved ? fetchInto({ ...fetch, ...moved }, isSecond) : meaningOf(complaint)
}

/** Those without a reference of ours, which git writes last, or without their tree. */
async function missingCommits(fetch: Fetch, directory: string): Promise<string[]> {
  const input = fetch.commits.map((id) => `refs/sluice/${id}^{tree}\n`).join('')
  const { output, code } = await askGit(fetch, directory, { args: ['cat-file', '--batch-check'], input })
  if (code !== 0) return [...fetch.commits]
  const lines = output.toString().split('\n')
  return fetch.commits.filter((_, index) => !/^[0-9a-f]+ tree \d+$/.test(lines[index] ?? ''))
}

async function fetchMissing(fetch: Fetch, directory: string, commits: readonly string[]): Promise<Outcome> {
  const stop = new AbortController()
  const watch = setInterval(async () => {
    if ((await incomingBytes(directory)) > fetch.bytes) stop.abort(new Stopped(tooMuch(fetch.bytes)))
  }, 100)
  try {
    const wanted = commits.map((id) => `+${id}:refs/sluice/${id}`)
    return await askGit(fetch, directory, { args: [...question, 'sluice', ...wanted], signal: stop.signal })
  } finally {
    clearInterval(watch)
    await removeLeftovers(directory)
  }
}

const question = [
  ...['fetch', '--quiet', '--depth=1', '--no-tags', `--filter=blob:limit=${fetchedUpTo}`],
  ...[
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--no-recurse-submodules',
    '--no-show-forced-updates',
  ],
]

function checked({ name, commits }: FetchOptions): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name))
    throw new Error(`${name} cannot be the name of a repository in the cache`)
  const stranger = commits.find((id) => !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id))
  if (stranger !== undefined) throw new Error(`${stranger} is not a full object id`)
}
