import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approvalsMissing, type DecideInput, decide } from '../../src/core/decide.ts'
import { enforcements, severities } from '../../src/core/finding.ts'
import type { FileCoverage, JudgedFinding } from '../../src/core/report.ts'
import { riskOf } from '../../src/core/risk.ts'

type Judged = DecideInput['findings'][number] &
  Pick<JudgedFinding, 'severity' | 'weight' | 'origin' | 'subject'>
interface About extends Omit<DecideInput, 'risk' | 'findings'> {
  readonly findings: readonly Judged[]
}
const finding = (over: Partial<Judged> = {}): Judged => ({
  ruleId: 'postgres/x',
  path: 'a.sql',
  severity: 'medium',
  weight: 'usual',
  status: 'introduced',
  origin: 'rule',
  subject: { kind: 'table', name: 'orders' },
  enforcement: 'block',
  ...over,
})
const unread: FileCoverage = { path: 'b.sql', language: 'sql', status: 'not-evaluated' }
const input = (over: Partial<About> = {}): DecideInput => {
  const about: About = {
    findings: [],
    coverage: [],
    policy: {
      approvals: {},
      on: { notEvaluated: 'warn', rehearsalUnavailable: 'warn', modelUnavailable: 'ignore' },
    },
    ...over,
  }
  return { ...about, risk: riskOf({ ...about, changes: [] }) }
}
const on = (notEvaluated: 'block' | 'warn' | 'ignore') => ({
  ...input().policy,
  on: { ...input().policy.on, notEvaluated },
})
const onUntried = (rehearsalUnavailable: 'block' | 'warn' | 'ignore') => ({
  ...input().policy,
  on: { ...input().policy.on, rehearsalUnavailable },
})
const untried = { path: 'c.sql', outcome: 'not-rehearsed', reason: 'it took longer than 10 seconds' } as const
const historyOf = (...files: readonly object[]) => ({
  history: 'db',
  server: { version: 18, kind: 'embedded' as const },
  base: { files: 0, stubs: [], skipped: [], tablesWithRows: [] },
  files,
})
const history = (file: { outcome: 'failed' | 'applied'; excuse?: string }) =>
  historyOf({ path: 'c.sql', statements: [], quiet: 0, ...file })
const excused = { path: 'b.sql', statements: [], quiet: 0, outcome: 'failed', excuse: 'it needs postgis' }
const suppressedBy = { place: { path: 'a.sql', range: { start: 0, end: 1 } }, reason: 'x' }
const partly = finding({ ruleId: 'sluice/not-evaluated', path: 'b.sql', enforcement: 'warn' })

