import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { code, fenced, inert, link, paragraphs, prose } from '../../src/render/escape.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { longestComment } from '../../src/render/sections.ts'
import { hostileReport } from './hostile.ts'
import { expectInert, readMarkdown } from './markdown-reader.ts'
import { dismissed, fixed, nothing, report, rewrite, waived } from './report.ts'

describe('the comment', () => {
  test('reads as expected', async () => {
    await expect(renderMarkdown(report, { run: '8f2c1d0e', commands: true })).toMatchFileSnapshot(
      'expected/comment.md.txt',
    )
  })

  test('is empty when there is nothing to say', () => {
    expect(renderMarkdown(nothing)).toBe('')
    expect(
      renderMarkdown({
        ...nothing,
        findings: [fixed],
        coverage: { files: report.coverage.files.slice(0, 1) },
      }),
    ).toBe('')
  })

  test('is empty for additions alone, and speaks of a change that takes something away', () => {
    const [altered, added] = report.changes
    if (!altered || !added) throw new Error('the fixture has changes')
    expect(renderMarkdown({ ...nothing, changes: [added] })).toBe('')
    expect(renderMarkdown({ ...nothing, changes: [added, altered] })).toContain('▲ type')
  })

  test('speaks when a file was not read, an approval is missing, or the review failed', () => {
    expect(renderMarkdown({ ...nothing, coverage: report.coverage })).toContain('scripts/load.py')
    const approvals = { required: 1, teams: [], given: [] }
    expect(renderMarkdown({ ...nothing, decision: { ...nothing.decision, approvals } })).toContain(
      '**Approvals** 0 of 1',
    )
    const decision = {
      ...nothing.decision,
      verdict: 'error' as const,
      reasons: ['The policy could not be read.'],
    }
    expect(renderMarkdown({ ...nothing, decision })).toContain('> The policy could not be read.')
  })

  test('lists what is waived and by whom, counts what is dismissed, and keeps the numbers', () => {
    const decision = { ...nothing.decision, verdict: 'pass' as const }
    const comment = renderMarkdown({ ...nothing, decision, findings: [waived, dismissed] })
    expect(comment).toContain('<details><summary><b>Waived</b> · 1</summary>')
    expect(comment).toMatch(/\*\*2\*\* · .* · waived by `ada until 2026-12-31`: announced for Sunday\n/)
    expect(comment).toContain(' · 1 dismissed · ')
    expect(comment).not.toMatch(/Must fix|Worth a look/)
    expect(renderMarkdown({ ...nothing, findings: [dismissed] })).toBe('')
  })

  test('says why approvals could not be counted', () => {
    const approvals = { required: 1, teams: ['acme/dba'], given: [], unknown: 'The team acme/dba is hidden.' }
    expect(renderMarkdown({ ...nothing, decision: { ...nothing.decision, approvals } })).toContain(
      '**Approvals** 0 of 1 · waiting for `acme/dba`  \nThe team acme/dba is hidden.',
    )
  })

  test('is the same in every run without timings', () => {
    const slower = { ...report, timings: { collect: 9999 } }
    expect(renderMarkdown(slower, { timings: false })).toBe(renderMarkdown(report, { timings: false }))
  })

  test('links rules to their pages', () => {
    const ruleUrl = (id: string) => `https://docs.example/rules/${id}) [x](y`
    expect(renderMarkdown(report, { ruleUrl })).toContain(
      '[`migration/used-downstream`](https://docs.example/rules/migration/used-downstream%29%20%5Bx%5D%28y)',
    )
  })

  test('names what it leaves out', () => {
    const findings = Array.from({ length: 900 }, (_, i) => ({ ...rewrite, number: i + 1 }))
    const changes = report.changes.flatMap((change) => Array.from({ length: 20 }, () => change))
    const comment = renderMarkdown({ ...report, findings, changes })
    expect(comment.length).toBeLessThanOrEqual(longestComment)
    expect(comment).toMatch(/\nand 40 more\n/)
    expect(comment).toMatch(/\nand \d+ more to fix; the check run lists them\.\n/)
    expect(comment).toContain('**Approvals**')
  })
})

describe('text of a pull request in the comment', () => {
  test('is inert whatever it holds', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const comment = renderMarkdown(hostile)
        const read = readMarkdown(comment)
        expect(comment.length).toBeLessThanOrEqual(longestComment)
        expectInert(comment)
        for (const row of read.tableRows) expect([4, 5, 6]).toContain(row.match(/\|/g)?.length)
      }),
      { numRuns: 150 },
    )
  })

  test.each([
    ['@acme/admins', '@&#8203;acme/admins'],
    ['see #12 and GH-7', 'see #&#8203;12 and GH-&#8203;7'],
    ['https://evil.example', 'https:&#8203;//evil.example'],
    ['www.evil.example', 'www&#8203;.evil.example'],
    ['<b>&amp;', '&#60;b&#62;&#38;amp;'],
    ['[a](b) ![c](d)', '&#91;a&#93;(b) !&#91;c&#93;(d)'],
    ['order_items _x_', 'order_items &#95;x&#95;'],
    ['# title', '&#35; title'],
    ['1. one', '1&#46; one'],
    ['- one', '&#45; one'],
    ['a|b', 'a&#124;b'],
    ['one\ntwo', 'one two'],
    ['pay\u202epal\u200b', 'pay&#91;U+202E&#93;pal&#91;U+200B&#93;'],
    [':shipit:', ':&#8203;shipit:'],
  ])('inert: %j', (text, expected) => expect(inert(text)).toBe(expected))

  test.each([
    ['orders.total', '`orders.total`'],
    ['a`b', '<code>a&#96;b</code>'],
    ['a\\|@b', '<code>a&#92;&#124;@&#8203;b</code>'],
    ['', '<code> </code>'],
  ])('code: %j', (text, expected) => expect(code(text)).toBe(expected))

  test('a fence is longer than any run of backticks inside', () => {
    expect(fenced('a\n````\nb', 'diff')).toBe('`````diff\na\n````\nb\n`````')
  })

  test('prose keeps code spans and marks the subject', () => {
    expect(prose('Locks orders and `x` but not orders_old or app.orders.', ['orders'])).toBe(
      'Locks `orders` and `x` but not orders_old or app.orders.',
    )
  })

  test('an address with a key is one piece of code, beside the same without', () => {
    expect(
      prose('aws_s3_bucket.zone["a"] and aws_s3_bucket.zone go.', [
        'aws_s3_bucket.zone',
        'aws_s3_bucket.zone["a"]',
      ]),
    ).toBe('`aws_s3_bucket.zone["a"]` and `aws_s3_bucket.zone` go.')
  })

  test('a recipe keeps its list and its fenced statement', () => {
    expect(paragraphs('1. First:\n```sql\nSELECT 1;\n```\n2. Then *this*.\n\n\nEnd.')).toBe(
      '1. First:\n```sql\nSELECT 1;\n```\n2. Then &#42;this&#42;.\n\nEnd.',
    )
  })

  test('link leaves the text alone without an address', () => expect(link('`a`', undefined)).toBe('`a`'))
})
