import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textAt } from '../../src/core/snapshot.ts'
import { type Collected, type CollectOptions, collect } from '../../src/git/collect.ts'
import { addCommit, type Files, git, repositoryOf } from './scratch.ts'

const today = '2026-11-21'
const isSql = (path: string) => path.endsWith('.sql')
const isPolicy = (path: string) => path === '.github/sluice.yml'

async function read(repository: string, options: Partial<CollectOptions> = {}): Promise<Collected> {
  const result = await collect({ repository, wanted: isSql, policyPaths: isPolicy, today, ...options })
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.next}`)
  return result.value
}

/** The reading of a change from one set of files to another, on branch `topic` off `main`. */
async function readChange(
  base: Files,
  change: Files,
  options: Partial<CollectOptions> = {},
): Promise<Collected> {
  const repository = repositoryOf([
    { branch: 'main', files: base },
    { branch: 'topic', from: 'main', files: change },
  ])
  return read(repository, { base: 'main', head: 'topic', ...options })
}

const poem = Array.from({ length: 30 }, (_, line) => `-- line ${line}\n`).join('')

describe('what a change is', () => {
  it('is everything since the merge base, not what the base branch did meanwhile', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: { '1.sql': 'create table a();' } },
      { branch: 'topic', from: 'main', files: { '2.sql': 'create table b();' } },
      { branch: 'main', from: 'main', files: { '1.sql': null, '3.sql': 'create table c();' } },
    ])
    const { snapshot } = await read(repository, { base: 'main', head: 'topic' })
    expect(snapshot.changed).toEqual([{ status: 'added', path: '2.sql' }])
    expect(snapshot.base.commit).toBe(git(repository, ['rev-parse', 'main~1']))
    expect(snapshot.head.commit).toBe(git(repository, ['rev-parse', 'topic']))
    expect(snapshot.head.paths).toEqual(['1.sql', '2.sql'])
    expect(snapshot.clock).toEqual({ today })
  })

  it('has both texts of a modified file, and shares the unchanged ones', async () => {
    const { snapshot } = await readChange({ 'a.sql': 'old', 'b.sql': 'same' }, { 'a.sql': 'new' })
    expect(snapshot.changed).toEqual([{ status: 'modified', path: 'a.sql' }])
    expect([textAt(snapshot.base, 'a.sql'), textAt(snapshot.head, 'a.sql')]).toEqual(['old', 'new'])
    expect(snapshot.base.files.get('b.sql')).toBe(snapshot.head.files.get('b.sql'))
  })

  it('has a deleted file at base only', async () => {
    const { snapshot } = await readChange({ 'a.sql': 'old', 'b.sql': '' }, { 'a.sql': null })
    expect(snapshot.changed).toEqual([{ status: 'deleted', path: 'a.sql' }])
    expect(snapshot.base.files.has('a.sql')).toBe(true)
    expect(snapshot.head.files.has('a.sql')).toBe(false)
  })

  it('knows a rename with an edit, and takes a file too different for an addition', async () => {
    const { snapshot } = await readChange(
      { 'a.sql': poem, 'b.sql': poem.replaceAll('line', 'verse') },
      {
        'a.sql': null,
        'moved.sql': `${poem}-- more\n`,
        'b.sql': null,
        'other.sql': 'select 1;\n'.repeat(30),
      },
    )
    expect(snapshot.changed).toEqual([
      { status: 'deleted', path: 'b.sql' },
      { status: 'renamed', path: 'moved.sql', previousPath: 'a.sql' },
      { status: 'added', path: 'other.sql' },
    ])
  })

  it('reads both sides of a rename when only one of the names is wanted', async () => {
    const { snapshot } = await readChange(
      { 'draft.txt': poem, 'gone.sql': `${poem}x`, 'other.txt': 'x' },
      { 'draft.txt': null, 'ready.sql': poem, 'gone.sql': null, 'kept.txt': `${poem}x` },
    )
    expect(textAt(snapshot.base, 'draft.txt')).toBe(poem)
    expect(textAt(snapshot.head, 'kept.txt')).toBe(`${poem}x`)
    expect(snapshot.base.files.has('other.txt')).toBe(false)
  })

  it('takes a copy for an addition, even where the repository asks git to find copies', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: { 'a.sql': poem } },
      { branch: 'topic', from: 'main', files: { 'a.sql': `${poem}--\n`, 'copy.sql': poem } },
    ])
    git(repository, ['config', 'diff.renames', 'copies'])
    const { snapshot } = await read(repository, { base: 'main', head: 'topic' })
    expect(snapshot.changed).toEqual([
      { status: 'modified', path: 'a.sql' },
      { status: 'added', path: 'copy.sql' },
    ])
  })

  it('sees a file that became a link as modified and unread', async () => {
    const { snapshot } = await readChange({ 'a.sql': 'select 1' }, { 'a.sql': { symlink: '/etc/passwd' } })
    expect(snapshot.changed).toEqual([{ status: 'modified', path: 'a.sql' }])
    expect(textAt(snapshot.base, 'a.sql')).toBe('select 1')
    expect(snapshot.head.files.get('a.sql')).toMatchObject({ kind: 'unread', reason: 'symlink' })
  })

  it('sees a moved submodule although the repository says to ignore it', async () => {
    const [one, two] = ['1'.repeat(40), '2'.repeat(40)]
    const repository = repositoryOf([
      { branch: 'main', files: { 'lib.sql': { submodule: one } } },
      { branch: 'topic', from: 'main', files: { 'lib.sql': { submodule: two } } },
    ])
    git(repository, ['config', 'diff.ignoreSubmodules', 'all'])
    const { snapshot } = await read(repository, { base: 'main', head: 'topic' })
    expect(snapshot.changed).toEqual([{ status: 'modified', path: 'lib.sql' }])
    const content = snapshot.head.files.get('lib.sql')
    expect(content).toMatchObject({ reason: 'submodule', detail: expect.stringContaining(two) })
  })

  it('is nothing when base and head are the same commit', async () => {
    const repository = repositoryOf([{ branch: 'main', files: { 'a.sql': '' } }])
    expect((await read(repository, { base: 'main' })).snapshot.changed).toEqual([])
  })

  it('is every file when the base is the empty tree, in SHA-1 and SHA-256 repositories', async () => {
    for (const format of ['sha1', 'sha256']) {
      const repository = repositoryOf([{ branch: 'main', files: { 'a.sql': 'x' } }], format)
      const emptyTree = git(repository, ['hash-object', '-t', 'tree', '--stdin'], '')
      const { snapshot, policyTree } = await read(repository, { base: emptyTree })
      expect(snapshot.changed).toEqual([{ status: 'added', path: 'a.sql' }])
      expect(snapshot.base).toEqual({ commit: null, files: new Map(), paths: [] })
      expect(policyTree).toEqual(snapshot.base)
      expect(textAt(snapshot.head, 'a.sql')).toBe('x')
    }
  })
})

describe('what is read', () => {
  it('is the content of wanted files and the path of every file', async () => {
    const { snapshot } = await readChange({ 'a.sql': 'x', 'logo.png': 'y' }, { 'README.md': 'z' })
    expect([...snapshot.head.files.keys()]).toEqual(['a.sql'])
    expect(snapshot.head.paths).toEqual(['README.md', 'a.sql', 'logo.png'])
    expect(snapshot.changed).toEqual([{ status: 'added', path: 'README.md' }])
  })

  it('takes the policy from the tip of the base branch, not from the merge base nor the head', async () => {
    const policy = '.github/sluice.yml'
    const repository = repositoryOf([
      { branch: 'main', files: { [policy]: 'first', 'a.sql': '' } },
      { branch: 'topic', from: 'main', files: { [policy]: 'mine' } },
      { branch: 'main', from: 'main', files: { [policy]: 'tightened' } },
    ])
    const { policyTree } = await read(repository, { base: 'main', head: 'topic' })
    expect([...policyTree.files.keys()]).toEqual([policy])
    expect(textAt(policyTree, policy)).toBe('tightened')
    expect(policyTree.commit).toBe(git(repository, ['rev-parse', 'main']))
  })

  it('keeps names that would break a line, a quote or an option', async () => {
    const names = ['-rf.sql', '--output=x.sql', 'a\nb.sql', 'q"\'`$(id).sql', 'tab\t.sql', 'žluť 数据.sql']
    const { snapshot } = await readChange(
      { 'z.sql': '' },
      Object.fromEntries(names.map((name) => [name, name])),
    )
    for (const name of names) expect(textAt(snapshot.head, name)).toBe(name)
    expect(snapshot.changed.map(({ path }) => path)).toEqual(names.toSorted())
  })

  it('keeps two names apart that are not UTF-8', async () => {
    const { snapshot } = await readChange({ 'z.sql': '' }, { 'latin1:\xe9.sql': 'e', 'latin1:\xe8.sql': 'f' })
    expect(textAt(snapshot.head, '\\xE9.sql')).toBe('e')
    expect(textAt(snapshot.head, '\\xE8.sql')).toBe('f')
  })

  it('orders paths by bytes, also where UTF-16 would order them otherwise', async () => {
    const names = ['\u{ff21}.sql', '\u{1f600}.sql']
    const { snapshot } = await readChange(
      { 'z.sql': '' },
      Object.fromEntries(names.map((name) => [name, name])),
    )
    expect(names.toSorted()).not.toEqual(names)
    expect(snapshot.changed.map(({ path }) => path)).toEqual(names)
    expect([...snapshot.head.files.keys()]).toEqual(['z.sql', ...names])
  })

  it('does not mistake a regular file for a link that has the same content', async () => {
    const { snapshot } = await readChange({}, { 'a.sql': 'b.sql', 'link.sql': { symlink: 'b.sql' } })
    expect(textAt(snapshot.head, 'a.sql')).toBe('b.sql')
    expect(snapshot.head.files.get('link.sql')).toMatchObject({ reason: 'symlink' })
  })

  it('gives the same value twice', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: { 'a.sql': poem, 'b.sql': '' } },
      { branch: 'topic', from: 'main', files: { 'c.sql': poem } },
    ])
    const options = { base: 'main', head: 'topic' }
    expect(await read(repository, options)).toEqual(await read(repository, options))
  })
})