describe('the verdict', () => {
  test.each([
    ['nothing', {}, 'pass', ['This change adds no findings.']],
    ['a blocking finding', { findings: [finding()] }, 'block', ['1 finding must be fixed: postgres/x.']],
    [
      'a warning',
      { findings: [finding({ enforcement: 'warn' })] },
      'warn',
      ['1 finding worth a look: postgres/x.'],
    ],
    [
      'information',
      { findings: [finding({ enforcement: 'info' })] },
      'pass',
      ['1 finding for information only.'],
    ],
    [
      'an existing finding',
      { findings: [finding({ status: 'existing' })] },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'a fixed finding',
      { findings: [finding({ status: 'fixed' })] },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'a suppressed finding',
      { findings: [finding({ suppressedBy })] },
      'pass',
      ['This change adds no findings.'],
    ],
    ['an unread file', { coverage: [unread] }, 'warn', ['1 file could not be read in full: b.sql.']],
    [
      'an unread file, blocked',
      { coverage: [unread], policy: on('block') },
      'block',
      ['1 file could not be read in full, and the policy blocks on that: b.sql.'],
    ],
    [
      'an unread file, ignored',
      { coverage: [unread], policy: on('ignore') },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'an unread part that was there before',
      { coverage: [unread], findings: [{ ...partly, status: 'existing' }], policy: on('block') },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'an unread part that is new',
      { coverage: [unread], findings: [partly, { ...partly, status: 'existing' }] },
      'warn',
      ['1 file could not be read in full: b.sql.'],
    ],
    [
      'a rehearsal that was stopped',
      { rehearsal: { histories: [historyOf(untried)], notRehearsed: [] } },
      'warn',
      ['1 file could not be rehearsed: c.sql (it took longer than 10 seconds).'],
    ],
    [
      'a rehearsal that was stopped, blocked',
      { rehearsal: { histories: [historyOf(untried)], notRehearsed: [] }, policy: onUntried('block') },
      'block',
      [
        '1 file could not be rehearsed, and the policy blocks on that: c.sql (it took longer than 10 seconds).',
      ],
    ],
    [
      'a rehearsal that was stopped, ignored',
      { rehearsal: { histories: [historyOf(untried)], notRehearsed: [] }, policy: onUntried('ignore') },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'a file that nothing could be tried with',
      { rehearsal: { histories: [], notRehearsed: [untried] } },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'a file that nothing could be tried with, blocked',
      { rehearsal: { histories: [], notRehearsed: [untried] }, policy: onUntried('block') },
      'block',
      [
        '1 file could not be rehearsed, and the policy blocks on that: c.sql (it took longer than 10 seconds).',
      ],
    ],
    [
      'a rehearsal whose failure proves nothing, and what comes after it',
      { rehearsal: { histories: [historyOf(excused, untried)], notRehearsed: [] } },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'a rehearsal whose failure proves nothing, blocked',
      { rehearsal: { histories: [historyOf(excused)], notRehearsed: [] }, policy: onUntried('block') },
      'block',
      ['1 file could not be rehearsed, and the policy blocks on that: b.sql (it needs postgis).'],
    ],
    [
      'a rehearsal that failed, which is a finding',
      { rehearsal: { histories: [history({ outcome: 'failed' })], notRehearsed: [] } },
      'pass',
      ['This change adds no findings.'],
    ],
    [
      'a failure',
      { failures: ['The policy could not be read.'], findings: [finding()] },
      'error',
      ['The policy could not be read.', '1 finding must be fixed: postgres/x.'],
    ],
  ] as const)('%s', (_, over, verdict, reasons) => {
    expect(decide(input(over as Partial<About>))).toMatchObject({ verdict, reasons })
  })

  test('rules are counted, most frequent first', () => {
    const findings = ['b', 'a', 'b', 'c', 'd', 'e', 'f'].map((id) => finding({ ruleId: `x/${id}` }))
    expect(decide(input({ findings })).reasons).toEqual([
      '7 findings must be fixed: x/b (2), x/a, x/c, x/d and 2 more.',
    ])
  })

  const anyFinding = fc.record({
    ruleId: fc.constantFrom('p/x', 'p/y', 'sluice/not-evaluated'),
    path: fc.constantFrom('a.sql', 'b.sql'),
    severity: fc.constantFrom(...severities),
    weight: fc.constantFrom('light', 'usual', 'grave'),
    status: fc.constantFrom('introduced', 'existing', 'fixed'),
    enforcement: fc.constantFrom(...enforcements),
    subject: fc.record({
      kind: fc.constant('table' as const),
      name: fc.constantFrom('t', 'u', 'v', 'w', 'x'),
    }),
  }) as fc.Arbitrary<Judged>

  test('does not depend on the order of the findings', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 8 }), (findings) => {
        expect(decide(input({ findings: [...findings].reverse() }))).toEqual(decide(input({ findings })))
      }),
    )
  })

  test('existing, fixed and suppressed findings change no verdict', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), fc.array(anyFinding), (counting, other) => {
        const quiet = other
          .filter(({ ruleId }) => ruleId !== 'sluice/not-evaluated')
          .map((one): Judged => (one.status === 'introduced' ? { ...one, suppressedBy } : one))
        expect(decide(input({ findings: [...counting, ...quiet] })).verdict).toBe(
          decide(input({ findings: counting })).verdict,
        )
      }),
    )
  })
})

describe('approvals', () => {
  const policy = {
    ...input().policy,
    approvals: { high: { count: 2, teams: ['acme/data', 'acme/dba'] }, low: { count: 1, teams: [] } },
  }
  const critical = [finding({ severity: 'critical', enforcement: 'warn' })]

  test('are counted once per person, from the teams named', () => {
    const approvals = [
      { login: 'ann', teams: ['acme/data'] },
      { login: 'ann', teams: ['acme/dba'] },
      { login: 'bob', teams: ['acme/web'] },
    ]
    const decision = decide(input({ findings: critical, policy, approvals }))
    expect(decision.approvals).toEqual({ required: 2, teams: ['acme/data', 'acme/dba'], given: ['ann'] })
    expect(approvalsMissing(decision)).toBe(1)
    expect(decision.reasons.at(-1)).toBe(
      'A change of high risk needs 2 approvals from acme/data or acme/dba; given so far: 1.',
    )
    expect(decision.verdict).toBe('warn')
  })

  test('of any person when no team is named', () => {
    const decision = decide(input({ policy, approvals: [{ login: 'zoe', teams: [] }] }))
    expect([decision.approvals.given, approvalsMissing(decision)]).toEqual([['zoe'], 0])
  })
})
