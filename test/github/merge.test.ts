import { describe, expect, test } from 'vitest'
import { githubForTest, send } from './client.ts'
import { days } from './clock.ts'

// Facts: facts/github.md, "Required checks, rulesets, merge queue".

async function protectedRepo(more: object = {}, options: Parameters<typeof githubForTest>[0] = {}) {
  const github = await githubForTest(options)
  const repo = github.repository('acme/shop', { roles: { ada: 'admin', bob: 'write', eve: 'read' } })
  repo.commit({ files: { 'a.sql': 'a\n' } })
  repo.protect({ checks: [{ context: 'Sluice', appId: github.app.id }], ...more })
  const branch = (name: string, files: Record<string, string> = { [`${name}.sql`]: name }) => {
    repo.commit({ branch: name, from: 'main', files })
    return repo.openPull({ head: name })
  }
  const check = (sha: string, conclusion: string, token = github.token()) =>
    send(github, 'POST /repos/acme/shop/check-runs', {
      token,
      body: { name: 'Sluice', head_sha: sha, conclusion },
    })
  const status = (sha: string, state: string, login = 'bob') =>
    send(github, `POST /repos/acme/shop/statuses/${sha}`, {
      token: github.userToken(login),
      body: { state, context: 'Sluice' },
    })
  return { github, repo, branch, check, status }
}

describe('a required check', () => {
  test.each(['success', 'neutral', 'skipped'])('is satisfied by %s', async (conclusion) => {
    const { branch, check, repo } = await protectedRepo()
    const pull = branch('topic')
    await check(pull.headSha, conclusion)
    expect(pull.merge('bob')).toBe(repo.tip('main'))
    expect([pull.merged, repo.tip('main^2')]).toEqual([true, pull.headSha])
  })

  test.each(['failure', 'action_required', 'cancelled', 'timed_out'])(
    'is not satisfied by %s',
    async (conclusion) => {
      const { branch, check } = await protectedRepo()
      const pull = branch('topic')
      await check(pull.headSha, conclusion)
      expect(() => pull.merge('bob')).toThrow('Required status check "Sluice" is failing.')
    },
  )

  test('blocks while it is missing, and again after every push', async () => {
    const { branch, check } = await protectedRepo()
    const pull = branch('topic')
    expect(() => pull.merge()).toThrow('Required status check "Sluice" is expected.')
    await check(pull.headSha, 'success')
    pull.push({ files: { 'b.sql': '' } })
    expect(() => pull.merge()).toThrow('is expected')
  })

  test("of our App is not satisfied by anybody else's status or check of its name", async () => {
    const { github, branch, check, status } = await protectedRepo()
    const pull = branch('topic')
    expect((await status(pull.headSha, 'success')).status).toBe(201)
    await check(pull.headSha, 'success', github.otherApp('Forger', 'acme', { checks: 'write' }).token)
    expect(() => pull.merge()).toThrow('is expected')
  })

  test('of no particular App is; and where check and status share the name, both must pass', async () => {
    const { branch, check, status } = await protectedRepo({ checks: [{ context: 'Sluice', appId: null }] })
    const pull = branch('topic')
    await status(pull.headSha, 'failure')
    await check(pull.headSha, 'success')
    expect(() => pull.merge()).toThrow('is failing')
    await status(pull.headSha, 'success')
    pull.merge()
  })

  test('can be chosen for 7 days after it completed', async () => {
    const { github, repo, branch, check } = await protectedRepo()
    await check(branch('topic').headSha, 'success')
    expect(repo.selectableChecks()).toEqual(['Sluice'])
    github.clock.advance(7 * days)
    expect(repo.selectableChecks()).toEqual([])
  })

  test('takes write access to fake as a status, and there are 1,000 for a commit and a name', async () => {
    const { branch, status } = await protectedRepo({}, { rateLimits: false })
    const { headSha } = branch('topic')
    expect((await status(headSha, 'success', 'eve')).status).toBe(403)
    const many = await Promise.all(Array.from({ length: 1001 }, () => status(headSha, 'pending')))
    expect(many.filter((one) => one.status === 422)).toHaveLength(1)
  })
})

