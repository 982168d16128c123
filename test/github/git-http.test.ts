import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { githubForTest, listener, runGit } from './client.ts'
import { hours } from './clock.ts'

// Real git, as a child process, over smart HTTP.

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'clone-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

async function shop() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': 'select 1;\n' } })
  const directory = scratch()
  const run = (token: string | undefined, ...args: string[]) => {
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    const header = token ? ['-c', `http.extraHeader=Authorization: Basic ${basic}`] : []
    return runGit(directory, [...header, ...args])
  }
  return { github, repo, directory, run }
}

describe('git over HTTP', () => {
  test('clones with an installation token, short or long, while it lives', async () => {
    const { github, repo, run } = await shop()
    expect(await run(github.token(), 'clone', '--quiet', repo.cloneUrl, 'one')).toMatchObject({ code: 0 })
    github.useTokens('long')
    const token = github.token()
    expect(await run(token, 'clone', '--quiet', repo.cloneUrl, 'two')).toMatchObject({ code: 0 })
    github.clock.advance(hours)
    expect((await run(token, 'clone', repo.cloneUrl, 'three')).code).not.toBe(0)
    expect((await run(undefined, 'clone', repo.cloneUrl, 'four')).output).toContain('could not read Username')
  })

  test("fetches a fork's head from the base repository, by reference or by commit, as shallow as wanted", async () => {
    const { github, repo, run } = await shop()
    repo.fork('eve').commit({ branch: 'theirs', files: { 'b.sql': 'select 2;\n' } })
    const pull = repo.openPull({ head: 'eve:theirs', by: 'eve' })
    await run(undefined, 'init', '--quiet')
    const fetch = (what: string) =>
      run(github.token(), 'fetch', '--quiet', '--depth=1', '--filter=blob:none', repo.cloneUrl, what)
    expect(await fetch(`refs/pull/${pull.number}/head`)).toMatchObject({ code: 0 })
    expect((await run(undefined, 'rev-parse', 'FETCH_HEAD')).output.trim()).toBe(pull.headSha)
    expect(await fetch(pull.headSha)).toMatchObject({ code: 0 })
    expect((await fetch('0123456789012345678901234567890123456789')).code).not.toBe(0)
  })

  test('has a test merge as refs/pull/N/merge', async () => {
    const { github, repo, run } = await shop()
    const head = repo.commit({ branch: 'topic', files: { 'b.sql': '' } })
    const base = repo.commit({ files: { 'c.sql': '' } })
    const pull = repo.openPull({ head: 'topic' })
    const merge = `refs/pull/${pull.number}/merge`
    await run(undefined, 'init', '--quiet')
    expect(await run(github.token(), 'fetch', '--quiet', repo.cloneUrl, merge)).toMatchObject({ code: 0 })
    expect([repo.tip(`${merge}^1`), repo.tip(`${merge}^2`)]).toEqual([base, head])
  })

  test('a push moves the pull request and tells the App; a forced one too', async () => {
    const { github, repo, directory, run } = await shop()
    const { heard, url } = await listener()
    const before = repo.commit({ branch: 'topic', files: { 'b.sql': 'one\n' } })
    const pull = repo.openPull({ head: 'topic' })
    const token = github.userToken('ada')
    await run(token, 'clone', '--quiet', '--branch=topic', repo.cloneUrl, 'work')
    github.hold()
    github.connect(url)
    await github.deliver({ keepHolding: true })
    heard.length = 0
    const work = ['-C', 'work']
    const commit = async (text: string, ...options: string[]) => {
      writeFileSync(join(directory, 'work/b.sql'), text)
      await run(token, ...work, 'commit', '--quiet', '-am', text, ...options)
      expect(await run(token, ...work, 'push', '--quiet', '--force')).toMatchObject({ code: 0 })
    }
    await commit('two')
    const middle = pull.headSha
    await commit('three', '--amend')
    await github.deliver()
    const bodies = heard.map(({ event, body }) => ({ event, ...JSON.parse(body) }))
    expect(bodies.filter(({ event }) => event === 'pull_request')).toMatchObject([
      { action: 'synchronize', before, after: middle, sender: { login: 'ada' } },
      { action: 'synchronize', before: middle, after: pull.headSha },
    ])
    expect(bodies.filter(({ event }) => event === 'push')).toMatchObject([
      { ref: 'refs/heads/topic', before, after: middle, forced: false },
      { before: middle, after: pull.headSha, forced: true },
    ])
  })

  test('nobody pushes to refs/pull, an App with contents:read nowhere, and nobody to an archive', async () => {
    const { github, repo, run } = await shop()
    await run(github.token(), 'clone', '--quiet', repo.cloneUrl, 'work')
    const push = (token: string, ref: string) =>
      run(token, '-C', 'work', 'push', repo.cloneUrl, `HEAD:refs/${ref}`)
    const ada = github.userToken('ada')
    expect((await push(ada, 'heads/new')).code).toBe(0)
    expect((await push(ada, 'pull/1/head')).output).toContain('deny updating a hidden ref')
    expect((await push(github.token(), 'heads/other')).output).toContain('403')
    repo.archive()
    expect((await push(ada, 'heads/late')).output).toContain('403')
    expect(repo.tip('new')).toBe(repo.tip('main'))
  })

  test('follows a repository to its new name', async () => {
    const { github, repo, run } = await shop()
    const old = repo.cloneUrl
    repo.rename('store')
    expect(await run(github.token(), 'clone', '--quiet', old, 'work')).toMatchObject({ code: 0 })
    expect(repo.cloneUrl).toMatch(/acme\/store\.git$/)
  })
})
