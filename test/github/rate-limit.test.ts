import { describe, expect, test } from 'vitest'
import { githubForTest, send } from './client.ts'
import { clockFrom, hours, minutes } from './clock.ts'
import { installationLimit, rateLimits } from './rate-limit.ts'

// Facts: facts/github.md, "Rate limits".

async function shop() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop', { private: false })
  repo.commit({ files: { 'a.sql': '' } })
  repo.commit({ branch: 'topic', files: { 'b.sql': '' } })
  return { github, pull: repo.openPull({ head: 'topic' }) }
}

describe('the limit by the hour', () => {
  test('is told with every answer, and costs nothing to ask for or when nothing changed', async () => {
    const { github } = await shop()
    const first = await send(github, 'GET /repos/acme/shop')
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-used': '1',
      'x-ratelimit-resource': 'core',
      'x-ratelimit-reset': String(Date.parse('2026-11-21T09:00:00Z') / 1000),
    })
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
    const same = await send(github, 'GET /repos/acme/shop', { headers })
    expect([same.status, same.body, same.headers.get('x-ratelimit-remaining')]).toEqual([304, '', '4999'])
    expect((await send(github, 'GET /rate_limit')).body).toMatchObject({ rate: { used: 1, limit: 5000 } })
  })

  test('is 60 for nobody in particular, then 403 until it is over', async () => {
    const { github } = await shop()
    const get = () => send(github, 'GET /repos/acme/shop', { token: '' })
    for (let n = 0; n < 60; n += 1) expect((await get()).status).toBe(200)
    const refused = await get()
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('API rate limit exceeded') },
    })
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    github.clock.advance(hours)
    expect((await get()).status).toBe(200)
  })

  test.each([
    [1, 1, 5000],
    [20, 20, 5000],
    [22, 20, 5100],
    [20, 23, 5150],
    [500, 500, 12_500],
  ])('of an installation with %i repositories and %i users is %i', (repositories, users, limit) => {
    expect(installationLimit(repositories, users)).toBe(limit)
  })
})

describe('the limits by the minute', () => {
  test('are 80 things created, and 500 an hour', async () => {
    const { github, pull } = await shop()
    const comment = () => send(github, 'POST /repos/acme/shop/issues/1/comments', { body: { body: 'x' } })
    for (let n = 0; n < 80; n += 1) expect((await comment()).status).toBe(201)
    const refused = await comment()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60'])
    expect(refused.body).toMatchObject({ message: expect.stringContaining('secondary rate limit') })
    github.clock.advance(minutes)
    expect((await comment()).status).toBe(201)
    expect(pull.comments).toHaveLength(81)
  })

  const spending = {
    payer: 'one',
    who: 'one',
    limit: 5000,
    resource: 'core',
    points: 1,
    creates: false,
  } as const

  test('are 900 points, 5 for a write', () => {
    const limits = rateLimits(clockFrom('2026-11-21T08:00:00Z'), true)
    for (let n = 0; n < 180; n += 1) limits.spend({ ...spending, points: 5 })
    expect(() => limits.spend(spending)).toThrow('secondary rate limit')
    expect(() => limits.spend({ ...spending, payer: 'other' })).not.toThrow()
    expect(() => limits.spend({ ...spending, resource: 'graphql' })).not.toThrow()
  })

  test('are 500 things created in an hour, however slowly', () => {
    const clock = clockFrom('2026-11-21T08:00:00Z')
    const limits = rateLimits(clock, true)
    for (let n = 0; n < 500; n += 1) {
      limits.spend({ ...spending, creates: true })
      clock.advance(2000)
    }
    expect(() => limits.spend({ ...spending, creates: true })).toThrow('secondary rate limit')
  })
})

test('100 requests at once, no more', async () => {
  const { github } = await shop()
  github.fail({ path: '/repos/acme/shop', times: 101, with: { slow: 300 } })
  const token = github.token()
  const replies = await Promise.all(
    Array.from({ length: 101 }, () => send(github, 'GET /repos/acme/shop', { token })),
  )
  expect(replies.filter(({ status }) => status === 403)).toHaveLength(1)
})

test('GitHub Enterprise Server has none, and its own paths', async () => {
  const github = await githubForTest({ rateLimits: false, apiPath: '/api/v3' })
  github.repository('acme/shop').commit({ files: { 'a.sql': '' } })
  const { headers, body } = await send(github, 'GET /repos/acme/shop')
  expect(headers.get('x-ratelimit-limit')).toBeNull()
  expect(github.url).toMatch(/\/api\/v3$/)
  expect(body).toMatchObject({ url: `${github.url}/repos/acme/shop` })
})
