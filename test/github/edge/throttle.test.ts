import { describe, expect, test } from 'vitest'
import { priceOf, throttles } from '../../../src/github/throttle.ts'

/** How many comments pass at once; the next is sent away, to come back later. */
async function comments(workers: number | undefined): Promise<number> {
  const pace = throttles(workers)('installation-1').notifications.key('installation-1')
  for (let passed = 0; ; passed++) {
    const isSent = await pace.schedule({}, () => true).catch(() => false)
    if (!isSent) return passed
  }
}

describe('what may be asked of GitHub', () => {
  test.each([
    [undefined, 75],
    [2, 37],
    [16, 4],
  ])('is divided among %s workers, and all together stay below it', async (workers, passed) => {
    expect(await comments(workers)).toBe(passed)
    expect(passed * (workers ?? 1)).toBeLessThan(80)
  })

  test('keeps the same part for checks, however many ask', () => {
    const comment = { method: 'POST', url: '/repos/acme/shop/issues/1/comments' }
    expect([priceOf(comment).yieldsAt, priceOf(comment, 4).yieldsAt]).toEqual([460, 115])
  })
})
