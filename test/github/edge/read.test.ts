import { describe, expect, test } from 'vitest'
import { kindOf } from '../../../src/github/errors.ts'
import {
  approvals,
  failedDeliveries,
  installationRepositories,
  installations,
  isMember,
  mergeBaseOf,
  openPulls,
  organisationPolicy,
  pullFacts,
  redeliver,
  requiredChecks,
  roleOf,
} from '../../../src/github/read.ts'
import { listener } from '../client.ts'
import { asked, clientsOf, liveGitHub, withPull } from './edge.ts'

describe('a pull request', () => {
  test('is read with its head and base, and every open one is listed', async () => {
    const { client, at, pull, repo } = await withPull()
    expect(await pullFacts(client, at, 1)).toEqual({
      number: 1,
      head: pull.headSha,
      baseRef: 'main',
      state: 'open',
      draft: false,
      author: 'ada',
      updatedAt: expect.stringMatching(/Z$/),
    })
    for (let n = 0; n < 120; n++) repo.openPull({ head: 'topic', draft: true })
    repo.pull(2).close()
    const open = await openPulls(client, at)
    expect(open).toHaveLength(120)
    expect(open.filter(({ draft }) => draft)).toHaveLength(119)
  })

  test('left its base branch at a commit of that', async () => {
    const { client, at, pull, repo } = await withPull()
    const left = repo.tip('main')
    const tip = repo.commit({ files: { 'c.sql': '' } })
    expect(await mergeBaseOf(client, at, [tip, pull.headSha])).toBe(left)
    const nowhere = '1'.repeat(40)
    const error = await mergeBaseOf(client, at, [nowhere, pull.headSha]).catch((e: unknown) => e)
    expect(kindOf(error).kind).toBe('gone')
  })

  test('of a fork is compared too', async () => {
    const { client, at, repo } = await withPull()
    const left = repo.commit({ branch: 'release/1.0/hot', files: { 'r.sql': '' } })
    const fork = repo.fork('eve')
    const head = fork.commit({ branch: 'theirs', from: left, files: { 'b.sql': '' } })
    repo.openPull({ head: 'eve:theirs', base: 'release/1.0/hot', by: 'eve' })
    expect(await mergeBaseOf(client, at, [left, head])).toBe(left)
  })

  test('of a renamed repository is read under its old name, and written under the new one only', async () => {
    const { client, at, repo, pull } = await withPull()
    repo.rename('store')
    expect((await pullFacts(client, at, 1)).head).toBe(pull.headSha)
    const write = client.rest.issues.createComment({
      owner: 'acme',
      repo: 'shop',
      issue_number: 1,
      body: 'x',
    })
    expect(kindOf(await write.catch((e: unknown) => e))).toMatchObject({ kind: 'moved' })
    expect(pull.comments).toEqual([])
  })
})

