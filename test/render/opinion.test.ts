import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Opinion } from '../../src/core/opinion.ts'
import type { Report } from '../../src/core/report.ts'
import { renderCheckRun } from '../../src/render/check-run.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderOpinionCheck } from '../../src/render/opinion-check.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { hostileReport } from './hostile.ts'
import { everything, modelFinding, opinion, unavailable } from './opinions.ts'
import { report } from './report.ts'

const quiet: Report = {
  ...report,
  decision: {
    ...report.decision,
    verdict: 'pass',
    reasons: [],
    approvals: { required: 0, teams: [], given: [] },
  },
  findings: [],
  changes: [],
  rehearsal: null,
  coverage: { files: [] },
}
const withOpinion = (said: Opinion): Report => ({ ...quiet, opinion: said })

describe('the check of a second opinion', () => {
  test.each<[string, Opinion, string, RegExp]>([
    ['found something', opinion(), 'success', /^1 worth a look$/],
    ['found nothing', opinion({ findings: [], verdict: 'pass' }), 'success', /^Nothing to add$/],
    ['blocks by policy', { ...everything, status: 'complete', verdict: 'block' }, 'failure', /^1 to fix/],
    [
      'was answered in part',
      opinion({ status: 'partial', problems: ['One was declined.'] }),
      'neutral',
      /not complete: One/,
    ],
    ['was not answered', unavailable, 'neutral', /^Did not take place: The model's server is overloaded/],
    ['was not answered, and must be', { ...unavailable, verdict: 'block' }, 'failure', /^Did not take place/],
    [
      'was not asked for',
      { ...unavailable, status: 'not-asked', problems: ['The policy shares nothing.'] },
      'neutral',
      /^Not asked for: The policy/,
    ],
    ['is in the shadow', opinion({ isShadow: true, verdict: 'block' }), 'success', /shadow mode/],
  ])('that %s', (_, said, conclusion, title) => {
    const output = renderOpinionCheck(said)
    expect(output.conclusion).toBe(conclusion)
    expect(output.title).toMatch(title)
  })

  test('tells model, tokens, cached share, dollars and seconds', () => {
    const { summary } = renderOpinionCheck(opinion())
    expect(summary).toContain('`claude-sonnet-5-5`')
    expect(summary).toContain('5,000 tokens in (82 % from the cache), 300 out')
    expect(summary).toMatch(/\$0\.012/)
    expect(summary).toContain('4.2 s')
  })

  test('names what was not read, and counts what was dropped', () => {
    const { summary, text } = renderOpinionCheck(everything)
    expect(summary).toContain('models/big.sql: too large')
    expect(text).toContain('1 remark dropped: 1 duplicate')
  })

  test('whatever a model says, the texts fit and mention nobody', () => {
    fc.assert(
      fc.property(hostileReport, ({ opinion: said }) => {
        if (!said) return
        const { title, summary, text, annotations } = renderOpinionCheck(said)
        expect(title.length).toBeLessThanOrEqual(200)
        for (const part of [summary, text]) {
          expect(Buffer.byteLength(part)).toBeLessThan(65_536)
          expect(withoutCode(part)).not.toMatch(/@(?!&#8203;)\w|!\[|<img|<script|\]\(|<!--/)
        }
        for (const one of annotations) expect(one.message.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})

/** Code is not looked at for mentions, links and images. */
const withoutCode = (markdown: string) =>
  markdown
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '')
    .replace(/<code>[\s\S]*?<\/code>/g, '')
    .replace(/`[^`\n]+`/g, '')

describe('the comment', () => {
  test('is written for what a model found alone, and says whose words they are', () => {
    expect(renderMarkdown(quiet)).toBe('')
    const comment = renderMarkdown(withOpinion(opinion()))
    expect(comment).toContain('**Second opinion** · 1 worth a look')
    expect(comment).toContain('it decides nothing')
    expect(comment).toContain('**7 · An order with two payments is counted twice**')
  })

  test.each([
    ['nothing was found', opinion({ findings: [], verdict: 'pass' })],
    ['it is recorded in the shadow', opinion({ isShadow: true })],
    ['nobody asked', opinion({ findings: [], status: 'not-asked', problems: ['No key.'] })],
  ])('is not written where %s', (_, said) => {
    expect(renderMarkdown(withOpinion(said))).toBe('')
  })

  test('shows a fix as a difference with what was tried, and a remedy with its proof', () => {
    const comment = renderMarkdown(withOpinion(everything))
    expect(comment).toContain('-left join payments p on p.order_id = o.id\n+left join paid p')
    expect(comment).toContain('verified: Parses.')
    expect(comment).toContain('<b>Rollback script</b> for `db/1.up.sql`')
    expect(comment).toContain('verified: Applied and undone.</sub>')
    expect(comment).toContain('<sub>note: Rows are lost.</sub>')
  })

  test('folds what is of low confidence, and leaves out what was dismissed', () => {
    const comment = renderMarkdown(withOpinion(everything))
    expect(comment).toContain('<details><summary>1 remark of low confidence</summary>')
    expect(comment).not.toContain('**9 ·')
  })
})

test("the rules' check is the same with and without an opinion", () => {
  for (const said of [opinion(), everything, unavailable])
    expect(renderCheckRun({ ...report, opinion: said })).toEqual(renderCheckRun(report))
})

describe('the terminal', () => {
  test('tells an opinion apart from the verdict, which stays', () => {
    const text = renderTerminal(
      withOpinion(opinion({ findings: [modelFinding({ enforcement: 'block' })], verdict: 'block' })),
      {
        timings: false,
      },
    )
    expect(text).toContain('second opinion (a model; decides nothing)')
    expect(text).toContain('models/revenue.sql:3')
    expect(text).toMatch(/PASS/)
  })

  test('says why nobody was asked', () => {
    const said = { ...unavailable, status: 'not-asked' as const, problems: ['ANTHROPIC_API_KEY is not set.'] }
    expect(renderTerminal(withOpinion(said))).toContain('not asked for: ANTHROPIC_API_KEY is not set')
  })
})
