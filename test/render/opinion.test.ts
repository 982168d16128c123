import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Opinion } from '../../src/core/opinion.ts'
import type { Report } from '../../src/core/report.ts'
import { renderCheckRun } from '../../src/render/check-run.ts'
import { renderGithub } from '../../src/render/github.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderOpinionCheck } from '../../src/render/opinion-check.ts'
import { renderSarif } from '../../src/render/sarif.ts'
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
    expect(text).toContain('second opinion (a model; blocks by policy)')
    expect(text).not.toContain('decides nothing')
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '  BLOCK  second opinion (a model): blocks by policy: 1 finding to fix (join correctness)',
    )
    expect(renderTerminal(withOpinion(opinion()))).toContain('second opinion (a model; decides nothing)')
    expect(text).toContain('models/revenue.sql:3')
    expect(text).toMatch(/PASS/)
  })

  test('numbers findings, and names five of what was not read', () => {
    const notRead = Array.from({ length: 7 }, (_, i) => `models/m${i}.sql: too large`)
    const text = renderTerminal(withOpinion(opinion({ notRead })))
    expect(text).toContain('7 · An order with two payments is counted twice')
    expect(text).toContain('not read: models/m4.sql: too large')
    expect(text).not.toContain('models/m5.sql')
    expect(text).toContain('not read: 2 more')
  })

  test('says why nobody was asked', () => {
    const said = { ...unavailable, status: 'not-asked' as const, problems: ['ANTHROPIC_API_KEY is not set.'] }
    expect(renderTerminal(withOpinion(said))).toContain('not asked for: ANTHROPIC_API_KEY is not set')
  })
})

describe('an opinion that blocks', () => {
  const lacking = { ...unavailable, verdict: 'block' as const }
  const finding = opinion({ findings: [modelFinding({ enforcement: 'block' })], verdict: 'block' })

  test.each([
    ['terminal', renderTerminal],
    ['comment', renderMarkdown],
    ['page', renderHtml],
    ['log', renderGithub],
    ['SARIF', renderSarif],
  ] as const)('says so and why in the %s, and nowhere that it decides nothing', (_, render) => {
    const cause = [
      [finding, /blocks by policy: 1 finding to fix \(join correctness\)/],
      [
        lacking,
        /blocks by policy: did not take place: .*overloaded.*on\.model(?:\\\\)?_unavailable is block/,
      ],
    ] as const
    for (const [said, words] of cause) {
      const text = render(withOpinion(said)).replace(/\s+/g, ' ').replaceAll('&#8203;', '')
      if (render !== renderSarif || said === lacking) expect(text).toMatch(words)
      expect(text).not.toMatch(/decides nothing/i)
    }
  })

  test('does not where it is in the shadow, or only warns', () => {
    for (const said of [{ ...finding, isShadow: true }, opinion()])
      for (const render of [renderTerminal, renderMarkdown, renderHtml, renderGithub, renderSarif])
        expect(render(withOpinion(said))).not.toContain('blocks by policy')
  })
})

describe('for machines', () => {
  test('annotations are of the level of the enforcement and say whose words they are', () => {
    const text = renderGithub(withOpinion(everything))
    expect(text).toMatch(
      /^::error file=models\/revenue\.sql,line=3,title=7 · .*\(a model%2C join correctness\)::/m,
    )
    expect(text).toMatch(/^::warning .*title=8 · /m)
    expect(text).not.toContain('9 · ')
    expect(renderGithub(quiet)).not.toMatch(/model/)
  })

  test('results of SARIF are of rules of their own; what was dismissed is suppressed', () => {
    const { rules, results } = sarifOf({ ...report, opinion: everything })
    const said = results.filter(({ ruleId }) => ruleId.startsWith('model/'))
    expect(said.map(({ level }) => level)).toEqual(['error', 'warning', 'warning'])
    expect(said.map(({ suppressions }) => suppressions.length)).toEqual([0, 0, 1])
    for (const one of said) {
      expect(one.properties.origin).toBe('model')
      expect(rules[one.ruleIndex]?.id).toBe(one.ruleId)
    }
    expect(sarifOf({ ...report, opinion: { ...everything, isShadow: true } })).toEqual(sarifOf(report))
  })
})

interface SarifResult {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly suppressions: readonly unknown[]
  readonly properties: { readonly origin: string }
}

function sarifOf(of: Report): { readonly rules: { readonly id: string }[]; readonly results: SarifResult[] } {
  const [run] = JSON.parse(renderSarif(of)).runs
  return { rules: run.tool.driver.rules, results: run.results }
}

test('what code dropped is counted where people read, and nothing is said of nothing', () => {
  const dropped = { malformed: 1, 'quote-not-found': 2 }
  const text = '3 remarks dropped by code: 2 quote not found, 1 malformed'
  const shown = (said: Opinion) => [renderTerminal(withOpinion(said)), renderHtml(withOpinion(said))]
  for (const page of shown(opinion({ findings: [], dropped }))) expect(page).toContain(text)
  for (const page of shown(opinion({ findings: [] }))) expect(page).not.toContain('dropped by code')
})
