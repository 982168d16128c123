import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Category, noUsage, type QuestionReport } from '../../src/core/opinion.ts'
import type { Verified } from '../../src/review/answer.ts'
import { decideOpinion, type Judged, type OpinionInput } from '../../src/review/decide.ts'
import type { RememberedFinding } from '../../src/review/journal.ts'
import { remember } from '../../src/review/remember.ts'
import { setting } from './verify/change.ts'

const proved = { strength: 'proved', kind: 'catalog', text: 'orders.id is in the catalog' } as const
const quoted = { strength: 'inferred', kind: 'quote', text: 'stands verbatim at line 3' } as const

function finding(over: Partial<Verified> = {}): Verified {
  return {
    ...{ category: 'business-logic', severity: 'high', confidence: 'high', path: 'a.sql', subject: 'orders' },
    lines: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 },
    ...{ quote: 'SELECT 1', title: 'Wrong', consequence: 'Bad', fix: 'Better' },
    evidence: [quoted, proved],
    fingerprint: 'f1',
    ...over,
  }
}

const upheld = (over: Partial<Verified> = {}): Judged => ({ finding: finding(over), isUpheld: true })

function report(over: Partial<QuestionReport> = {}): QuestionReport {
  return {
    ...{
      topic: 'ddl',
      title: 'one',
      paths: ['a.sql'],
      cut: [],
      tier: 'review',
      model: 'm',
      outcome: 'answered',
    },
    usage: { ...noUsage, inputTokens: 10, usd: 0.25 },
    ...{ seconds: 1, ...over },
  }
}

function input(over: Partial<OpinionInput> = {}): OpinionInput {
  return {
    ...{
      setting: { ...setting, enforcement: 'block' },
      modelUnavailable: 'ignore',
      firstNumber: 4,
      notRead: [],
    },
    ...{ memory: { round: 1, earlier: [] }, judged: [], dropped: [], remedies: [], questions: [report()] },
    ...{ promptVersion: '1', seconds: 2, ...over },
  }
}

function remembered(over: Partial<RememberedFinding> = {}): RememberedFinding {
  const { category, path, subject, title, quote, fingerprint } = finding()
  return { category, path, subject, title, quote, fingerprint, state: 'open', ...over }
}

const failed = { outcome: 'failed', problem: 'The server is overloaded (529).' } as const

describe('the most a finding can do', () => {
  test.each<[string, Judged, Partial<OpinionInput['setting']>, string]>([
    ['sure and proved', upheld(), {}, 'block'],
    ['of medium confidence', upheld({ confidence: 'medium' }), {}, 'warn'],
    ['of low confidence', upheld({ confidence: 'low' }), {}, 'info'],
    ['sure, nothing of it proved', upheld({ evidence: [quoted] }), {}, 'warn'],
    [
      'sure, with a fix that was tried',
      { ...upheld({ evidence: [quoted], suggested: 'x' }), proof: ['Applied.'] },
      {},
      'block',
    ],
    ['sure, with a fix that was not tried', upheld({ evidence: [quoted], suggested: 'x' }), {}, 'warn'],
    ['where the policy warns', upheld(), { enforcement: 'warn' }, 'warn'],
    [
      'where the policy warns, of a category that blocks',
      upheld(),
      { enforcement: 'warn', categories: { 'business-logic': 'block' } },
      'block',
    ],
    [
      'where the policy blocks, of a category that informs',
      upheld(),
      { categories: { 'business-logic': 'info' } },
      'info',
    ],
    ['where another category is named', upheld(), { categories: { security: 'info' } }, 'block'],
  ])('%s', (_, judged, over, expected) => {
    const opinion = decideOpinion(input({ judged: [judged], setting: { ...input().setting, ...over } }))
    expect(opinion.findings[0]?.enforcement).toBe(expected)
    expect(opinion.verdict).toBe(expected === 'info' ? 'pass' : expected)
  })

  test('what was not upheld does nothing and is counted', () => {
    const judged = [{ ...upheld(), isUpheld: false }]
    const { findings, verdict, dropped } = decideOpinion(
      input({ judged, dropped: [{ reason: 'malformed' }] }),
    )
    expect({ findings, verdict, dropped }).toEqual({
      findings: [],
      verdict: 'pass',
      dropped: { malformed: 1, 'not-upheld': 1 },
    })
  })

  test('in shadow mode nothing does anything, and all is recorded', () => {
    const shadow = { ...input().setting, shadow: true }
    const opinion = decideOpinion(
      input({ setting: shadow, judged: [upheld()], questions: [report(failed)], modelUnavailable: 'block' }),
    )
    expect(opinion).toMatchObject({ verdict: 'pass', isShadow: true, status: 'unavailable' })
    expect(opinion.findings).toHaveLength(1)
  })

  test('what was dismissed is shown as that, and does nothing', () => {
    const earlier = [remembered({ state: 'dismissed', by: 'ann', reason: 'intended' })]
    const opinion = decideOpinion(input({ judged: [upheld()], memory: { round: 2, earlier } }))
    expect(opinion.findings[0]?.dismissedBy).toEqual({ by: 'ann', reason: 'intended' })
    expect(opinion.verdict).toBe('pass')
  })
})

