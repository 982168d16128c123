import { describe, expect, it } from 'vitest'
import { collect } from '../../src/git/collect.ts'
import { nearNames } from '../../src/git/near-names.ts'
import { addCommit, git, repositoryOf, workingClone } from './scratch.ts'

const read = (repository: string, names: { base?: string; head?: string } = {}) =>
  collect({ repository, wanted: () => true, policyPaths: () => false, today: '2026-11-21', ...names })
const refused = (message: RegExp, next: RegExp = /./) => ({
  ok: false,
  error: { message: expect.stringMatching(message), next: expect.stringMatching(next) },
})
const baseOf = async (repository: string, names: { base?: string; head?: string } = {}) => {
  const result = await read(repository, names)
  return result.ok
    ? { name: result.value.baseName, commit: result.value.policyTree.commit }
    : result.error.message
}

const two = () =>
  repositoryOf([
    { branch: 'main', files: { a: '1' } },
    { branch: 'topic', from: 'main', files: { a: '2' } },
  ])

describe('the base', () => {
  it("is the remote's default branch when none is named", async () => {
    const directory = workingClone({ a: '1' }, { a: '2' })
    git(directory, ['remote', 'set-head', 'origin', 'main'])
    expect(await baseOf(directory)).toMatchObject({ name: 'origin/HEAD' })
    git(directory, ['remote', 'set-head', 'origin', '--delete'])
    expect(await baseOf(directory)).toMatchObject({ name: 'origin/main' })
  })

  it('is main or master in a repository without a remote', async () => {
    expect(await baseOf(two(), { head: 'topic' })).toMatchObject({ name: 'main' })
    const old = repositoryOf([{ branch: 'master', files: { a: '1' } }])
    expect(await baseOf(old, { head: 'master' })).toMatchObject({ name: 'master' })
  })

  it('must be named where no default branch is found', async () => {
    const repository = repositoryOf([{ branch: 'develop', files: { a: '1' } }])
    expect(await read(repository, { head: 'develop' })).toEqual(
      refused(/none of origin\/HEAD.*master/, /--base BRANCH/),
    )
  })

  it("is found as the remote's branch when only that exists, as in a CI checkout", async () => {
    const directory = workingClone({ a: '1' }, { a: '2' })
    expect(git(directory, ['branch', '--list', 'main'])).toBe('')
    expect(await baseOf(directory, { base: 'main' })).toMatchObject({ name: 'origin/main' })
  })

  it('is the branch, not a tag that took its name', async () => {
    const repository = two()
    const main = git(repository, ['rev-parse', 'main'])
    git(repository, ['tag', 'main', 'topic'])
    expect(await baseOf(repository, { base: 'main', head: 'topic' })).toEqual({ name: 'main', commit: main })
  })

  it('is the commit, not a branch that took its id for a name', async () => {
    const repository = two()
    const main = git(repository, ['rev-parse', 'refs/heads/main'])
    git(repository, ['update-ref', `refs/heads/${main}`, 'topic'])
    expect(await baseOf(repository, { base: main, head: 'refs/heads/topic' })).toEqual({
      name: main,
      commit: main,
    })
  })

  it('may be an annotated tag, an abbreviated id or an ancestor', async () => {
    const repository = two()
    const main = git(repository, ['rev-parse', 'main'])
    git(repository, ['tag', '--annotate', '--message=one', 'v1', 'main'])
    for (const base of ['v1', main.slice(0, 10), 'topic~1', 'refs/heads/main']) {
      expect(await baseOf(repository, { base, head: 'topic' })).toMatchObject({ commit: main })
    }
  })

  it('must share history with the head, or be the empty tree', async () => {
    const repository = two()
    addCommit(repository, { branch: 'island', files: { b: '1' } })
    expect(await read(repository, { base: 'main', head: 'island' })).toEqual(
      refused(
        /^main and island have no common ancestor\.$/,
        /--base 4b825dc642cb6eb9a060e54bf8d69288fbee4904/,
      ),
    )
  })
})

describe('a name', () => {
  it.each(['--upload-pack=touch x', '-x', '', 'main\n--all', 'a\0b'])(
    '%j is no revision and is never given to git',
    async (name) => {
      expect(await read(two(), { base: name })).toEqual(refused(/cannot be the name of a revision/))
      expect(await read(two(), { base: 'main', head: name })).toEqual(
        refused(/cannot be the name of a revision/),
      )
    },
  )

  it.each(['main..topic', '^main', 'main:a', 'main^{tree}', '@{upstream}'])(
    '%j is not a commit',
    async (name) => {
      expect(await read(two(), { base: name, head: 'topic' })).toEqual(refused(/is not a commit/))
    },
  )

  it('that is nearly right is answered with the right one', async () => {
    const repository = two()
    git(repository, ['branch', 'release/2026-11', 'main'])
    expect(await read(repository, { base: 'mian' })).toEqual(
      refused(/base "mian" is not a commit.*Near names: main\.$/),
    )
    expect(await read(repository, { base: 'main', head: 'topc' })).toEqual(
      refused(/head "topc".*Near names: topic\./),
    )
    expect(await read(repository, { base: 'release/2026-10' })).toEqual(
      refused(/Near names: release\/2026-11\./),
    )
    expect(await read(repository, { base: 'zzzzzz' })).toEqual(
      refused(/^The base "zzzzzz" is not a commit of [^ ]*\.$/),
    )
  })
})

describe('near names', () => {
  it.each([
    ['main', ['maint', 'origin/main', 'topic'], ['maint', 'origin/main']],
    ['MAIN', ['main'], ['main']],
    ['ab', ['cd'], []],
    [
      'feature-1',
      ['feature-4', 'feature-3', 'feature-2', 'feature-5'],
      ['feature-2', 'feature-3', 'feature-4'],
    ],
    ['x', [], []],
  ])('of %s among %j are %j', (name, known, near) => {
    expect(nearNames(name, known)).toEqual(near)
  })
})
