import { describe, expect, test } from 'vitest'
import { githubForTest, send } from './client.ts'

async function shop() {
  const github = await githubForTest()
  github.organization('acme', { members: ['mia'], teams: { 'data-platform': ['bob'] } })
  const roles = { ada: 'admin', bob: 'write', tom: 'triage', max: 'maintain' } as const
  const repo = github.repository('acme/shop', { roles })
  repo.commit({ files: { 'a.sql': '' } })
  return { github, repo, get: (path: string, headers = {}) => send(github, `GET ${path}`, { headers }) }
}

describe('a repository', () => {
  test('that was renamed or transferred answers 301 to where it is now', async () => {
    const { github, repo, get } = await shop()
    repo.rename('store')
    const moved = await get('/repos/acme/shop/branches/main')
    const location = `${github.url}/repositories/${repo.id}/branches/main`
    expect([moved.status, moved.headers.get('location')]).toEqual([301, location])
    expect((await get(location.replace(github.url, ''))).body).toMatchObject({ name: 'main' })
    repo.transfer('other')
    expect((await get('/repos/acme/store')).status).toBe(301)
    expect((await get('/repos/other/store')).status).toBe(404)
  })

  test('that is archived can be read, not written', async () => {
    const { github, repo, get } = await shop()
    repo.archive()
    expect((await get('/repos/acme/shop')).body).toMatchObject({ archived: true })
    const body = { name: 'Sluice', head_sha: repo.tip('main') }
    expect(await send(github, 'POST /repos/acme/shop/check-runs', { body })).toMatchObject({
      status: 403,
      body: { message: 'Repository was archived so is read-only.' },
    })
  })

  test.each([
    ['ada', 'admin', 'admin'],
    ['max', 'write', 'maintain'],
    ['bob', 'write', 'write'],
    ['tom', 'read', 'triage'],
    ['mia', 'read', 'read'],
  ])('gives %s the permission %s and the role %s', async (login, permission, role_name) => {
    const { get } = await shop()
    const { body } = await get(`/repos/acme/shop/collaborators/${login}/permission`)
    expect(body).toMatchObject({ permission, role_name, user: { login } })
  })

  test('gives strangers none, and nobody nothing', async () => {
    const { github, get } = await shop()
    github.userToken('stranger')
    const { body } = await get('/repos/acme/shop/collaborators/stranger/permission')
    expect(body).toMatchObject({ permission: 'none' })
    expect((await get('/repos/acme/shop/collaborators/unheard-of/permission')).status).toBe(404)
  })
})

test('teams are for those who may read members', async () => {
  const { github, get } = await shop()
  const membership = (login: string) => get(`/orgs/acme/teams/data-platform/memberships/${login}`)
  expect((await membership('bob')).body).toMatchObject({ state: 'active', role: 'member' })
  expect((await membership('ada')).status).toBe(404)
  github.installation('acme').setPermissions({ contents: 'read' })
  expect((await membership('bob')).status).toBe(403)
})

describe('a request', () => {
  test('has a User-Agent and a version that exists', async () => {
    const { get } = await shop()
    expect((await get('/repos/acme/shop', { 'user-agent': '' })).status).toBe(403)
    expect((await get('/repos/acme/shop', { 'x-github-api-version': '2020-01-01' })).status).toBe(400)
    const { headers } = await get('/repos/acme/shop', { 'x-github-api-version': '2022-11-28' })
    expect(headers.get('x-github-api-version-selected')).toBe('2022-11-28')
  })

  test('that is not in the description is noted', async () => {
    const { github, get } = await shop()
    expect((await get('/repos/acme/shop/pulls?stat=open')).status).toBe(422)
    expect((await get('/repos/acme/shop/stargazers')).status).toBe(404)
    expect(github.takeViolations()).toEqual([
      'request pulls/list: the query parameter stat does not exist',
      'request GET /repos/acme/shop/stargazers: is not simulated',
    ])
  })
})

test('closing complains of what was noted', async () => {
  const { startGitHub } = await import('./github.ts')
  const github = await startGitHub()
  await send(github, 'GET /nowhere', { token: '' })
  await expect(github.close()).rejects.toThrow('request GET /nowhere: is not simulated')
})
