import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { couldNotEvaluate } from '../../src/core/evaluation.ts'
import type { JudgedFinding, Report } from '../../src/core/report.ts'
import { type CheckRunOutput, renderCheckRun } from '../../src/render/check-run.ts'
import { hostileReport } from './hostile.ts'
import { expectInert, readMarkdown } from './markdown-reader.ts'
import { dismissed, noTimeout, nothing, report, rewrite, stillRead, suppressed, waived } from './report.ts'

const about = (over: Partial<Report['decision']>, rest: Partial<Report> = {}): Report => ({
  ...nothing,
  coverage: { files: report.coverage.files.slice(0, 1) },
  ...rest,
  decision: { ...nothing.decision, ...over },
})
const wanted = { required: 2, teams: ['acme/data'], given: ['ada'] }
const unread = report.coverage.files.slice(-1)

/** GitHub's limits, from its published description of the API and its documentation of annotations. */
function expectWithinLimits({ title, summary, text, annotations }: CheckRunOutput): void {
  expect(title.length).toBeLessThanOrEqual(200)
  expect(title).toMatch(/^\S.*\S$/)
  for (const part of [summary, text]) {
    expect(part.length).toBeLessThanOrEqual(65_535)
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(65_000)
  }
  expect(annotations.length).toBeLessThanOrEqual(500)
  for (const annotation of annotations) {
    expect(Buffer.byteLength(annotation.message)).toBeLessThanOrEqual(65_536)
    expect(Buffer.byteLength(annotation.raw_details ?? '')).toBeLessThanOrEqual(65_536)
    expect(annotation.title.length).toBeLessThanOrEqual(255)
    expect(annotation.message).not.toBe('')
    expect(annotation.end_line).toBeGreaterThanOrEqual(annotation.start_line)
    expect(annotation.path).not.toBe('')
  }
}

describe('conclusion and title', () => {
  test.each([
    ['findings that block', report, 'failure', '2 to fix, 1 warning · risk high'],
    ['nothing', nothing, 'success', 'Nothing to review'],
    ['no finding', about({}), 'success', 'No findings · risk low'],
    [
      'a missing approval',
      about({ approvals: wanted, risk: { level: 'high', reasons: [] } }),
      'action_required',
      'Waiting for 1 of 2 approvals · risk high',
    ],
    [
      'a missing approval beside a warning',
      about({ approvals: wanted, verdict: 'warn' }, { findings: [noTimeout] }),
      'action_required',
      'Waiting for 1 of 2 approvals · 1 warning · risk low',
    ],
    [
      'a missing approval beside what blocks',
      about({ approvals: wanted, verdict: 'block' }, { findings: [rewrite] }),
      'failure',
      '1 to fix · risk low',
    ],
    [
      'approvals given',
      about({ approvals: { ...wanted, given: ['ada', 'bob'] } }),
      'success',
      'No findings · risk low',
    ],
    ['a warning', about({ verdict: 'warn' }, { findings: [noTimeout] }), 'success', '1 warning · risk low'],
    ['leave', about({}, { findings: [waived, dismissed] }), 'success', '1 waived · risk low'],
    [
      'an unread file the policy blocks on',
      about({ verdict: 'block' }, { coverage: { files: unread } }),
      'failure',
      '1 file not read in full · risk low',
    ],
    [
      'a failure',
      couldNotEvaluate({
        base: null,
        head: null,
        reasons: ['The policy .github/sluice.yml cannot be used.', 'x'],
      }),
      'failure',
      'Could not evaluate: the policy .github/sluice.yml cannot be used',
    ],
    [
      'a failure that begins with an abbreviation',
      couldNotEvaluate({ base: null, head: null, reasons: ['SQL.\nNone.'] }),
      'failure',
      'Could not evaluate: SQL. None',
    ],
  ] as const)('of %s', (_, given, conclusion, title) => {
    expect(renderCheckRun(given)).toMatchObject({ conclusion, title })
  })
})

