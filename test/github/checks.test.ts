import { describe, expect, test } from 'vitest'
import { githubForTest, listener, send } from './client.ts'
import { days } from './clock.ts'

// Facts: facts/github.md, "Checks API".

const run = 'POST /repos/acme/shop/check-runs'

async function withPull(options: Parameters<typeof githubForTest>[0] = {}) {
  const github = await githubForTest(options)
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': 'select 1;\n' } })
  repo.commit({ branch: 'topic', files: { 'b.sql': 'select 2;\n' } })
  const pull = repo.openPull({ head: 'topic' })
  const create = (more: object = {}, token = github.token()) =>
    send<{ id: number }>(github, run, { token, body: { name: 'Sluice', head_sha: pull.headSha, ...more } })
  const update = (id: number, body: object, token = github.token()) =>
    send(github, `PATCH /repos/acme/shop/check-runs/${id}`, { token, body })
  return { github, repo, pull, create, update }
}

const output = (more: object = {}) => ({ output: { title: 'Title', summary: 'Summary', ...more } })
const annotation = (more: object = {}) => ({
  path: 'b.sql',
  start_line: 1,
  end_line: 1,
  annotation_level: 'warning',
  message: 'Look here',
  ...more,
})
const annotations = (count: number) => Array.from({ length: count }, () => annotation())

