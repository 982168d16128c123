import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { githubForTest, listener, send } from './client.ts'
import { days } from './clock.ts'

interface Item {
  readonly id: number
  readonly guid: string
  readonly status: string
  readonly status_code: number
  readonly redelivery: boolean
}

async function connected(answer: { status?: number; wait?: number } = {}, deadline?: number) {
  const github = await githubForTest(deadline ? { deadline } : {})
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': 'select 1;\n' } })
  repo.commit({ branch: 'topic', files: { 'b.sql': 'select 2;\n' } })
  github.hold()
  const server = await listener(answer)
  github.connect(server.url)
  await github.deliver({ keepHolding: true })
  server.heard.length = 0
  const list = (query = '') =>
    send<Item[]>(github, `GET /app/hook/deliveries${query}`, { token: github.jwt() })
  return { github, repo, ...server, list }
}

describe('a webhook', () => {
  test('has all headers, and a signature over its bytes', async () => {
    const { github, repo, heard } = await connected()
    repo.openPull({ head: 'topic' })
    await github.deliver()
    const [{ headers, body } = { headers: {}, body: '' }] = heard
    const hmac = createHmac('sha256', github.app.webhookSecret).update(body).digest('hex')
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'x-github-event': 'pull_request',
      'x-github-delivery': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'x-github-hook-id': expect.stringMatching(/^\d+$/),
      'x-github-hook-installation-target-type': 'integration',
      'x-github-hook-installation-target-id': String(github.app.id),
      'x-hub-signature-256': `sha256=${hmac}`,
    })
    expect(JSON.parse(body)).toMatchObject({ action: 'opened', installation: { id: expect.any(Number) } })
  })

  test('of one push come several, each with a GUID of its own; a rerun of the test gives the same GUIDs', async () => {
    const guids = async () => {
      const { github, repo, heard } = await connected()
      repo.openPull({ head: 'topic' }).push({ files: { 'b.sql': 'select 3;\n' } })
      await github.deliver()
      expect(heard.slice(1).map(({ event }) => event)).toEqual(['push', 'check_suite', 'pull_request'])
      return heard.map(({ headers }) => headers['x-github-delivery'])
    }
    const [first, second] = [await guids(), await guids()]
    expect(new Set(first).size).toBe(4)
    expect(second).toEqual(first)
  })

  test('is not repeated by itself; redelivery has the same GUID and body, and works for 3 days', async () => {
    const { github, repo, heard, answer, list } = await connected({ status: 500 })
    repo.openPull({ head: 'topic' })
    await github.deliver()
    expect(heard).toHaveLength(1)
    const [failed] = (await list('?status=failure&per_page=1')).body
    expect(failed).toMatchObject({
      status: 'Invalid HTTP Response: 500',
      status_code: 500,
      redelivery: false,
    })
    answer.status = 202
    const again = () =>
      send(github, `POST /app/hook/deliveries/${failed?.id}/attempts`, { token: github.jwt() })
    expect((await again()).status).toBe(202)
    await github.settled()
    expect(heard[1]?.headers['x-github-delivery']).toBe(heard[0]?.headers['x-github-delivery'])
    expect(heard[1]?.body).toBe(heard[0]?.body)
    expect((await list()).body[0]).toMatchObject({ status: 'OK', redelivery: true, guid: failed?.guid })
    github.clock.advance(3 * days)
    expect((await again()).status).toBe(404)
    expect((await list()).body).toEqual([])
  })

  test('is cut off when the answer is late, or nobody is there', async () => {
    const { github, repo, list } = await connected({ wait: 400 }, 100)
    const pull = repo.openPull({ head: 'topic' })
    await github.deliver()
    expect((await list()).body[0]).toMatchObject({ status: 'timed out' })
    github.loseDeliveries(1)
    pull.close()
    await github.settled()
    expect((await list()).body[0]).toMatchObject({ status: 'failed to connect to host' })
  })

  test('may come twice and out of order', async () => {
    const { github, repo, heard } = await connected()
    const pull = repo.openPull({ head: 'topic' })
    pull.close()
    await github.deliver({ times: 2, order: 'reversed' })
    const actions = heard.map(({ body }) => JSON.parse(body).action)
    expect(actions).toEqual(['closed', 'closed', 'opened', 'opened'])
  })

  test('larger than 25 MB is never sent', async () => {
    const { github, repo, heard } = await connected()
    repo.openPull({ head: 'topic', body: 'x'.repeat(26 * 1024 * 1024) })
    expect(await github.deliver()).toEqual([])
    expect(heard).toEqual([])
  })

  test('comes only for events subscribed to and permitted', async () => {
    const { github, repo, heard } = await connected()
    github.installation('acme').setPermissions({ pull_requests: 'write' })
    repo.openPull({ head: 'topic' }).comment('no Issues permission: not heard')
    await github.deliver()
    expect(heard.map(({ event }) => event)).toEqual(['installation', 'pull_request'])
  })

  test("a fork's push is heard as pull_request only", async () => {
    const { github, repo, heard } = await connected()
    const fork = repo.fork('eve')
    fork.commit({ branch: 'theirs', files: { 'c.sql': 'x' } })
    repo.openPull({ head: 'eve:theirs', by: 'eve' }).push({ files: { 'c.sql': 'y' }, by: 'eve' })
    await github.deliver()
    expect(heard.map(({ body }) => JSON.parse(body).action)).toEqual(['opened', 'synchronize'])
  })
})

test('deliveries are listed newest first, by cursor', async () => {
  const { github, repo, list } = await connected()
  const pull = repo.openPull({ head: 'topic' })
  pull.close()
  await github.deliver()
  const first = await list('?per_page=1')
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  const second = await send<Item[]>(github, `GET ${next.replace(github.url, '')}`, { token: github.jwt() })
  const one = await send(github, `GET /app/hook/deliveries/${second.body[0]?.id}`, { token: github.jwt() })
  expect(one.body).toMatchObject({
    event: 'pull_request',
    action: 'opened',
    request: { payload: { number: 1 } },
  })
})
