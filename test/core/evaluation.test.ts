import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  conclude,
  couldNotEvaluate,
  type Evaluation,
  type Leave,
  noLeave,
} from '../../src/core/evaluation.ts'
import type { JudgedFinding } from '../../src/core/report.ts'
import type { Waiver } from '../../src/core/waiver.ts'
import { fixed, noTimeout, rewrite, stillRead, suppressed } from '../render/report.ts'

const today = '2026-10-03'
const policy: Evaluation['policy'] = {
  sources: [{ name: 'recommended' }],
  databases: [],
  rules: [],
  custom: [],
  approvals: { high: { count: 1, teams: ['acme/data'] } },
  waivers: { teams: [], maxDays: 30, byAuthor: false },
  suppressions: { forbidden: [] },
  on: { notEvaluated: 'block', rehearsalUnavailable: 'warn', modelUnavailable: 'ignore' },
}
const evaluation = (findings: readonly JudgedFinding[], over: Partial<Evaluation> = {}): Evaluation => ({
  format: 1,
  findings,
  changes: [],
  coverage: [{ path: rewrite.path, language: 'sql', status: 'evaluated' }],
  failures: [],
  risk: { level: 'low', reasons: ['One change.'] },
  policy,
  assumptions: [],
  base: null,
  head: null,
  versions: { sluice: 'source' },
  timings: {},
  ...over,
})
const waiverOf = ({ fingerprint }: JudgedFinding, over: Partial<Waiver> = {}): Waiver => ({
  fingerprint,
  by: 'ada',
  reason: 'agreed with the on-call',
  grantedOn: today,
  until: today,
  baseRef: 'main',
  ...over,
})
const leave = (over: Partial<Leave>): Leave => ({ ...noLeave(today), baseRef: 'main', ...over })
const decided = (findings: readonly JudgedFinding[], over: Partial<Leave>) =>
  conclude(evaluation(findings), leave(over))

describe('a waiver', () => {
  test('of one commit does not count for another', () => {
    const waivers = [waiverOf(rewrite, { head: 'a'.repeat(40) })]
    const verdictOf = (head: string) =>
      conclude(evaluation([rewrite], { head }), leave({ waivers })).decision.verdict
    expect([verdictOf('a'.repeat(40)), verdictOf('b'.repeat(40))]).toEqual(['pass', 'block'])
  })

  test('counts for the branch whose policy was asked, and for no other, nor for none', () => {
    const verdictFor = (baseRef: string | undefined) =>
      conclude(evaluation([rewrite]), {
        ...noLeave(today),
        waivers: [waiverOf(rewrite, { baseRef: 'lax' })],
        ...(baseRef !== undefined && { baseRef }),
      }).decision.verdict
    expect(['lax', 'main', undefined].map(verdictFor)).toEqual(['pass', 'block', 'block'])
  })

  test.each([
    ['on its last day by a policy that became stricter', '2026-09-26', 'pass', today],
    ['the day after it', '2026-09-25', 'block', undefined],
  ])('does not outlast what the policy in force allows: %s', (_, grantedOn, verdict, until) => {
    const strict = evaluation([rewrite], {
      policy: { ...policy, waivers: { ...policy.waivers, maxDays: 7 } },
    })
    const waivers = [waiverOf(rewrite, { grantedOn, until: '2026-12-31' })]
    const { decision, findings } = conclude(strict, leave({ waivers }))
    expect([decision.verdict, findings[0]?.waivedBy?.until]).toEqual([verdict, until])
  })

  test.each([
    ['until tomorrow', [waiverOf(rewrite, { until: '2026-10-04' })], 'pass'],
    ['until today', [waiverOf(rewrite)], 'pass'],
    ['until yesterday', [waiverOf(rewrite, { until: '2026-10-02' })], 'block'],
    ['of another finding', [waiverOf(stillRead)], 'block'],
    [
      'that ended beside one that holds',
      [waiverOf(rewrite, { until: '2026-10-02' }), waiverOf(rewrite)],
      'pass',
    ],
    ['of none', [], 'block'],
  ] as const)('%s', (_, waivers, verdict) => {
    expect(decided([rewrite], { waivers }).decision.verdict).toBe(verdict)
  })

  test('is told with its finding: who, why, until when; of several the one that ends last', () => {
    const waivers = [waiverOf(rewrite), waiverOf(rewrite, { by: 'bob', until: '2026-10-31' })]
    const [finding] = decided([rewrite], { waivers }).findings
    expect(finding?.waivedBy).toEqual({ by: 'bob', reason: 'agreed with the on-call', until: '2026-10-31' })
  })

  test('leaves every other finding where it was', () => {
    const { decision, findings } = decided([stillRead, rewrite, noTimeout], { waivers: [waiverOf(rewrite)] })
    expect(decision.reasons[0]).toBe('1 finding must be fixed: migration/used-downstream.')
    expect(findings.map(({ number, waivedBy }) => [number, waivedBy?.by])).toEqual([
      [1, undefined],
      [2, 'ada'],
      [3, undefined],
    ])
  })

  test('means nothing for a finding that is suppressed, existing or fixed', () => {
    const old: JudgedFinding = { ...rewrite, status: 'existing' }
    const findings = [suppressed, fixed, old]
    expect(decided(findings, { waivers: findings.map((one) => waiverOf(one)) }).findings).toEqual(findings)
  })

  test('of what was not read lets that file pass, and no other part of it', () => {
    const file = { path: 'b.sql', language: 'sql', status: 'partly' } as const
    const part: JudgedFinding = {
      ...noTimeout,
      ruleId: 'sluice/not-evaluated',
      path: 'b.sql',
      enforcement: 'block',
    }
    const other = { ...part, fingerprint: rewrite.fingerprint }
    const verdict = (findings: JudgedFinding[]) =>
      conclude(evaluation(findings, { coverage: [file] }), leave({ waivers: [waiverOf(part)] })).decision
        .verdict
    expect([verdict([part]), verdict([part, other])]).toEqual(['pass', 'block'])
  })

  test('cannot make a review that failed a pass', () => {
    const failed = evaluation([rewrite], { failures: ['No SQL could be read.'] })
    const { decision } = conclude(failed, leave({ waivers: [waiverOf(rewrite)] }))
    expect(decision.verdict).toBe('error')
  })

  test('does not lower the risk, nor the approvals it asks for', () => {
    const risky = evaluation([rewrite], { risk: { level: 'high', reasons: ['x'] } })
    const { decision } = conclude(risky, leave({ waivers: [waiverOf(rewrite)] }))
    expect(decision).toMatchObject({
      verdict: 'pass',
      risk: risky.risk,
      approvals: { required: 1, given: [] },
    })
  })
})