describe('a check run', () => {
  test('is created, updated, and completed by its conclusion', async () => {
    const { create, update, pull, github } = await withPull()
    const { body, status } = await create({ external_id: 'run 7', status: 'in_progress' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'in_progress',
      conclusion: null,
      external_id: 'run 7',
      details_url: 'https://sluice.example',
      app: { id: github.app.id },
      pull_requests: [{ number: pull.number }],
    })
    const done = await update(body.id, { conclusion: 'action_required', ...output() })
    expect(done.body).toMatchObject({ status: 'completed', completed_at: '2026-11-21T08:00:00Z' })
    expect((await update(body.id, { status: 'in_progress' })).body).toMatchObject({ conclusion: null })
  })

  test.each([
    ['a summary of 65,536 characters', output({ summary: 'x'.repeat(65_536) })],
    ['a text of 65,536 characters', output({ text: 'x'.repeat(65_536) })],
    ['51 annotations', output({ annotations: annotations(51) })],
    ['4 actions', { actions: Array(4).fill({ label: 'a', description: 'b', identifier: 'c' }) }],
    ['a label of 21 characters', { actions: [{ label: 'x'.repeat(21), description: 'b', identifier: 'c' }] }],
    ['a description of 41', { actions: [{ label: 'a', description: 'x'.repeat(41), identifier: 'c' }] }],
    ['an identifier of 21', { actions: [{ label: 'a', description: 'b', identifier: 'x'.repeat(21) }] }],
    ['output without a summary', { output: { title: 'Title' } }],
    ['an unknown conclusion', { conclusion: 'perfect' }],
    ['a misspelt key', { sumary: 'x' }],
  ])('with %s does not fit the description: 422, and noted', async (_, more) => {
    const { github, create } = await withPull()
    expect((await create(more)).status).toBe(422)
    expect(github.takeViolations()).not.toEqual([])
    expect(github.state.checkRuns).toEqual([])
  })

  test.each([
    ['completed without a conclusion', { status: 'completed' }],
    ['stale by its App', { conclusion: 'stale' }],
    ['on a line before its first', output({ annotations: [annotation({ start_line: 2 })] })],
    [
      'with columns over several lines',
      output({ annotations: [annotation({ end_line: 2, start_column: 1, end_column: 2 })] }),
    ],
    ['with a message over 64 KB', output({ annotations: [annotation({ message: 'x'.repeat(65_537) })] })],
    ['with a title of 256 characters', output({ annotations: [annotation({ title: 'x'.repeat(256) })] })],
    ['for a commit that is not there', { head_sha: '1'.repeat(40) }],
  ])('is refused %s', async (_, more) => {
    const { github, create } = await withPull()
    expect((await create(more)).status).toBe(422)
    github.takeViolations()
    expect(github.state.checkRuns).toEqual([])
  })

  test('keeps 65,535 characters and 50 annotations a call; annotations only append', async () => {
    const { github, create, update } = await withPull()
    const { body } = await create(output({ summary: 'x'.repeat(65_535), annotations: annotations(50) }))
    await update(body.id, output({ annotations: annotations(50) }))
    await update(body.id, output())
    expect(github.state.checkRuns[0]?.annotations).toHaveLength(100)
    const list = `GET /repos/acme/shop/check-runs/${body.id}/annotations?per_page=100`
    expect((await send(github, list)).body).toHaveLength(100)
  })

  test('belongs to the App that made it', async () => {
    const { github, create, update } = await withPull()
    const { body } = await create()
    const forger = github.otherApp('Forger', 'acme', { checks: 'write' })
    expect(await update(body.id, { conclusion: 'success' }, forger.token)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining(`Invalid app_id \`${forger.id}\``) },
    })
    expect((await create({}, github.userToken('ada'))).status).toBe(403)
  })

  test('of the same name: the newest is the one listed, unless all are asked for', async () => {
    const { github, pull, create } = await withPull()
    const [first, second] = [await create(), await create()]
    const list = (query: string) =>
      send(github, `GET /repos/acme/shop/commits/${pull.headSha}/check-runs?check_name=Sluice${query}`)
    expect((await list('')).body).toMatchObject({ total_count: 1, check_runs: [{ id: second.body.id }] })
    expect((await list('&filter=all')).body).toMatchObject({
      check_runs: [{ id: second.body.id }, { id: first.body.id }],
    })
  })

  test('that is not completed in 14 days is stale', async () => {
    const { github, pull, create } = await withPull()
    await create({ status: 'in_progress' })
    github.clock.advance(14 * days)
    const { body } = await send(github, `GET /repos/acme/shop/commits/${pull.headSha}/check-runs`)
    expect(body).toMatchObject({ check_runs: [{ status: 'completed', conclusion: 'stale' }] })
  })

  test('is kept 1,000 times a name', async () => {
    const { github, create } = await withPull({ rateLimits: false })
    for (let n = 0; n < 1001; n += 91) await Promise.all(Array.from({ length: 91 }, () => create()))
    expect(github.state.checkRuns).toHaveLength(1000)
  })

  test('of a fork names no pull request and no branch', async () => {
    const { github, repo, create } = await withPull()
    repo.fork('eve').commit({ branch: 'theirs', files: { 'c.sql': '' } })
    const fork = repo.openPull({ head: 'eve:theirs', by: 'eve' })
    const { body } = await create({ head_sha: fork.headSha })
    expect(body).toMatchObject({ pull_requests: [] })
    const suites = await send(github, `GET /repos/acme/shop/commits/${fork.headSha}/check-suites`)
    expect(suites.body).toMatchObject({ check_suites: [{ head_branch: null, pull_requests: [] }] })
    const pulls = await send(github, `GET /repos/acme/shop/commits/${fork.headSha}/pulls`)
    expect(pulls.body).toEqual([])
  })
})

test('re-run and action buttons tell the App that made the check, and change nothing', async () => {
  const { github, pull, create } = await withPull()
  const { heard, url } = await listener()
  const actions = [{ label: 'Explain', description: 'Explains', identifier: 'explain' }]
  await create({ conclusion: 'failure', actions })
  github.otherApp('Forger', 'acme', { checks: 'write' })
  github.hold()
  github.connect(url)
  await github.deliver({ keepHolding: true })
  heard.length = 0
  const [check] = pull.checkRuns
  if (!check) throw new Error('there is a check')
  pull.rerequest(check)
  pull.rerequestAll(check)
  pull.clickAction(check, 'explain', 'bob')
  expect(() => pull.clickAction(check, 'other')).toThrow()
  await github.deliver()
  expect(heard.map(({ event, body }) => `${event}.${JSON.parse(body).action}`)).toEqual([
    'check_run.rerequested',
    'check_suite.rerequested',
    'check_run.requested_action',
  ])
  expect(JSON.parse(heard[2]?.body ?? '')).toMatchObject({
    requested_action: { identifier: 'explain' },
    sender: { login: 'bob' },
  })
  expect(check.conclusion).toBe('failure')
})
