import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Lays a bundled pull request out as a git repository: what is merged on `main`, the change on the branch that is checked out. */
export function writeRepository(sample: string, folder: string): { readonly statistics: string | undefined } {
  git(folder, 'init', '--quiet', '--initial-branch=main')
  commit(folder, join(sample, 'base'), 'What is merged')
  git(folder, 'switch', '--quiet', '--create', 'change')
  for (const name of readdirSync(folder)) if (name !== '.git') rmSync(join(folder, name), { recursive: true })
  commit(folder, join(sample, 'head'), 'The change')
  const statistics = join(sample, 'stats.json')
  return { statistics: existsSync(statistics) ? statistics : undefined }
}

function commit(folder: string, files: string, message: string): void {
  cpSync(files, folder, { recursive: true })
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', message)
}

function git(folder: string, ...args: readonly string[]): void {
  const identity = [
    '-c',
    'user.name=Sample',
    '-c',
    'user.email=sample@example.com',
    '-c',
    'commit.gpgSign=false',
  ]
  const { status, stderr, error } = spawnSync('git', ['-C', folder, ...identity, ...args], {
    encoding: 'utf8',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`)
}