describe('the merge button', () => {
  test('wants approvals of people who may write, no draft, and no conflict', async () => {
    const { branch, check, repo } = await protectedRepo({ approvals: 1 })
    const pull = branch('topic', { 'a.sql': 'b\n' })
    await check(pull.headSha, 'success')
    pull.review({ event: 'APPROVE', by: 'eve' })
    expect(() => pull.merge('bob')).toThrow('approving review')
    pull.review({ event: 'APPROVE', by: 'bob' })
    pull.setDraft(true)
    expect(() => pull.merge('bob')).toThrow('draft')
    pull.setDraft(false)
    expect(() => pull.merge('eve')).toThrow('write access')
    repo.commit({ files: { 'a.sql': 'c\n' } })
    expect(() => pull.merge('bob')).toThrow('not mergeable')
  })

  test('over REST answers 405 with the reason, 409 when the head moved', async () => {
    const { github, branch, check } = await protectedRepo()
    const pull = branch('topic')
    const merge = (body: object = {}) =>
      send(github, 'PUT /repos/acme/shop/pulls/1/merge', { token: github.userToken('bob'), body })
    expect(await merge()).toMatchObject({
      status: 405,
      body: { message: expect.stringContaining('expected') },
    })
    await check(pull.headSha, 'success')
    expect((await merge({ sha: '0'.repeat(40) })).status).toBe(409)
    expect(await merge({ sha: pull.headSha, merge_method: 'squash' })).toMatchObject({
      body: { merged: true },
    })
  })

  test('shows what it wants to those who may read administration, rulesets to everybody', async () => {
    const { github, repo } = await protectedRepo()
    const protection = 'GET /repos/acme/shop/branches/main/protection'
    expect((await send(github, protection)).status).toBe(403)
    github.installation('acme').setPermissions({ administration: 'read' })
    const checks = [{ context: 'Sluice', app_id: github.app.id }]
    expect((await send(github, protection)).body).toMatchObject({ required_status_checks: { checks } })
    repo.protect({ kind: 'ruleset', checks: [{ context: 'Sluice', appId: github.app.id }], mergeQueue: true })
    expect((await send(github, protection)).status).toBe(404)
    expect((await send(github, 'GET /repos/acme/shop/rules/branches/main')).body).toMatchObject([
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [{ context: 'Sluice', integration_id: github.app.id }] },
      },
      { type: 'merge_queue' },
    ])
  })
})

describe('the merge queue', () => {
  const groups = (github: Awaited<ReturnType<typeof protectedRepo>>['github']) =>
    github.deliveries
      .filter(({ event }) => event === 'merge_group')
      .map(({ body }) => JSON.parse(body) as { action: string; reason?: string; merge_group: Group })

  interface Group {
    readonly head_sha: string
    readonly head_ref: string
    readonly base_sha: string
  }

  async function queued() {
    const made = await protectedRepo({ mergeQueue: true })
    const pulls = [made.branch('one'), made.branch('two')]
    for (const pull of pulls) await made.check(pull.headSha, 'success')
    made.github.hold()
    made.github.connect('http://127.0.0.1:9/')
    for (const pull of pulls) pull.enqueue('bob')
    const [first, second] = groups(made.github)
    if (!first || !second) throw new Error('two groups were asked for')
    return { ...made, pulls, first: first.merge_group, second: second.merge_group }
  }

  test('asks for checks of a temporary commit that has everything before it', async () => {
    const { repo, first, second, pulls } = await queued()
    expect(() => pulls[0]?.merge('bob')).toThrow('merge queue')
    expect(first.head_ref).toBe(`refs/heads/gh-readonly-queue/main/pr-1-${repo.tip('main')}`)
    expect(repo.tip(first.head_ref)).toBe(first.head_sha)
    expect(second.base_sha).toBe(first.head_sha)
    expect(repo.tip(`${second.head_sha}^1`)).toBe(first.head_sha)
    expect(repo.tip(`${second.head_sha}^2`)).toBe(pulls[1]?.headSha)
  })

  test('merges in order once those commits are checked', async () => {
    const { github, repo, check, pulls, first, second } = await queued()
    await check(second.head_sha, 'success')
    expect(pulls.map(({ merged }) => merged)).toEqual([false, false])
    await check(first.head_sha, 'success')
    expect(pulls.map(({ merged }) => merged)).toEqual([true, true])
    expect(repo.tip('main')).toBe(second.head_sha)
    expect(repo.tip(first.head_ref)).toBeUndefined()
    expect(groups(github).slice(2)).toMatchObject([
      { action: 'destroyed', reason: 'merged' },
      { action: 'destroyed', reason: 'merged' },
    ])
  })

  test('throws out what fails and builds what is behind it again', async () => {
    const { github, repo, check, pulls, first } = await queued()
    await check(first.head_sha, 'failure')
    expect(groups(github).slice(2)).toMatchObject([
      { action: 'destroyed', reason: 'invalidated' },
      { action: 'destroyed', reason: 'dequeued' },
      { action: 'checks_requested', merge_group: { base_sha: repo.tip('main') } },
    ])
    const again = groups(github).at(-1)?.merge_group.head_sha ?? ''
    await check(again, 'success')
    expect(pulls.map(({ merged }) => merged)).toEqual([false, true])
  })

  test('lets go of a pull request that is pushed to or taken out', async () => {
    const { github, pulls } = await queued()
    pulls[0]?.push({ files: { 'more.sql': '' } })
    pulls[1]?.dequeue()
    expect(groups(github).filter(({ action }) => action === 'destroyed')).toHaveLength(3)
    const gone = github.deliveries.filter(({ action }) => action === 'dequeued')
    expect(gone.map(({ body }) => JSON.parse(body))).toMatchObject([
      { number: 1, reason: 'MANUAL' },
      { number: 2, reason: 'MANUAL' },
    ])
  })
})
