import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { branchTip } from '../../src/git/fetch.ts'
import { githubForTest } from '../github/client.ts'
import { scratchDirectory } from './scratch.ts'

async function shop() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  const main = repo.commit({ files: { 'a.sql': 'select 1;\n' } })
  const ask = (branch: string, url = repo.cloneUrl) =>
    branchTip({ cache: scratchDirectory(), url, token: github.token(), branch })
  return { github, repo, main, ask }
}

test('the tip is the branch’s, also where a tag, or the end of another branch, has its name', async () => {
  const { repo, main, ask } = await shop()
  const other = repo.commit({ branch: 'x/refs/heads/main', files: { 'b.sql': '' } })
  execFileSync('git', ['-C', repo.directory, 'update-ref', 'refs/tags/main', other])
  expect(await ask('main')).toEqual({ ok: true, commit: main })
  const deep = repo.commit({ branch: 'release/1.0/hot', files: { 'c.sql': '' } })
  expect(await ask('release/1.0/hot')).toEqual({ ok: true, commit: deep })
})

test('a branch that is gone, or that only a tag is called, is said to be gone', async () => {
  const { repo, main, ask } = await shop()
  execFileSync('git', ['-C', repo.directory, 'update-ref', 'refs/tags/gone', main])
  expect(await ask('gone')).toMatchObject({
    ok: false,
    kind: 'missing',
    message: 'There is no branch gone in the repository any more.',
  })
  expect(await ask('--upload-pack=x')).toMatchObject({ ok: false, kind: 'missing' })
})

test('a repository that was renamed is followed; one that may not be read is refused', async () => {
  const { github, repo, main, ask } = await shop()
  const before = repo.cloneUrl
  repo.rename('store')
  expect(await ask('main', before)).toEqual({ ok: true, commit: main })
  github.fail({ path: /info\/refs$/, with: { status: 403 } })
  expect(await ask('main')).toMatchObject({ ok: false, kind: 'refused' })
})