describe('what was answered', () => {
  test.each<[string, QuestionReport[], string, string[]]>([
    ['all', [report(), report()], 'complete', []],
    ['some', [report(), report(failed)], 'partial', [failed.problem]],
    ['none', [report(failed), report(failed)], 'unavailable', [failed.problem]],
    [
      'none, for want of a budget',
      [report({ outcome: 'not-asked', problem: 'Spent.' })],
      'not-asked',
      ['Spent.'],
    ],
    ['nothing to ask', [], 'not-asked', []],
    ['all but a remedy', [report(), report({ topic: 'remedy', ...failed })], 'complete', []],
  ])('%s', (_, questions, status, problems) => {
    expect(decideOpinion(input({ questions }))).toMatchObject({ status, problems })
  })

  test.each<[string, QuestionReport[], OpinionInput['modelUnavailable'], string]>([
    ['a policy that blocks on it', [report(), report(failed)], 'block', 'block'],
    ['a policy that warns of it', [report(failed)], 'warn', 'warn'],
    ['a policy that ignores it', [report(failed)], 'ignore', 'pass'],
    [
      'a policy that blocks on it, and a spent budget',
      [report({ outcome: 'not-asked', problem: 'Spent.' })],
      'block',
      'block',
    ],
    ['a policy that blocks on it, and all answered', [report()], 'block', 'pass'],
    [
      'a policy that blocks on it, and a remedy that failed',
      [report(), report({ topic: 'remedy', ...failed })],
      'block',
      'pass',
    ],
    ['a policy that blocks on it, and nothing to ask', [], 'block', 'pass'],
  ])('%s', (_, questions, modelUnavailable, verdict) => {
    expect(decideOpinion(input({ questions, modelUnavailable })).verdict).toBe(verdict)
  })

  test('usage is the sum of the questions', () => {
    const { usage } = decideOpinion(input({ questions: [report(), report()] }))
    expect(usage).toMatchObject({ inputTokens: 20, usd: 0.5 })
  })
})

describe('what is fixed', () => {
  const memory = { round: 2, earlier: [remembered()] }
  const fixed = (over: Partial<OpinionInput>) =>
    decideOpinion(input({ memory, ...over })).fixed.map((one) => one.fingerprint)

  test.each<[string, Partial<OpinionInput>, number]>([
    ['looked at and not found again', {}, 1],
    ['found again', { judged: [upheld()] }, 0],
    ['found again and not upheld', { judged: [{ ...upheld(), isUpheld: false }] }, 0],
    ['the question failed', { questions: [report(failed)] }, 0],
    ['the question was cut', { questions: [report({ cut: ['the end of a.sql'] })] }, 0],
    ['one of two questions failed', { questions: [report(), report(failed)] }, 0],
    ['another file was asked about', { questions: [report({ paths: ['b.sql'] })] }, 0],
    ['only a remedy was asked for', { questions: [report({ topic: 'remedy' })] }, 0],
    ['it was dismissed', { memory: { round: 2, earlier: [remembered({ state: 'dismissed' })] } }, 0],
    ['it was fixed before', { memory: { round: 2, earlier: [remembered({ state: 'fixed' })] } }, 0],
  ])('%s', (_, over, amount) => expect(fixed(over)).toHaveLength(amount))

  test('what was fixed and is back is new; what is still there is open', () => {
    const status = (state: RememberedFinding['state']) =>
      decideOpinion(input({ judged: [upheld()], memory: { round: 2, earlier: [remembered({ state })] } }))
        .findings[0]?.status
    expect([status('fixed'), status('open')]).toEqual(['new', 'open'])
  })
})