describe('a dismissal', () => {
  const dismissals = [noTimeout, rewrite].map(({ fingerprint }) => ({
    fingerprint,
    by: 'bob',
    reason: 'noise',
  }))

  test('puts a warning away', () => {
    const { decision, findings } = decided([noTimeout], { dismissals })
    expect(decision.verdict).toBe('pass')
    expect(findings[0]?.dismissedBy).toEqual({ by: 'bob', reason: 'noise' })
  })

  test('of a finding that blocks is ignored', () => {
    const { decision, findings } = decided([rewrite], { dismissals })
    expect([decision.verdict, findings[0]?.dismissedBy]).toEqual(['block', undefined])
  })

  test('is ignored again once the policy blocks what it put away', () => {
    const blocking: JudgedFinding = { ...noTimeout, enforcement: 'block' }
    expect(decided([blocking], { dismissals }).decision.verdict).toBe('block')
  })
})

describe('approvals that cannot be counted', () => {
  const risky = evaluation([], { risk: { level: 'high', reasons: ['x'] } })
  const unknownApprovals = 'The members of acme/data cannot be seen.'

  test('are told while some are missing', () => {
    const { decision } = conclude(risky, leave({ unknownApprovals }))
    expect(decision.approvals).toEqual({
      required: 1,
      teams: ['acme/data'],
      given: [],
      unknown: unknownApprovals,
    })
    expect(decision.reasons.at(-1)).toBe(unknownApprovals)
  })

  test('are no matter once there are enough', () => {
    const approvals = [{ login: 'ann', teams: ['acme/data'] }]
    const { decision } = conclude(risky, leave({ unknownApprovals, approvals }))
    expect(decision.approvals).toEqual({ required: 1, teams: ['acme/data'], given: ['ann'] })
  })
})

test('leave never makes a verdict worse, and none at all changes nothing', () => {
  const gravity = ['pass', 'warn', 'block', 'error']
  const finding = fc
    .record({
      template: fc.constantFrom(rewrite, stillRead, noTimeout, suppressed, fixed),
      enforcement: fc.constantFrom('block' as const, 'warn' as const, 'info' as const),
    })
    .map(({ template, enforcement }): JudgedFinding => ({ ...template, enforcement }))
  const until = fc.constantFrom('2026-10-02', today, '2026-11-01')
  fc.assert(
    fc.property(fc.array(finding), fc.array(fc.tuple(finding, until)), (findings, given) => {
      const waivers = given.map(([one, end]) => waiverOf(one, { until: end }))
      const dismissals = given.map(([{ fingerprint }]) => ({ fingerprint, by: 'bob', reason: 'noise' }))
      const without = decided(findings, {})
      const { decision } = decided(findings, { waivers, dismissals })
      expect(gravity.indexOf(decision.verdict)).toBeLessThanOrEqual(gravity.indexOf(without.decision.verdict))
      expect(without.findings).toEqual(findings)
    }),
  )
})

test('a review that could not be done is an error with its reasons, whatever else', () => {
  const report = couldNotEvaluate({ base: null, head: 'f'.repeat(40), reasons: ['GitHub does not answer.'] })
  expect(report.decision).toMatchObject({ verdict: 'error', reasons: ['GitHub does not answer.'] })
  expect(couldNotEvaluate({ base: null, head: null, reasons: [] }).decision.reasons).not.toEqual([])
})
