import { describe, expect, test } from 'vitest'
import { githubForTest, send } from './client.ts'

async function shop() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': '' } })
  repo.commit({ branch: 'topic', files: { 'b.sql': '' } })
  const pull = repo.openPull({ head: 'topic' })
  const comment = () => send(github, 'POST /repos/acme/shop/issues/1/comments', { body: { body: 'x' } })
  return { github, pull, comment }
}

const path = /\/comments$/

describe('on demand', () => {
  test.each([500, 502, 503, 429] as const)(
    '%i comes as often as asked, and nothing is done',
    async (status) => {
      const { github, pull, comment } = await shop()
      github.fail({ method: 'POST', path, times: 2, with: status })
      expect((await send(github, 'GET /repos/acme/shop')).status).toBe(200)
      expect([(await comment()).status, (await comment()).status]).toEqual([status, status])
      expect((await comment()).status).toBe(201)
      expect(pull.comments).toHaveLength(1)
    },
  )

  test('429 says when to come back', async () => {
    const { github, comment } = await shop()
    github.fail({ with: 429 })
    expect((await comment()).headers.get('retry-after')).toBe('1')
    github.fail({ with: { status: 403, message: 'Slow down', headers: { 'retry-after': '7' } } })
    const refused = await comment()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '7'])
  })

  test('the connection drops before or after the work is done', async () => {
    const { github, pull, comment } = await shop()
    github.fail({ path, with: 'drop' })
    await expect(comment()).rejects.toThrow('fetch failed')
    expect(pull.comments).toHaveLength(0)
    github.fail({ path, with: 'drop-after' })
    await expect(comment()).rejects.toThrow('fetch failed')
    expect(pull.comments).toHaveLength(1)
    github.fail({ path, with: { status: 502, after: true } })
    expect((await comment()).status).toBe(502)
    expect(pull.comments).toHaveLength(2)
    expect(github.requests.slice(-3).map(({ status }) => status)).toEqual(['dropped', 'dropped', 502])
  })

  test('an answer is slow', async () => {
    const { github, comment } = await shop()
    github.fail({ path, with: { slow: 150 } })
    const started = performance.now()
    expect((await comment()).status).toBe(201)
    expect(performance.now() - started).toBeGreaterThanOrEqual(149)
  })

  test('the token is revoked under way', async () => {
    const { github } = await shop()
    const token = github.token()
    const get = async () => (await send(github, 'GET /repos/acme/shop', { token })).status
    github.fail({ with: 'revoke-token' })
    expect([await get(), await get()]).toEqual([401, 401])
    expect((await send(github, 'GET /repos/acme/shop')).status).toBe(200)
  })

  test('GitHub is down until it is up', async () => {
    const { github, comment } = await shop()
    const outage = github.fail({ times: Number.POSITIVE_INFINITY, with: 503 })
    for (let n = 0; n < 5; n += 1) expect((await comment()).status).toBe(503)
    outage.times = 0
    expect((await comment()).status).toBe(201)
  })
})