describe('approvals', () => {
  test('count for this head, by people who may write, by their latest deciding review, not by the author', async () => {
    const { client, at, pull, repo } = await withPull()
    const given = async (teams: string[] = []) =>
      (await approvals(client, at, await pullFacts(client, at, 1), teams)).approvals
    pull.review({ by: 'bob', event: 'APPROVE' })
    pull.review({ by: 'eve', event: 'APPROVE' })
    pull.review({ by: 'cy', event: 'APPROVE' })
    pull.review({ by: 'cy', event: 'COMMENT', body: 'and one thing' })
    expect(await given()).toEqual([
      { login: 'bob', teams: [] },
      { login: 'cy', teams: [] },
    ])
    expect(await given(['acme/data'])).toEqual([
      { login: 'bob', teams: ['acme/data'] },
      { login: 'cy', teams: [] },
    ])
    pull.review({ by: 'cy', event: 'REQUEST_CHANGES', body: 'no' })
    expect((await given()).map(({ login }) => login)).toEqual(['bob'])
    repo.setRole('bob', 'read')
    expect(await given()).toEqual([])
    repo.setRole('bob', 'write')
    pull.push({ files: { 'b.sql': '' } })
    expect(await given()).toEqual([])
  })

  test('of who made the head commit do not count, which is said; those of who made an older one do', async () => {
    const { client, at, pull } = await withPull()
    const given = async () => approvals(client, at, await pullFacts(client, at, 1), [])
    pull.push({ files: { 'b.sql': '' }, by: 'bob' })
    for (const by of ['bob', 'cy']) pull.review({ by, event: 'APPROVE' })
    expect(await given()).toEqual({
      approvals: [{ login: 'cy', teams: [] }],
      unknown: 'The approval of bob does not count: the head commit is of their making.',
    })
    pull.push({ files: { 'c.sql': '' }, by: 'cy' })
    for (const by of ['bob', 'cy']) pull.review({ by, event: 'APPROVE' })
    expect((await given()).approvals).toEqual([{ login: 'bob', teams: [] }])
  })

  test('on the commit of a fork are read there; where nobody approves no commit is read', async () => {
    const { github, client, at, repo } = await withPull()
    repo.fork('eve').commit({ branch: 'theirs', files: { 'b.sql': '' }, by: 'eve' })
    const pull = repo.openPull({ head: 'eve:theirs', by: 'eve' })
    const given = async () => approvals(client, at, await pullFacts(client, at, 2), [])
    expect(await given()).toEqual({ approvals: [] })
    expect(asked(github, 'GET', /\/commits\/[0-9a-f]{40}$/)).toBe(0)
    pull.review({ by: 'bob', event: 'APPROVE' })
    expect(await given()).toEqual({ approvals: [{ login: 'bob', teams: [] }] })
    expect(asked(github, 'GET', /\/commits\/[0-9a-f]{40}$/)).toBe(1)
  })

  test('of teams are unknown without the permission, and the sentence names it', async () => {
    const { github, client, at, pull } = await withPull()
    pull.review({ by: 'bob', event: 'APPROVE' })
    github.installation('acme').setPermissions({ contents: 'read', pull_requests: 'write', checks: 'write' })
    const given = await approvals(client, at, await pullFacts(client, at, 1), ['acme/data'])
    expect(given).toEqual({
      approvals: [{ login: 'bob', teams: [] }],
      unknown: expect.stringContaining('Members: read'),
    })
    expect(await isMember(client, 'acme/data', 'bob')).toBe('unknown')
  })
})

test('roles and membership are told as GitHub has them', async () => {
  const { client, at } = await withPull()
  const roles = await Promise.all(['ada', 'bob', 'cy', 'eve', 'nobody'].map((who) => roleOf(client, at, who)))
  expect(roles).toEqual(['admin', 'write', 'maintain', 'read', 'none'])
  const members = ['bob', 'cy', 'nobody'].map((who) => isMember(client, 'acme/data', who))
  expect(await Promise.all(members)).toEqual(['yes', 'no', 'no'])
  expect(await isMember(client, 'acme/nothing', 'bob')).toBe('no')
})