const judgedList = fc
  .uniqueArray(
    fc.record({
      finding: fc.record({
        severity: fc.constantFrom<Verified['severity']>('critical', 'high', 'medium', 'low'),
        confidence: fc.constantFrom<Verified['confidence']>('high', 'medium', 'low'),
        category: fc.constantFrom<Category>('security', 'cost', 'tests'),
        path: fc.constantFrom('a.sql', 'b.sql'),
        fingerprint: fc.integer({ min: 0, max: 60 }).map((n) => `f${n}`),
      }),
      isUpheld: fc.boolean(),
    }),
    { maxLength: 40, selector: (one) => one.finding.fingerprint },
  )
  .map((all) => all.map(({ finding: over, isUpheld }): Judged => ({ finding: finding(over), isUpheld })))

const earlierList = fc
  .uniqueArray(
    fc.record({
      fingerprint: fc.integer({ min: 0, max: 60 }).map((n) => `f${n}`),
      path: fc.constantFrom('a.sql', 'b.sql', 'c.sql'),
      state: fc.constantFrom<RememberedFinding['state']>('open', 'fixed', 'dismissed'),
    }),
    { maxLength: 20, selector: (one) => one.fingerprint },
  )
  .map((all) => all.map((over) => remembered(over)))

test('findings are numbered from the first number on, at most twenty, the same whatever order they come in', () => {
  fc.assert(
    fc.property(judgedList, (judged) => {
      const opinion = decideOpinion(input({ judged }))
      const upheldOnes = judged.filter(({ isUpheld }) => isUpheld).length
      expect(opinion.findings.map(({ number }) => number)).toEqual(
        Array.from({ length: Math.min(20, upheldOnes) }, (_, k) => 4 + k),
      )
      expect(opinion.dropped['below-the-bar'] ?? 0).toBe(Math.max(0, upheldOnes - 20))
      expect(decideOpinion(input({ judged: judged.toReversed() }))).toEqual(opinion)
    }),
  )
})

test('what is remembered: the same opinion twice is nothing new, dismissals stay, only what was looked at is fixed', () => {
  fc.assert(
    fc.property(judgedList, earlierList, (judged, earlier) => {
      const memory = { round: 3, earlier }
      const opinion = decideOpinion(input({ judged, memory }))
      const after = remember(opinion, memory)
      expect(remember(opinion, { earlier: after })).toEqual(after)
      expect(new Set(after.map(({ fingerprint }) => fingerprint)).size).toBe(after.length)
      for (const [index, was] of earlier.entries()) {
        const is = after[index]
        expect(is?.fingerprint).toBe(was.fingerprint)
        if (was.state === 'dismissed') expect(is).toEqual(was)
        if (was.state === 'open' && is?.state === 'fixed') expect(was.path).toBe('a.sql')
      }
      for (const { fingerprint, dismissedBy } of opinion.findings) {
        const state = after.find((one) => one.fingerprint === fingerprint)?.state
        expect(state).toBe(dismissedBy ? 'dismissed' : 'open')
      }
    }),
  )
})

test('in shadow mode nobody was told anything, so nothing is remembered', () => {
  const earlier = [remembered({ fingerprint: 'other' })]
  const opinion = decideOpinion(input({ judged: [upheld()], setting: { ...setting, shadow: true } }))
  expect(remember(opinion, { earlier })).toEqual(earlier)
})
