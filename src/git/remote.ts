import { findGit } from './environment.ts'
import { fetchEnvironment, fetchGuards } from './fetch-environment.ts'
import { type FetchFailure, failure, meaningOf, Stopped, tooLong } from './fetch-failure.ts'
import { CannotRead } from './result.ts'
import { type Outcome, run } from './run.ts'

export interface RemoteOptions {
  /** Directory that holds the bare repositories; made when missing. */
  readonly cache: string
  readonly url: string
  /** Goes to git through its environment, never in an argument or an address. */
  readonly token?: string
  readonly limits?: {
    /** For all of it; 120 unless said. */
    readonly seconds?: number
  }
}

/** A repository that is asked over https, and until when. */
export interface Remote {
  readonly url: URL
  readonly token?: string
  readonly seconds: number
  /** When all of it must be over. */
  readonly end: number
  /** A redirect has been followed. */
  readonly isMoved?: boolean
}

/** What is wrong with the options is a mistake of ours, not of a pull request. */
export function remoteOf({ url, token, limits }: RemoteOptions): Remote {
  const { seconds = 120 } = limits ?? {}
  const end = Date.now() + seconds * 1000
  return { url: addressOf(url), ...(token !== undefined && { token }), seconds, end }
}

function addressOf(text: string): URL {
  const url = new URL(text)
  const isHere = url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname)
  if (url.protocol !== 'https:' && !isHere) throw new Error('a repository is fetched by https only')
  if (url.username || url.password || url.search) throw new Error('an address is given without secrets')
  return url
}

export interface Question {
  readonly args: readonly string[]
  readonly input?: string
  readonly signal?: AbortSignal
}

/** Runs git on a bare repository, with a way out to the remote, which it knows as `sluice`. */
export async function askGit(remote: Remote, directory: string, asked: Question): Promise<Outcome> {
  const args = [`--git-dir=${directory}`, ...asked.args]
  return askOutside(remote, directory, { ...asked, args })
}

/** The same in any directory, whose repository, if it has one, is not looked at. */
export async function askOutside(remote: Remote, directory: string, asked: Question): Promise<Outcome> {
  const { url, token, end, seconds } = remote
  const late = AbortSignal.timeout(Math.max(1, end - Date.now()))
  const signal = asked.signal ? AbortSignal.any([asked.signal, late]) : late
  try {
    return await run({
      ...asked,
      program: findGit(),
      directory,
      environment: fetchEnvironment(directory, url, token),
      args: [...fetchGuards, ...asked.args],
      seconds: seconds + 5,
      group: true,
      signal,
    })
  } catch (error) {
    throw error === late.reason ? new Stopped(tooLong(seconds)) : error
  }
}

/** Where a repository is that git complains was moved; undefined when that is not so, or was followed once. */
export async function whereItIs(
  remote: Remote,
  complaint: string,
): Promise<Pick<Remote, 'url' | 'isMoved'> | undefined> {
  if (!/error: 30\d/.test(complaint) || remote.isMoved) return undefined
  const url = await redirectTarget(remote)
  return url && { url, isMoved: true }
}

/** Where a renamed repository is now, when that is on the same host. */
async function redirectTarget({ url, token, end }: Remote): Promise<URL | undefined> {
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

/** What stopped a question, as an answer; a bug stays thrown. */
export function asFailure(error: unknown): FetchFailure {
  if (error instanceof Stopped) return error.failure
  if (error instanceof CannotRead) return { ...failure('unreachable', error.message), next: error.next }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return meaningOf('no space left')
  throw error
}