describe('limits', () => {
  const limits = { fileBytes: 100, totalBytes: 150 }

  it('refuses the file one byte over the limit and says the figures', async () => {
    const files = { 'at.sql': 'x'.repeat(100), 'over.sql': 'x'.repeat(101) }
    const { snapshot } = await readChange({}, files, { limits })
    expect(snapshot.head.files.get('at.sql')?.kind).toBe('text')
    expect(snapshot.head.files.get('over.sql')).toEqual({
      kind: 'unread',
      reason: 'too-large',
      detail: 'The file has 101 bytes; files over 100 bytes are not read.',
    })
  })

  it('reads what the change touches before the total runs out, whatever the order of names', async () => {
    const { snapshot } = await readChange(
      { 'a.sql': 'a'.repeat(90) },
      { 'z.sql': 'z'.repeat(90) },
      { limits },
    )
    expect(snapshot.head.files.get('z.sql')?.kind).toBe('text')
    expect(snapshot.head.files.get('a.sql')).toMatchObject({
      reason: 'too-large',
      detail: expect.stringContaining('150 bytes'),
    })
  })

  it('counts a content once however often it occurs', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}.sql`, 'x'.repeat(100)]))
    const { snapshot } = await readChange({}, files, { limits })
    expect([...snapshot.head.files.values()].every(({ kind }) => kind === 'text')).toBe(true)
  })

  it('refuses a tree with more paths than it lists', async () => {
    const repository = repositoryOf([{ branch: 'main', files: { 'a.sql': '', 'b.sql': '', 'c.sql': '' } }])
    const options = {
      repository,
      base: 'main',
      wanted: isSql,
      policyPaths: isPolicy,
      today,
      limits: { paths: 2 },
    }
    expect(await collect(options)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('3 files') },
    })
  })
})

describe('history', () => {
  it('is not rewritten by replace refs', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: { 'a.sql': 'drop table a;' } },
      { branch: 'lie', files: { 'a.sql': 'select 1;' } },
    ])
    addCommit(repository, { branch: 'topic', from: 'main', files: { 'b.sql': '' } })
    git(repository, [
      'replace',
      git(repository, ['rev-parse', 'main:a.sql']),
      git(repository, ['rev-parse', 'lie:a.sql']),
    ])
    const { snapshot } = await read(repository, { base: 'main', head: 'topic' })
    expect(textAt(snapshot.head, 'a.sql')).toBe('drop table a;')
  })

  it('is not rewritten by grafts', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: { 'a.sql': '' } },
      { branch: 'topic', from: 'main', files: { 'b.sql': '' } },
      { branch: 'elsewhere', files: { 'c.sql': '' } },
    ])
    const [topic, elsewhere] = git(repository, ['rev-parse', 'topic', 'elsewhere']).split('\n')
    writeFileSync(join(repository, 'info', 'grafts'), `${topic} ${elsewhere}\n`)
    expect(() => git(repository, ['merge-base', 'main', 'topic'])).toThrow()
    const { snapshot } = await read(repository, { base: 'main', head: 'topic' })
    expect(snapshot.base.commit).toBe(git(repository, ['rev-parse', 'main']))
  })
})
