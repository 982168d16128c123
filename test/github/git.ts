import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// The repositories are git's own: everything here asks git.

/** Nobody's configuration, a fixed identity. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
}

interface GitOptions {
  readonly input?: string | Buffer
  readonly environment?: Readonly<Record<string, string>>
}

export function git(directory: string, args: readonly string[], options?: GitOptions): string {
  return gitBytes(directory, args, options).toString()
}

export function gitBytes(
  directory: string,
  args: readonly string[],
  { input, environment }: GitOptions = {},
): Buffer {
  return execFileSync('git', args, {
    cwd: directory,
    env: { ...gitEnvironment, ...environment },
    input: input ?? '',
    maxBuffer: 1e9,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** What git prints, or undefined when it fails. */
function tryGit(directory: string, args: readonly string[], options?: GitOptions): string | undefined {
  try {
    return git(directory, args, options).trimEnd()
  } catch {
    return undefined
  }
}

const answers = new Map<string, string | undefined>()

/** Asks once what cannot change: everything that is said of commits by their ids. */
function once(directory: string, args: readonly string[], ask = tryGit): string | undefined {
  const key = [directory, ...args].join('\0')
  if (!answers.has(key)) answers.set(key, ask(directory, args))
  return answers.get(key)
}

/** GitHub lets clients fetch any commit by its id, hides nothing, and lets nobody push to refs/pull. */
export function initBare(directory: string, branch: string): void {
  for (const folder of ['objects', 'refs/heads']) mkdirSync(join(directory, folder), { recursive: true })
  writeFileSync(join(directory, 'HEAD'), `ref: refs/heads/${branch}\n`)
  writeFileSync(join(directory, 'config'), configuration)
}

const configuration = `[core]
  repositoryformatversion = 0
  bare = true
[http]
  receivepack = true
[uploadpack]
  allowAnySHA1InWant = true
  allowFilter = true
[receive]
  hideRefs = refs/pull
[gc]
  auto = 0
`

export function updateRef(directory: string, ref: string, sha: string): void {
  git(directory, ['update-ref', ref, sha])
}

const isId = (revision: string) => /^[0-9a-f]{40}\^?$/.test(revision)
const present = new Map<string, string>()

/** The id of the commit a branch, tag, reference or id names. */
export function commitAt(directory: string, revision: string): string | undefined {
  const key = `${directory} ${revision}`
  const known = present.get(key)
  if (known !== undefined) return known
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const found = tryGit(directory, args)
  if (found !== undefined && isId(revision)) present.set(key, found)
  return found
}

/** Read from its file, where git keeps it until it packs references. */
export function branchTip(directory: string, branch: string): string | undefined {
  const file = join(directory, 'refs/heads', branch)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  return existsSync(join(directory, 'packed-refs')) ? commitAt(directory, `refs/heads/${branch}`) : undefined
}

export function branches(directory: string): Map<string, string> {
  const lines = git(directory, ['for-each-ref', '--format=%(refname:strip=2) %(objectname)', 'refs/heads'])
  const pairs = lines.split('\n').filter(Boolean)
  return new Map(pairs.map((line) => line.split(' ') as [string, string]))
}

export function isAncestor(directory: string, older: string, newer: string): boolean {
  return once(directory, ['merge-base', '--is-ancestor', older, newer]) !== undefined
}

export function mergeBase(directory: string, one: string, other: string): string | undefined {
  return once(directory, ['merge-base', one, other])
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: { name: string; email: string; date: string }
  readonly committer: { name: string; email: string; date: string }
  readonly message: string
}

const format = '%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x01'

/** Oldest first, as GitHub lists them; the range is of ids. */
export function commits(directory: string, range: readonly string[]): Commit[] {
  const text =
    once(directory, ['log', '--reverse', '--topo-order', `--format=${format}`, ...range, '--'], git) ?? ''
  return text.split('\x01').slice(0, -1).map(readCommit)
}

export function commitOf(directory: string, sha: string): Commit {
  const [only] = commits(directory, ['-1', sha])
  if (!only) throw new Error(`no commit ${sha}`)
  return only
}

function readCommit(text: string): Commit {
  const [
    sha = '',
    tree = '',
    parents = '',
    an = '',
    ae = '',
    at = '',
    cn = '',
    ce = '',
    ct = '',
    message = '',
  ] = text.trimStart().split('\0')
  const date = (epoch: string) => `${new Date(Number(epoch) * 1000).toISOString().slice(0, 19)}Z`
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: date(at) },
    committer: { name: cn, email: ce, date: date(ct) },
    message: message.trimEnd(),
  }
}

/** Merges two commits without a working tree; undefined on a conflict. */
export function mergeCommit(
  directory: string,
  [base, head]: readonly [string, string],
  message: string,
  options: { date: string; squash?: boolean },
): string | undefined {
  const tree = tryGit(directory, ['merge-tree', '--write-tree', '--no-messages', base, head])?.split('\n')[0]
  if (tree === undefined) return undefined
  const parents = ['-p', base, ...(options.squash ? [] : ['-p', head])]
  const environment = { GIT_AUTHOR_DATE: options.date, GIT_COMMITTER_DATE: options.date }
  return git(directory, ['commit-tree', tree, ...parents, '-m', message], { environment }).trim()
}
