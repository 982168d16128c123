import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { collect } from '../../src/git/collect.ts'
import { git, putOnPath, repositoryOf, scratchDirectory, workingClone } from './scratch.ts'

const wanted = (path: string) => path.endsWith('.sql')
const answer = (repository: string, base?: string, head?: string) =>
  collect({
    repository,
    wanted,
    policyPaths: () => false,
    today: '2026-11-21',
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
  })

const change = [{ status: 'added', path: 'db/b.sql' }]
const isTheChange = {
  ok: true,
  value: { snapshot: { changed: change, head: { paths: ['db/a.sql', 'db/b.sql'] } } },
}
const refusal = (message: RegExp, next: RegExp = /./) => ({
  ok: false,
  error: { message: expect.stringMatching(message), next: expect.stringMatching(next) },
})
const clone = () => workingClone({ 'db/a.sql': 'a' }, { 'db/b.sql': 'b' })
const root = process.getuid?.() === 0

describe('where a repository may be', () => {
  it('is a clone', async () => {
    expect(await answer(clone(), 'main')).toMatchObject(isTheChange)
  })

  it('is a directory inside a clone, and the whole repository is read', async () => {
    expect(await answer(join(clone(), 'db'), 'main')).toMatchObject(isTheChange)
  })

  it('is a bare repository', async () => {
    const bare = git(clone(), ['remote', 'get-url', 'origin'])
    expect(await answer(bare, 'main', 'topic')).toMatchObject(isTheChange)
  })

  it('is a worktree, with its own HEAD', async () => {
    const directory = clone()
    git(directory, ['checkout', '--quiet', '-b', 'side', 'origin/main'])
    const worktree = join(scratchDirectory(), 'worktree')
    git(directory, ['worktree', 'add', '--quiet', worktree, 'topic'])
    expect(await answer(worktree, 'main')).toMatchObject(isTheChange)
    expect(await answer(directory, 'main')).toMatchObject({ value: { snapshot: { changed: [] } } })
  })

  it('is a clone with a detached HEAD', async () => {
    const directory = clone()
    git(directory, ['checkout', '--quiet', '--detach'])
    expect(await answer(directory, 'main')).toMatchObject(isTheChange)
  })

  it('is a submodule, whose configuration names its working tree', async () => {
    const directory = clone()
    git(directory, ['config', 'core.worktree', '/nonexistent'])
    expect(await answer(directory, 'main')).toMatchObject(isTheChange)
  })

  it('does not see what is not committed', async () => {
    const directory = clone()
    const before = await answer(directory, 'main')
    writeFileSync(join(directory, 'db/a.sql'), 'changed')
    writeFileSync(join(directory, 'db/new.sql'), 'new')
    git(directory, ['add', '.'])
    expect(await answer(directory, 'main')).toEqual(before)
  })

  it('is a clone whose objects lie in another repository', async () => {
    const directory = join(scratchDirectory(), 'borrower')
    const lender = clone()
    git(lender, ['clone', '--quiet', '--shared', '--branch=topic', lender, directory])
    git(directory, [
      'branch',
      'main',
      git(lender, ['rev-parse', 'main~0', '--'].slice(0, 1).concat('origin/main')),
    ])
    expect(await answer(directory, 'main')).toMatchObject(isTheChange)
  })
})

