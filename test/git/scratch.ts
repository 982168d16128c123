import { execFileSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

/** An empty directory that is gone when the test is. */
export function scratchDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-git-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Runs git as a developer would, with a fixed identity and time and nobody's configuration. */
export function git(directory: string, args: readonly string[], input?: string | Buffer): string {
  const identity = { NAME: 'Ada', EMAIL: 'ada@example.com', DATE: '2026-01-02T03:04:05Z' }
  const who = Object.entries(identity).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ])
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(who),
  }
  const options = { cwd: directory, env, input, maxBuffer: 1e9, stdio: ['pipe', 'pipe', 'pipe'] as const }
  return execFileSync('git', args, { ...options, stdio: [...options.stdio] })
    .toString()
    .trim()
}

/** A working clone with the files committed on `main`, and `topic` checked out with the change on it. */
export function workingClone(base: Files, change: Files): string {
  const bare = repositoryOf([
    { branch: 'main', files: base },
    { branch: 'topic', from: 'main', files: change },
  ])
  const directory = join(scratchDirectory(), 'clone')
  git(bare, ['clone', '--quiet', '--branch=topic', bare, directory])
  return directory
}

/** Puts a program in front of everything on the PATH for the rest of the test. */
export function putOnPath(name: string, script: string): void {
  const directory = scratchDirectory()
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${directory}${delimiter}${process.env.PATH}`)
  onTestFinished(() => void vi.unstubAllEnvs())
}

type Stored = string | Buffer | { readonly symlink: string } | { readonly submodule: string } | null
export type Files = Readonly<Record<string, Stored>>

export interface Commit {
  readonly branch: string
  /** Branch or mark-free revision the commit follows; a root commit without it. */
  readonly from?: string
  readonly files: Files
}

/** A bare repository with the commits given, each on the branch it names; `null` deletes a path. */
export function repositoryOf(commits: readonly Commit[], format = 'sha1'): string {
  const directory = scratchDirectory()
  git(directory, ['init', '--quiet', '--bare', '--initial-branch=main', `--object-format=${format}`])
  for (const commit of commits) addCommit(directory, commit)
  return directory
}

/** Stores a commit without a working tree, so that any path and content git can hold can be told. */
export function addCommit(directory: string, { branch, from, files }: Commit): string {
  const head = [`commit refs/heads/${branch}`, 'committer Ada <ada@example.com> 1767323045 +0000', 'data 0']
  const start = from === undefined ? [] : [`from ${git(directory, ['rev-parse', from])}`]
  const changes = Object.entries(files).map(([path, stored]) => change(path, stored))
  const stream = Buffer.concat([Buffer.from(`${[...head, ...start].join('\n')}\n`), ...changes])
  git(directory, ['fast-import', '--quiet', '--force'], stream)
  return git(directory, ['rev-parse', `refs/heads/${branch}`])
}

function change(path: string, stored: Stored): Buffer {
  const name = quoted(path)
  if (stored === null) return Buffer.from(`D ${name}\n`)
  if (typeof stored === 'object' && 'submodule' in stored)
    return Buffer.from(`M 160000 ${stored.submodule} ${name}\n`)
  const link = typeof stored === 'object' && 'symlink' in stored
  const bytes = link ? Buffer.from(stored.symlink) : Buffer.from(stored)
  const mode = link ? '120000' : '100644'
  return Buffer.concat([
    Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from('\n'),
  ])
}

/** A path as fast-import quotes it; characters up to 0xFF preceded by `latin1:` stand for raw bytes. */
function quoted(path: string): string {
  const bytes = path.startsWith('latin1:') ? Buffer.from(path.slice(7), 'latin1') : Buffer.from(path)
  return `"${Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`
}
