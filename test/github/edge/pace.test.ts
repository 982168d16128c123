import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { throttles } from '../../../src/github/throttle.ts'

const minute = 60_000

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-21T08:00:00Z') }))
afterEach(() => void vi.useRealTimers())

/** The pace of one installation, and what it let through so far. */
function installation() {
  const make = throttles()
  const throttle = make('installation-1')
  const passed: string[] = []
  const ask = (method: string, url: string, id = 'installation-1') =>
    throttle.global.key(id).schedule({}, () => void passed.push(url), { method, url })
  return { throttle, passed, ask, make }
}

const checkRuns = '/repos/{owner}/{repo}/check-runs'
const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const limited = { status: 429, response: { headers: { 'retry-after': expect.stringMatching(/^\d+$/) } } }

describe('the points of a minute', () => {
  test('are never more than GitHub gives, counted over any minute, and each installation has its own', async () => {
    const { ask, passed } = installation()
    for (let n = 0; n < 176; n++) await ask('POST', checkRuns)
    await expect(ask('GET', '/repos/{owner}/{repo}/pulls/{pull_number}')).rejects.toMatchObject(limited)
    await ask('POST', checkRuns, 'installation-2')
    expect(passed).toHaveLength(177)
    await vi.advanceTimersByTimeAsync(minute)
    await ask('POST', checkRuns)
    expect(passed).toHaveLength(178)
  })

  test('that are missing for a moment are waited for', async () => {
    const { ask, passed } = installation()
    await ask('POST', checkRuns)
    await vi.advanceTimersByTimeAsync(50_000)
    for (let n = 0; n < 175; n++) await ask('POST', checkRuns)
    const late = ask('POST', checkRuns)
    await vi.advanceTimersByTimeAsync(9_999)
    expect(passed).toHaveLength(176)
    await vi.advanceTimersByTimeAsync(1)
    await late
    expect(passed).toHaveLength(177)
  })

  test.each([
    ['POST', comments],
    ['GET', comments],
    ['PATCH', '/repos/{owner}/{repo}/issues/comments/{comment_id}'],
    ['POST', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews'],
    ['GET', '/repos/{owner}/{repo}/pulls/{pull_number}/comments'],
    ['POST', '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions'],
  ])('that are left when half are used are for checks, not for %s %s', async (method, url) => {
    const { ask } = installation()
    for (let n = 0; n < 91; n++) await ask('POST', checkRuns)
    await ask(method, url)
    for (let n = 0; n < 2; n++) await ask('POST', checkRuns)
    await expect(ask(method, url)).rejects.toMatchObject(limited)
    await ask('POST', checkRuns)
    await ask('GET', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews')
  })

  test('of GraphQL are of another account', async () => {
    const { ask, passed } = installation()
    for (let n = 0; n < 300; n++) await ask('POST', '/graphql')
    await ask('POST', '/api/graphql')
    for (let n = 0; n < 176; n++) await ask('POST', checkRuns)
    expect(passed).toHaveLength(477)
  })
})

test('after GitHub met us with a limit, nothing is asked until it says so', async () => {
  const { throttle, ask, passed } = installation()
  expect(throttle.onSecondaryRateLimit(60)).toBe(false)
  await expect(ask('POST', checkRuns)).rejects.toMatchObject({
    response: { headers: { 'retry-after': '60' } },
  })
  await ask('POST', checkRuns, 'installation-2')
  expect(passed).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(minute)
  await ask('POST', checkRuns)
  expect(passed).toHaveLength(2)
})
