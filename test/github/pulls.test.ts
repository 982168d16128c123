import { describe, expect, test } from 'vitest'
import { githubForTest, listener, send } from './client.ts'
import { git } from './git.ts'

// Facts: facts/github.md, "Reading a PR".

const shop = 'GET /repos/acme/shop'
const numbered = (count: number, name = (n: number) => `${n}.sql`) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), `${n}\n`]))
const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}\n`).join('')

type Files = Record<string, string | Buffer | null>

async function withChange(base: Files, change: Files) {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  repo.commit({ files: base })
  repo.commit({ branch: 'topic', files: change })
  const pull = repo.openPull({ head: 'topic' })
  return {
    github,
    repo,
    pull,
    get: <T>(path: string, headers = {}) => send<T>(github, `${shop}${path}`, { headers }),
  }
}

describe('the files of a pull request', () => {
  test('are 30 a page, 100 at most, 3,000 in all', async () => {
    const { get } = await withChange({ 'a.sql': '' }, numbered(3001))
    const first = await get('/pulls/1/files')
    expect(first.body).toHaveLength(30)
    expect(first.headers.get('link')).toMatch(/page=2>; rel="next", <.*page=100>; rel="last"/)
    expect((await get('/pulls/1/files?per_page=100&page=30')).body).toHaveLength(100)
    expect((await get('/pulls/1/files?per_page=100&page=31')).body).toEqual([])
    expect((await get('/pulls/1')).body).toMatchObject({ changed_files: 3001 })
  })

  test('have a status and a patch, binary and huge files have none', async () => {
    const { get } = await withChange(
      { 'gone.sql': lines(9), 'moved.sql': lines(9), 'same.sql': 'a\nb\n' },
      {
        'gone.sql': null,
        'moved.sql': null,
        'to/moved.sql': `${lines(9)}end\n`,
        'same.sql': 'a\nc\n',
        'image.png': Buffer.from([0, 1, 2]),
        'huge.sql': lines(20_001),
        'new.sql': `new ${lines(3)}`,
      },
    )
    const { body } = await get<{ filename: string; patch?: string }[]>('/pulls/1/files')
    expect(body).toMatchObject([
      { filename: 'gone.sql', status: 'removed', deletions: 9 },
      { filename: 'huge.sql', status: 'added', additions: 20_001 },
      { filename: 'image.png', status: 'added', additions: 0 },
      { filename: 'new.sql', status: 'added' },
      { filename: 'same.sql', status: 'modified', patch: '@@ -1,2 +1,2 @@\n a\n-b\n+c' },
      { filename: 'to/moved.sql', status: 'renamed', previous_filename: 'moved.sql', changes: 1 },
    ])
    const without = body.filter(({ patch }) => patch === undefined).map(({ filename }) => filename)
    expect(without).toEqual(['huge.sql', 'image.png'])
  })

  test('as one diff are refused above 300 files and above 20,000 lines', async () => {
    const diff = { accept: 'application/vnd.github.diff' }
    const few = await withChange({ 'a.sql': '' }, numbered(300))
    expect(await few.get('/pulls/1', diff)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^diff --git/),
    })
    const many = await withChange({ 'a.sql': '' }, numbered(301))
    expect(await many.get('/pulls/1', diff)).toMatchObject({
      status: 406,
      body: { errors: [{ code: 'too_large' }] },
    })
    const long = await withChange({ 'a.sql': '' }, { 'long.sql': lines(20_001) })
    expect((await long.get('/pulls/1', diff)).status).toBe(406)
  })
})

describe('comparing', () => {
  test('is from the merge base, which is not base.sha', async () => {
    const { get, repo } = await withChange({ 'a.sql': '' }, { 'b.sql': 'b\n' })
    const root = repo.tip('main')
    const moved = repo.commit({ files: { 'c.sql': '' } })
    repo.commit({ branch: 'second', from: 'topic', files: { 'd.sql': '' } })
    repo.openPull({ head: 'second' })
    expect((await get('/pulls/2')).body).toMatchObject({ base: { sha: moved } })
    expect((await get('/compare/main...topic')).body).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      merge_base_commit: { sha: root },
      files: [{ filename: 'b.sql' }],
    })
  })

  test('shows 300 files, on the first page only', async () => {
    const { get } = await withChange({ 'a.sql': '' }, numbered(301))
    const { body } = await get<{ files: unknown[] }>('/compare/main...topic?per_page=1')
    expect(body.files).toHaveLength(300)
    expect((await get('/compare/main...topic?per_page=1&page=2')).body).toMatchObject({ files: [] })
  })

  test('shows 250 commits without paging; the commits of a pull request end there', async () => {
    const { get, repo } = await withChange({ 'a.sql': '' }, { 'b.sql': '0' })
    const commit = (n: number) => {
      const from = n === 0 ? `from ${repo.tip('main')}\n` : ''
      return `commit refs/heads/long\ncommitter Ada <ada@example.com> ${1_700_000_000 + n} +0000\ndata 0\n${from}\n`
    }
    const stream = Array.from({ length: 251 }, (_, n) => commit(n)).join('')
    git(repo.directory, ['fast-import', '--quiet'], { input: stream })
    repo.openPull({ head: 'long' })
    const { body } = await get<{ commits: unknown[]; total_commits: number }>('/compare/main...long')
    expect([body.commits.length, body.total_commits]).toEqual([250, 251])
    expect((await get('/pulls/2/commits?per_page=100&page=3')).body).toHaveLength(50)
  })

  test('fails where histories have nothing in common', async () => {
    const { get, repo } = await withChange({ 'a.sql': '' }, { 'b.sql': '' })
    const tree = git(repo.directory, ['rev-parse', 'main^{tree}']).trim()
    const orphan = git(repo.directory, ['commit-tree', tree, '-m', 'alone']).trim()
    expect((await get(`/compare/main...${orphan}`)).status).toBe(404)
  })
})

describe('contents', () => {
  test('have their text up to 1 MB, and raw beyond', async () => {
    const { get } = await withChange({ 'a.sql': 'select 1;\n' }, { 'big.sql': 'x'.repeat(1024 * 1024 + 1) })
    const small = await get('/contents/a.sql')
    expect(small.body).toMatchObject({ encoding: 'base64', content: 'c2VsZWN0IDE7Cg==' })
    expect((await get('/contents/big.sql?ref=topic')).body).toMatchObject({ encoding: 'none', content: '' })
    const raw = await get<string>('/contents/big.sql?ref=topic', {
      accept: 'application/vnd.github.raw+json',
    })
    expect(raw.body).toHaveLength(1024 * 1024 + 1)
    expect((await get('/contents/none.sql')).status).toBe(404)
  })

  test('of a directory are 1,000 entries', async () => {
    const { get } = await withChange(
      { 'a.sql': '' },
      numbered(1001, (n) => `many/${n}.sql`),
    )
    expect((await get('/contents/many?ref=topic')).body).toHaveLength(1000)
  })

  test('as a tree are 100,000 entries or 7 MB, and say that they are cut', async () => {
    const { get, repo } = await withChange({ 'a.sql': '' }, { 'b.sql': '' })
    const tree = (names: readonly string[], entry: string) =>
      git(repo.directory, ['mktree'], { input: names.map((name) => `${entry}\t${name}\n`).join('') }).trim()
    const blob = git(repo.directory, ['rev-parse', 'main:a.sql']).trim()
    const thousand = tree(Object.keys(numbered(1000)), `100644 blob ${blob}`)
    const root = tree(Object.keys(numbered(100)), `040000 tree ${thousand}`)
    type Tree = { truncated: boolean; tree: unknown[] }
    expect((await get<Tree>('/git/trees/main?recursive=1')).body).toMatchObject({
      truncated: false,
      tree: [{ path: 'a.sql' }],
    })
    const cut = await get<Tree>(`/git/trees/${root}?recursive=1`)
    expect(cut.body.truncated).toBe(true)
    expect(cut.body.tree.length).toBeLessThanOrEqual(100_000)
  })
})

describe('a pull request', () => {
  test('is mergeable or not only once a job ran', async () => {
    const { get, pull, repo } = await withChange({ 'a.sql': 'a\n' }, { 'a.sql': 'b\n' })
    repo.commit({ files: { 'a.sql': 'c\n' } })
    expect((await get('/pulls/1')).body).toMatchObject({ mergeable: null, mergeable_state: 'unknown' })
    expect((await get('/pulls/1')).body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
    pull.push({ files: { 'a.sql': 'd\n' }, force: true })
    await get('/pulls/1')
    expect((await get('/pulls/1')).body).toMatchObject({ mergeable: true })
  })

  test('says what was edited, and changes its diff with its base', async () => {
    const { github, pull, repo, get } = await withChange({ 'a.sql': '' }, { 'b.sql': '' })
    repo.commit({ branch: 'next', files: { 'c.sql': '' } })
    const { heard, url } = await listener()
    github.connect(url)
    await github.settled()
    heard.length = 0
    pull.edit({ base: 'next', title: 'Other' })
    await github.settled()
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      action: 'edited',
      changes: { base: { ref: { from: 'main' } }, title: { from: 'topic' } },
    })
    expect((await get('/pulls/1')).body).toMatchObject({ base: { ref: 'next' } })
  })

  test('is closed when a branch of it goes, merged when its commits are in the base, headless when its fork goes', async () => {
    const { pull, repo, get } = await withChange({ 'a.sql': '' }, { 'b.sql': '' })
    const fork = repo.fork('eve')
    fork.commit({ branch: 'theirs', files: { 'c.sql': '' } })
    repo.openPull({ head: 'eve:theirs', by: 'eve' })
    fork.delete()
    expect((await get('/pulls/2')).body).toMatchObject({ head: { repo: null, label: 'eve:theirs' } })
    repo.deleteBranch('topic')
    expect([pull.state, pull.merged]).toEqual(['closed', false])
    expect(() => pull.reopen()).toThrow()
    expect((await get('/branches/topic')).status).toBe(404)
    repo.commit({ branch: 'direct', files: { 'd.sql': '' } })
    const direct = repo.openPull({ head: 'direct' })
    repo.commit({ from: 'direct', files: { 'e.sql': '' } })
    expect([direct.state, direct.merged]).toEqual(['closed', true])
  })

  test('is listed by state, head and base, newest first', async () => {
    const { pull, repo, get } = await withChange({ 'a.sql': '' }, { 'b.sql': '' })
    repo.commit({ branch: 'second', files: { 'c.sql': '' } })
    repo.openPull({ head: 'second', draft: true })
    expect((await get('/pulls')).body).toMatchObject([{ number: 2, draft: true }, { number: 1 }])
    pull.close()
    expect((await get('/pulls?state=closed')).body).toMatchObject([{ number: 1 }])
    expect((await get('/pulls?state=all&head=acme:topic')).body).toMatchObject([{ number: 1 }])
    expect((await get('/pulls?base=other')).body).toEqual([])
  })
})
