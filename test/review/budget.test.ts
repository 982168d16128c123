import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Limits, overBudget, type Spent, strictest } from '../../src/review/budget.ts'
import type { CallRecord } from '../../src/review/journal.ts'
import { journalInMemory } from '../../src/review/journal-in-memory.ts'

const none = { spent: 0, held: 0 }
const refusal = (
  usd: number,
  limits: Limits,
  spent: Partial<Record<'pull' | 'repository' | 'organisation' | 'total', Spent>> = {},
) =>
  overBudget(usd, limits, {
    pullRequest: spent.pull ?? none,
    day: {
      date: '2026-11-30',
      repository: spent.repository ?? none,
      organisation: spent.organisation ?? none,
      total: spent.total ?? none,
    },
  })

describe('a budget', () => {
  test('that is used up to the last tenth of a cent has room for exactly that', () => {
    const spent = { pull: { spent: 0.1, held: 0.2 } }
    expect(refusal(0.3, { perPullRequestUsd: 0.6 }, spent)).toBeUndefined()
    expect(refusal(0.3001, { perPullRequestUsd: 0.6 }, spent)).toBeDefined()
  })

  test('of nothing has no room for what costs nothing either; one of a cent has', () => {
    expect(refusal(0, { perPullRequestUsd: 0 }, {})).toContain('of $0.00 $0.00 are spent')
    expect(refusal(0, { perPullRequestUsd: 0.01 }, {})).toBeUndefined()
    expect(refusal(0, {}, {})).toBeUndefined()
  })

  test.each<[Limits, Parameters<typeof refusal>[2], string]>([
    [
      { perPullRequestUsd: 0.6 },
      { pull: { spent: 0.55, held: 0 } },
      'The budget of this pull request has no room for a call of up to $0.10: of $0.60 $0.55 are spent. It does not open again by itself.',
    ],
    [
      { perPullRequestUsd: 9, perDayUsd: 20 },
      { repository: { spent: 19.8765, held: 0.1 } },
      'The budget of this repository for today has no room for a call of up to $0.10: of $20.00 $19.8765 are spent, and up to $0.10 may be by calls that run now. It opens again on 2026-12-01 at 00:00 UTC.',
    ],
    [
      { organisationPerDayUsd: 0 },
      {},
      'The budget of this organisation for today has no room for a call of up to $0.10: of $0.00 $0.00 are spent. It opens again on 2026-12-01 at 00:00 UTC.',
    ],
    [
      { organisationPerDayUsd: 9, totalPerDayUsd: 50 },
      { organisation: { spent: 1, held: 0 }, total: { spent: 49.95, held: 0.01 } },
      'The budget of all organisations together for today has no room for a call of up to $0.10. It opens again on 2026-12-01 at 00:00 UTC.',
    ],
  ])('%j says whose it is, what is spent and when it opens again', (limits, spent, words) => {
    expect(refusal(0.1, limits, spent)).toBe(words)
  })

  test('without a limit has room for anything', () => expect(refusal(1e6, {})).toBeUndefined())

  test('of policy and operator is the lower of each', () => {
    const policy = { perPullRequestUsd: 0.6, perDayUsd: 20 }
    const operator = { perPullRequestUsd: 5, organisationPerDayUsd: 50, totalPerDayUsd: 90 }
    expect(strictest(policy, operator)).toEqual({
      perPullRequestUsd: 0.6,
      perDayUsd: 20,
      organisationPerDayUsd: 50,
      totalPerDayUsd: 90,
    })
    expect(strictest({}, {})).toEqual({})
  })
})

const record = (usd: number, given: Partial<CallRecord> = {}): CallRecord => ({
  ...{ purpose: 'find', question: 'ddl:a.sql', tier: 'review', promptVersion: '1', promptHash: 'p' },
  ...{ requestHash: 'r', request: { question: 'q', project: '', mostOutputTokens: 100 } },
  ...{ answer: '{"findings":[]}', outcome: 'answered' },
  call: {
    ...{ model: 'm', requestId: 'req', stopReason: 'end_turn', attempts: 1, seconds: 1 },
    usage: { inputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 1, usd },
  },
  ...given,
})

describe('a journal in memory', () => {
  test('recalls what was answered, and nothing that failed', async () => {
    const journal = journalInMemory({})
    await journal.record(record(0.1, { requestHash: 'lost', outcome: 'overloaded', answer: '' }))
    await journal.record(record(0.1))
    expect(await journal.recall('lost')).toBeUndefined()
    expect(await journal.recall('other')).toBeUndefined()
    expect(await journal.recall('r')).toEqual({
      ...{ ok: true, value: { findings: [] }, text: '{"findings":[]}' },
      call: record(0.1).call,
    })
  })

  test('never lets calls begin that could cost more than the limit, in whatever order they end', async () => {
    const step = fc.record({
      most: fc.integer({ min: 1, max: 40 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      ends: fc.nat(3),
      which: fc.nat(9),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const journal = journalInMemory({ perPullRequestUsd: 1 })
        const running: { most: number; share: number }[] = []
        let spent = 0
        for (const { most, share, ends, which } of steps) {
          if ((await journal.refuses(most / 100)) === undefined) running.push({ most, share })
          for (let n = 0; n < ends && running.length > 0; n++) {
            const [ended] = running.splice(which % running.length, 1)
            const usd = ((ended?.most ?? 0) * (ended?.share ?? 0)) / 100
            spent += usd
            await journal.record(record(usd))
          }
          const worst = spent + running.reduce((sum, { most: each }) => sum + each / 100, 0)
          expect(worst).toBeLessThanOrEqual(1 + 1e-6)
        }
      }),
    )
  })

  test('that has nothing running has all that was not spent', async () => {
    const journal = journalInMemory({ perPullRequestUsd: 1 })
    for (const usd of [0.5, 0.3]) expect(await journal.refuses(usd)).toBeUndefined()
    expect(await journal.refuses(0.3)).toContain('up to $0.80 may be by calls that run now')
    for (const usd of [0.1, 0.1]) await journal.record(record(usd))
    expect(await journal.refuses(0.8)).toBeUndefined()
  })
})
