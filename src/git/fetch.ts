import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bareRepository, incomingBytes, removeLeftovers, supersede } from './bare-cache.ts'
import { findGit } from './environment.ts'
import { fetchEnvironment, fetchGuards } from './fetch-environment.ts'
import {
  type FetchFailure,
  failure,
  isBroken,
  meaningOf,
  Stopped,
  tooLong,
  tooMuch,
} from './fetch-failure.ts'
import { defaultLimits } from './limits.ts'
import { CannotRead } from './result.ts'
import { type Outcome, run } from './run.ts'
import { holding, inTurn } from './turns.ts'

export { cleanCache, touch } from './bare-cache.ts'

export interface FetchOptions {
  /** Directory that holds the bare repositories; made when missing. */
  readonly cache: string
  /** Name of this repository in it: letters, digits, dot, dash. */
  readonly name: string
  readonly url: string
  /** Goes to git through its environment, never in an argument or an address. */
  readonly token?: string
  /** Full object ids. */
  readonly commits: readonly string[]
  readonly limits?: {
    /** Of the pack being received; 1 GiB unless said. */
    readonly bytes?: number
    /** For all of it; 120 unless said. */
    readonly seconds?: number
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
  const url = addressOf(options)
  const { bytes = 1024 ** 3, seconds = 120 } = options.limits ?? {}
  const fetch: Fetch = { ...options, url, bytes, seconds, end: Date.now() + seconds * 1000 }
  const place = join(options.cache, options.name)
  try {
    await mkdir(options.cache, { recursive: true })
    return await inTurn(place, () => holding(`${place}.lock`, seconds, () => fetchInto(fetch, false)))
  } catch (error) {
    return asFailure(error)
  }
}

interface Fetch extends Omit<FetchOptions, 'url'> {
  readonly url: URL
  readonly bytes: number
  readonly seconds: number
  /** When all of it must be over. */
  readonly end: number
  /** A redirect has been followed. */
  readonly isMoved?: boolean
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
  const isRedirect = /error: 30\d/.test(complaint) && !fetch.isMoved
  const target = isRedirect ? await redirectTarget(fetch) : undefined
  return target ? fetchInto({ ...fetch, url: target, isMoved: true }, isSecond) : meaningOf(complaint)
}

/** Those without a reference of ours, which git writes last, or without their tree. */
async function missingCommits(fetch: Fetch, directory: string): Promise<string[]> {
  const input = fetch.commits.map((id) => `refs/sluice/${id}^{tree}\n`).join('')
  const { output, code } = await git(fetch, directory, { args: ['cat-file', '--batch-check'], input })
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
    return await git(fetch, directory, { args: [...question, 'sluice', ...wanted], signal: stop.signal })
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

interface Question {
  readonly args: readonly string[]
  readonly input?: string
  readonly signal?: AbortSignal
}

async function git(fetch: Fetch, directory: string, asked: Question): Promise<Outcome> {
  const { url, token, end } = fetch
  const late = AbortSignal.timeout(Math.max(1, end - Date.now()))
  const signal = asked.signal ? AbortSignal.any([asked.signal, late]) : late
  try {
    return await run({
      ...asked,
      program: findGit(),
      directory,
      environment: fetchEnvironment(directory, url, token),
      args: [...fetchGuards, `--git-dir=${directory}`, ...asked.args],
      seconds: fetch.seconds + 5,
      group: true,
      signal,
    })
  } catch (error) {
    throw error === late.reason ? new Stopped(tooLong(fetch.seconds)) : error
  }
}

/** Where a renamed repository is now, when that is on the same host. */
async function redirectTarget({ url, token, end }: Fetch): Promise<URL | undefined> {
  const tail = '/info/refs'
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const response = await globalThis
    .fetch(`${url.href}${tail}?service=git-upload-pack`, {
      redirect: 'manual',
      headers: {
        'user-agent': 'git/sluice',
        ...(token !== undefined && { authorization: `Basic ${basic}` }),
      },
      signal: AbortSignal.timeout(Math.max(1, end - Date.now())),
    })
    .catch(() => undefined)
  await response?.body?.cancel()
  const location = response?.headers.get('location')
  const target = location ? new URL(location, url) : undefined
  if (target?.origin !== url.origin || !target.pathname.endsWith(tail)) return undefined
  const moved = new URL(target.pathname.slice(0, -tail.length), url)
  return moved.href === url.href ? undefined : moved
}

/** What is wrong with the options is a mistake of ours, not of a pull request. */
function addressOf({ url: text, name, commits }: FetchOptions): URL {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name))
    throw new Error(`${name} cannot be the name of a repository in the cache`)
  const stranger = commits.find((id) => !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id))
  if (stranger !== undefined) throw new Error(`${stranger} is not a full object id`)
  const url = new URL(text)
  const isHere = url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname)
  if (url.protocol !== 'https:' && !isHere) throw new Error('a repository is fetched by https only')
  if (url.username || url.password || url.search) throw new Error('an address is given without secrets')
  return url
}

function asFailure(error: unknown): FetchFailure {
  if (error instanceof Stopped) return error.failure
  if (error instanceof CannotRead) return { ...failure('unreachable', error.message), next: error.next }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return meaningOf('no space left')
  throw error
}