describe('the policy of an organisation', () => {
  const files = {
    '.github/sluice.yml': 'extends: [./data.yml]\n',
    '.github/data.yml': 'extends: [./gone.yml, ./sluice.yml]\n',
  }

  test('is read with the files it extends at one commit, and again for nothing while it is the same', async () => {
    const { github, client } = await withPull()
    const own = github.repository('acme/.github')
    const commit = own.commit({ files })
    const found = await organisationPolicy(client, 'acme')
    expect(found).toMatchObject({
      kind: 'policy',
      source: { name: 'acme/.github: .github/sluice.yml', path: '.github/sluice.yml', commit },
    })
    const source = found.kind === 'policy' ? found.source : undefined
    expect(source?.files?.get('.github/data.yml')).toBe(files['.github/data.yml'])
    const before = github.requests.length
    expect(await organisationPolicy(client, 'acme')).toBe(found)
    expect(github.requests.slice(before).map(({ status }) => status)).toEqual([304])
    own.commit({ files: { '.github/sluice.yml': 'extends: [strict]\n' } })
    expect(await organisationPolicy(client, 'acme')).toMatchObject({
      source: { text: 'extends: [strict]\n' },
    })
  })

  test('that is not visible is told from one that is not there', async () => {
    const { github, client } = await withPull()
    expect(await organisationPolicy(client, 'acme')).toEqual({ kind: 'not visible' })
    const own = github.repository('acme/.github')
    expect(await organisationPolicy(client, 'acme')).toEqual({ kind: 'none' })
    own.commit({ files })
    expect(await organisationPolicy(client, 'acme')).toMatchObject({ kind: 'policy' })
    own.commit({ files: { '.github/sluice.yml': null } })
    expect(await organisationPolicy(client, 'acme')).toEqual({ kind: 'none' })
    own.delete()
    expect(await organisationPolicy(client, 'acme')).toEqual({ kind: 'not visible' })
  })

  test.each([500, 403, 429] as const)(
    'that cannot be read (%i) is an error, not none',
    async (status) => {
      const { github, client } = await withPull()
      github.repository('acme/.github').commit({ files })
      github.fail({ path: /contents/, times: 9, with: { status } })
      await expect(organisationPolicy(client, 'acme')).rejects.toThrow()
    },
    20_000,
  )

  test('that is no text is an error that names it', async () => {
    const { github, client } = await withPull()
    github.repository('acme/.github').commit({ files: { '.github/sluice.yml/x': '' } })
    await expect(organisationPolicy(client, 'acme')).rejects.toThrow(
      'acme/.github: .github/sluice.yml is not a file.',
    )
  })
})

test('an App sees its installations, their repositories, and the webhooks that nobody took', async () => {
  const github = await liveGitHub()
  const repo = github.repository('acme/shop')
  github.repository('acme/old').archive()
  const clients = clientsOf(github)
  const app = await clients.app()
  const id = github.installation('acme').id
  expect(await installations(app)).toEqual([{ id, account: 'acme', suspended: false }])
  const found = await installationRepositories(await clients.installation(id))
  expect(found.map(({ owner, name, archived }) => [owner, name, archived])).toEqual([
    ['acme', 'shop', false],
    ['acme', 'old', true],
  ])
  expect(await clients.ownLogin()).toBe('sluice[bot]')
  const { url, heard } = await listener()
  github.connect(url)
  github.loseDeliveries(1)
  repo.commit({ files: { 'a.sql': '' } })
  repo.commit({ files: { 'a.sql': 'x' } })
  await github.settled()
  const since = new Date(Date.now() - 60_000)
  const failed = await failedDeliveries(app, since)
  expect(failed).toMatchObject([{ event: 'push' }])
  expect(await failedDeliveries(app, new Date(Date.now() + 60_000))).toEqual([])
  const before = heard.length
  await redeliver(app, failed[0]?.id ?? 0)
  await github.settled()
  expect(heard).toHaveLength(before + 1)
  expect(heard.at(-1)?.headers['x-github-delivery']).toBe(failed[0]?.guid)
  expect(await failedDeliveries(app, since)).toEqual([])
})

test('required checks are told with the App that counts, from both places', async () => {
  const { github, client, at, repo } = await withPull()
  const checks = [{ context: 'Sluice', appId: github.app.id }]
  repo.protect({ kind: 'ruleset', checks })
  github.installation('acme').setPermissions({ contents: 'read', administration: 'read', metadata: 'read' })
  const found = [{ name: 'Sluice', appId: github.app.id, source: 'ruleset' }]
  expect(await requiredChecks(client, at, 'main')).toEqual({ checks: found })
  repo.protect({ checks: [{ context: 'Sluice', appId: null }] })
  expect(await requiredChecks(client, at, 'main')).toEqual({
    checks: [{ name: 'Sluice', appId: null, source: 'branch protection' }],
  })
  github.installation('acme').setPermissions({ contents: 'read', metadata: 'read' })
  expect(await requiredChecks(client, at, 'main')).toEqual({
    checks: [],
    unknown: expect.stringContaining('Administration: read'),
  })
})
