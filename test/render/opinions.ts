import type { ModelFinding, Opinion } from '../../src/core/opinion.ts'
import { noUsage } from '../../src/core/opinion.ts'

export function modelFinding(of: Partial<ModelFinding> = {}): ModelFinding {
  return {
    number: 7,
    category: 'join-correctness',
    severity: 'high',
    confidence: 'high',
    enforcement: 'warn',
    status: 'new',
    path: 'models/revenue.sql',
    lines: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 40 },
    quote: 'left join payments p on p.order_id = o.id',
    subject: 'payments',
    title: 'An order with two payments is counted twice',
    consequence: 'Revenue is too high for every order that was paid in parts.',
    fix: 'Sum the payments of an order before joining.',
    evidence: [],
    fingerprint: 'a'.repeat(32),
    ...of,
  }
}

export function opinion(of: Partial<Opinion> = {}): Opinion {
  const usage = {
    inputTokens: 900,
    cacheReadTokens: 4100,
    cacheWriteTokens: 0,
    outputTokens: 300,
    usd: 0.0123,
  }
  return {
    status: 'complete',
    problems: [],
    verdict: 'warn',
    findings: [modelFinding()],
    fixed: [],
    remedies: [],
    questions: [
      {
        ...{ topic: 'diff', title: '1 model', paths: ['models/revenue.sql'], cut: [], tier: 'review' },
        ...{ model: 'claude-sonnet-5-5', outcome: 'answered', usage, seconds: 4.2 },
      },
    ],
    notRead: [],
    dropped: {},
    round: 1,
    isShadow: false,
    share: 'schema',
    promptVersion: '1',
    usage,
    seconds: 4.2,
    ...of,
  }
}

export const unavailable = opinion({
  status: 'unavailable',
  problems: ["The model's server is overloaded (529)."],
  verdict: 'pass',
  findings: [],
  questions: [
    {
      ...{ topic: 'diff', title: '1 model', paths: ['models/revenue.sql'], cut: [], tier: 'review' },
      ...{
        model: 'claude-sonnet-5-5',
        outcome: 'failed',
        problem: "The model's server is overloaded (529).",
      },
      ...{ usage: noUsage, seconds: 4.2 },
    },
  ],
  usage: noUsage,
})

/** One of everything that an opinion can hold. */
export const everything = opinion({
  status: 'partial',
  problems: ['One question was declined.'],
  findings: [
    modelFinding({ suggestion: { text: 'left join paid p', proof: ['Parses.'] }, enforcement: 'block' }),
    modelFinding({ number: 8, confidence: 'low', category: 'documentation' }),
    modelFinding({ number: 9, dismissedBy: { by: 'bob', reason: 'Wanted.' } }),
  ],
  remedies: [
    {
      ...{ kind: 'undo', path: 'db/1.up.sql', title: 'Takes it back' },
      files: [{ path: 'db/1.down.sql', text: 'DROP TABLE a;\n' }],
      proof: ['Applied and undone.'],
      caveats: ['Rows are lost.'],
    },
  ],
  notRead: ['models/big.sql: too large'],
  dropped: { duplicate: 1 },
  fixed: [{ fingerprint: 'b'.repeat(32), category: 'cost', title: 'Was dear', path: 'a.sql' }],
})