describe('summary and text', () => {
  test('read as expected', async () => {
    const { summary, text } = renderCheckRun({ ...report, findings: [...report.findings, waived, dismissed] })
    await expect(`${summary}\n-----\n\n${text}`).toMatchFileSnapshot('expected/check-run.md.txt')
  })

  test('tell every reason of a failure, and no risk of what is not known', () => {
    const reasons = ['The policy cannot be used.', '.github/sluice.yml:3:5: rules.x: There is no such rule.']
    const { summary, text } = renderCheckRun(couldNotEvaluate({ base: null, head: null, reasons }))
    expect(summary.replaceAll('&#8203;', '')).toContain(`- ${reasons[0]}\n- ${reasons[1]}\n`)
    expect(summary).not.toMatch(/risk/i)
    expect(text).toBe('')
  })

  test('say what is cut, and close what they open', () => {
    const long = 'ä`` ``` 漢字 '.repeat(80_000)
    const findings = Array.from({ length: 700 }, (_, i) => ({
      ...[rewrite, noTimeout, waived, suppressed, stillRead][i % 5],
      ...{ number: i + 1, message: long, fix: `${long}\n\`\`\`sql\n${long}`, why: long, title: long },
    })) as JudgedFinding[]
    const output = renderCheckRun({ ...report, findings })
    expectWithinLimits(output)
    expectInert(output.summary)
    expectInert(output.text)
    expect(output.summary).toMatch(/\nand \d+ more to fix\.\n/)
    expect(output.text).toMatch(/\nand \d+ more, for which there is no room here\.\n/)
    expect(output.summary).toContain('**Approvals** 1 of 2')
  })

  test('are inert and within the limits whatever they hold', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const output = renderCheckRun(hostile)
        expectWithinLimits(output)
        expectInert(output.summary)
        expectInert(output.text)
        for (const row of readMarkdown(output.summary).tableRows)
          expect([4, 5, 6]).toContain(row.match(/\|/g)?.length)
        const shown = output.annotations.flatMap(({ title, message, raw_details }) => [
          title,
          message,
          raw_details,
        ])
        expect([output.title, ...shown].join('')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      }),
      { numRuns: 100 },
    )
  })
})

describe('annotations', () => {
  const placed = (lines: Partial<JudgedFinding['lines']>, over: Partial<JudgedFinding> = {}) =>
    renderCheckRun({ ...report, findings: [{ ...rewrite, ...over, lines: { ...rewrite.lines, ...lines } }] })
      .annotations[0]

  test('are of open findings with a place at head, gravest first', () => {
    const elsewhere: JudgedFinding[] = [
      { ...rewrite, path: '' },
      { ...rewrite, side: 'base' },
    ]
    const findings = [noTimeout, ...elsewhere, suppressed, waived, dismissed, stillRead]
    const { annotations } = renderCheckRun({ ...report, findings })
    expect(annotations.map(({ annotation_level, start_line }) => [annotation_level, start_line])).toEqual([
      ['failure', 9],
      ['warning', 3],
    ])
  })

  test.each([
    ['inside a line', { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 }, [3, 3, 5, 8]],
    ['at a point', { startLine: 3, startColumn: 5, endLine: 3, endColumn: 5 }, [3, 3, 5, 5]],
    ['over lines', { startLine: 3, startColumn: 5, endLine: 4, endColumn: 2 }, [3, 4, undefined, undefined]],
    [
      'up to a line',
      { startLine: 3, startColumn: 5, endLine: 5, endColumn: 1 },
      [3, 4, undefined, undefined],
    ],
  ] as const)('have their place %s', (_, lines, [start, end, from, to]) => {
    const { start_line, end_line, start_column, end_column } = placed(lines) ?? {}
    expect([start_line, end_line, start_column, end_column]).toEqual([start, end, from, to])
  })

  test('are at most 500, the gravest, and the summary says how many there are', () => {
    const warnings = Array.from({ length: 499 }, () => noTimeout)
    const { annotations, summary } = renderCheckRun({
      ...report,
      findings: [...warnings, rewrite, stillRead],
    })
    expect(annotations).toHaveLength(500)
    expect(annotations.slice(0, 3).map((one) => one.annotation_level)).toEqual([
      'failure',
      'failure',
      'warning',
    ])
    expect(summary).toContain('500 of 501 findings are annotated.')
    expect(renderCheckRun({ ...report, findings: warnings }).summary).not.toContain('are annotated')
  })
})