describe('where no review is possible', () => {
  it('says that there is no such directory, or that it is a file', async () => {
    const directory = scratchDirectory()
    writeFileSync(join(directory, 'a.sql'), '')
    expect(await answer(join(directory, 'no'))).toEqual(refusal(/^There is no directory .*no\.$/, /--repo/))
    expect(await answer(join(directory, 'a.sql'))).toEqual(refusal(/is a file, not a repository/))
  })

  it('says that a directory is not in a repository and points to lint', async () => {
    const directory = scratchDirectory()
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(directory, '..'))
    expect(await answer(directory)).toEqual(refusal(/is not inside a git repository/, /sluice lint/))
    vi.unstubAllEnvs()
  })

  it('says that a repository has no commits', async () => {
    expect(await answer(repositoryOf([]))).toEqual(refusal(/has no commits yet/, /Commit something/))
  })

  it('says how to get the history a shallow clone lacks', async () => {
    const bare = repositoryOf([
      { branch: 'main', files: { 'db/a.sql': 'a' } },
      { branch: 'topic', from: 'main', files: { 'db/b.sql': 'b' } },
      { branch: 'main', from: 'main', files: { 'db/c.sql': 'c' } },
    ])
    const directory = join(scratchDirectory(), 'shallow')
    git(bare, ['clone', '--quiet', '--depth=1', '--no-single-branch', `file://${bare}`, directory])
    const noAncestor = refusal(
      /common ancestor of origin\/main and origin\/topic is not in this shallow clone/,
      /fetch-depth: 0/,
    )
    expect(await answer(directory, 'origin/main', 'origin/topic')).toEqual(noAncestor)

    const single = join(scratchDirectory(), 'single')
    git(bare, ['clone', '--quiet', '--depth=1', '--branch=topic', `file://${bare}`, single])
    expect(await answer(single, 'main')).toEqual(refusal(/base "main" is not a commit/, /fetch --unshallow/))

    git(directory, ['fetch', '--quiet', '--unshallow'])
    expect(await answer(directory, 'origin/main', 'origin/topic')).toMatchObject({ ok: true })
  })

  it('says what to install when git is missing or too old', async () => {
    putOnPath('git', 'echo "git version 2.31.9"')
    expect(await answer(scratchDirectory())).toEqual(
      refusal(/too old: git version 2\.31\.9/, /2\.32 or newer/),
    )
    vi.stubEnv('PATH', scratchDirectory())
    expect(await answer('.')).toEqual(refusal(/git was not found/, /Install git/))
  })

  it('does not take a git that lies in a relative directory of the PATH', async () => {
    const directory = clone()
    vi.stubEnv('PATH', `.:bin::${process.env.PATH}`)
    writeFileSync(join(directory, 'git'), '#!/bin/sh\ntouch stolen\n', { mode: 0o755 })
    expect(await answer(directory, 'main')).toMatchObject(isTheChange)
    vi.unstubAllEnvs()
  })

  it.runIf(root)("opens another user's repository only when the user has said that it is safe", async () => {
    const directory = clone()
    chownSync(directory, 4242, 4242)
    chownSync(join(directory, '.git'), 4242, 4242)
    const home = scratchDirectory()
    vi.stubEnv('HOME', home)
    expect(await answer(directory, 'main')).toEqual(
      refusal(/belongs to another user/, /--add safe\.directory /),
    )
    writeFileSync(join(home, '.gitconfig'), `[safe]\n\tdirectory = /elsewhere\n`)
    expect(await answer(directory, 'main')).toEqual(refusal(/belongs to another user/))
    writeFileSync(join(home, '.gitconfig'), `[safe]\n\tdirectory = ${directory}\n`)
    expect(await answer(directory, 'main')).toMatchObject(isTheChange)
    vi.unstubAllEnvs()
  })
})

describe('a clone without all objects', () => {
  function partialClone(filter: string): string {
    const poem = (word: string) => `${word}\n`.repeat(50)
    const bare = repositoryOf([
      { branch: 'main', files: { 'a.sql': poem('a'), 'b.sql': poem('b') } },
      {
        branch: 'topic',
        from: 'main',
        files: { 'a.sql': null, 'moved.sql': poem('a'), 'b.sql': null, 'c.sql': `${poem('b')}b` },
      },
    ])
    git(bare, ['config', 'uploadpack.allowFilter', 'true'])
    const directory = join(scratchDirectory(), 'partial')
    git(bare, ['clone', '--quiet', '--no-checkout', `--filter=${filter}`, `file://${bare}`, directory])
    return directory
  }

  it('reads names and exact renames, says what is missing, and fetches nothing', async () => {
    const directory = partialClone('blob:none')
    const objects = git(directory, ['count-objects', '-v'])
    const result = await answer(directory, 'origin/main', 'origin/topic')
    expect(result).toMatchObject({
      ok: true,
      value: {
        snapshot: {
          changed: [
            { status: 'deleted', path: 'b.sql' },
            { status: 'added', path: 'c.sql' },
            { status: 'renamed', path: 'moved.sql', previousPath: 'a.sql' },
          ],
        },
        notes: [
          expect.stringContaining('renames without edits'),
          expect.stringContaining('not in this clone'),
        ],
      },
    })
    const head = result.ok ? result.value.snapshot.head : undefined
    expect(head?.files.get('c.sql')).toMatchObject({ kind: 'unread', reason: 'missing-object' })
    expect(git(directory, ['count-objects', '-v'])).toBe(objects)
  })

  it('refuses when not even the names are there', async () => {
    expect(await answer(partialClone('tree:0'), 'origin/main', 'origin/topic')).toEqual(
      refusal(/git ls-tree failed/, /partial clone/),
    )
  })
})
