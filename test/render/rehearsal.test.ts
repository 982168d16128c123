import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import type { ReportedRehearsal, ReportedRun, ReportedStatement } from '../../src/core/reported-rehearsal.ts'
import { renderCheckRun } from '../../src/render/check-run.ts'
import { durationText } from '../../src/render/duration.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderJson } from '../../src/render/json.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { quietText, undoPhrase } from '../../src/render/rehearsal-words.ts'
import { renderSarif } from '../../src/render/sarif.ts'
import { longestComment } from '../../src/render/sections.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { reported, withoutStatistics } from './rehearsal.ts'
import { report } from './report.ts'

const bare: Report = { ...report, findings: [], changes: [], assumptions: [] }
const withRehearsal: Report = { ...bare, rehearsal: reported }
const still = { timings: false } as const

describe('the rehearsal', () => {
  test('reads as expected in the comment', async () => {
    await expect(renderMarkdown(withRehearsal, still)).toMatchFileSnapshot('expected/rehearsal.md.txt')
  })

  test.each([
    ['terminal', 100],
    ['terminal-narrow', 60],
  ])('reads as expected in the %s', async (name, width) => {
    const text = renderTerminal(withRehearsal, { ...still, width })
    await expect(text).toMatchFileSnapshot(`expected/rehearsal-${name}.txt`)
  })

  test('stands between what must be fixed and what is worth a look', () => {
    const comment = renderMarkdown({ ...report, rehearsal: reported }, still)
    const order = [
      '**Must fix**',
      '**Rehearsal**',
      '<b>Worth a look</b>',
      'alarm</b> of the static',
      '**Approvals**',
    ]
    const places = order.map((text) => comment.indexOf(text))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    const page = renderHtml({ ...report, rehearsal: reported })
    expect(page.indexOf('Must fix')).toBeLessThan(page.indexOf('<h2>Rehearsal'))
    expect(page.indexOf('<h2>Rehearsal')).toBeLessThan(page.indexOf('Worth a look'))
  })

  test('of files that belong to no history says so, wherever there are several', () => {
    const histories = (reported?.histories ?? []).flatMap((one) => [one, { ...one, history: '' }])
    const rehearsal = { notRehearsed: [], disproved: [], histories }
    const text = renderTerminal({ ...bare, rehearsal }, still)
    expect(text).toContain('rehearsal of files outside every history on Postgres')
  })

  test('is told in the check run and annotates nothing', () => {
    const told = renderCheckRun({ ...report, rehearsal: reported })
    expect(told.summary).toContain('🔴 **everything on** `orders`')
    expect(told.annotations).toEqual(renderCheckRun(report).annotations)
  })

  test('is not mentioned where there is none', () => {
    const rendered = [renderMarkdown(report), renderTerminal(report), renderHtml(report), renderSarif(report)]
    for (const text of rendered) expect(text).not.toMatch(/rehears(?:al on|ed)/i)
    expect(JSON.parse(renderJson(report)).rehearsal).toBeNull()
  })

  test('holds no number of seconds without table statistics', () => {
    const plain = { ...bare, rehearsal: withoutStatistics }
    const rendered = [renderMarkdown(plain, still), renderTerminal(plain, still), renderHtml(plain, still)]
    for (const text of rendered) expect(text).not.toMatch(/\d (?:s|min|h|days)\b/)
    expect(renderJson(plain)).not.toMatch(/"(?:runs|held)":/)
  })

  test('tells machines of files that could not be run, and of nothing else', () => {
    const [run] = JSON.parse(renderSarif({ ...bare, coverage: { files: [] }, rehearsal: reported })).runs
    const told = run.invocations[0].toolExecutionNotifications
    expect(told.map(({ message }: { message: { text: string } }) => message.text)).toEqual([
      'migrations/V045__more.sql was not rehearsed: the file before it failed',
      'other/setup.sql was not rehearsed: there is more than one history it may come after',
    ])
    expect(run.results).toEqual([])
  })
})

describe('a long rehearsal', () => {
  const statements = Array.from({ length: 1000 }, (_, i) => row(i))

  test('is cut, with the cut named, to what blocks most', () => {
    const last = { ...row(1000), blocks: [{ what: 'everything' as const, tables: ['public.last'] }] }
    const comment = renderMarkdown({ ...bare, rehearsal: of([...statements, last]) }, still)
    expect(comment).toContain('| 1001 | `ALTER TABLE t1000 …` | 🔴 **everything on** `last` |')
    expect(comment).toContain('976 more statements that block or work less; `--format json` lists all.')
    const terminal = renderTerminal({ ...bare, rehearsal: of([...statements, last]) }, still)
    expect(terminal).toContain('and 976 more statements; --format json lists them')
    expect(terminal).toContain('● blocks everything on last')
  })

  test('leaves room for the others', () => {
    const files = Array.from({ length: 400 }, (_, i) => run(`V${i}.sql`, statements.slice(0, 30)))
    const history = reported?.histories[0]
    if (!history) throw new Error('the fixture has a history')
    const long: ReportedRehearsal = {
      histories: Array.from({ length: 10 }, () => ({ ...history, files })),
      notRehearsed: [],
      disproved: [],
    }
    const comment = renderMarkdown({ ...report, rehearsal: long })
    expect(comment.length).toBeLessThanOrEqual(longestComment)
    expect(comment).toMatch(/\nand \d+ more files\.\n/)
    for (const kept of ['**Must fix**', '<b>Worth a look</b>', '**Approvals**'])
      expect(comment).toContain(kept)
  })
})

describe('words', () => {
  test.each([
    [{ least: 0, most: 0.1 }, 'under 1 s'],
    [{ least: 0.4, most: 7.2 }, 'up to 8 s'],
    [{ least: 4.7, most: 20.1 }, '4 to 21 s'],
    [{ least: 40, most: 170 }, '40 s to 3 min'],
    [{ least: 240, most: 1200 }, '4 to 20 min'],
    [{ least: 5000, most: 400_000 }, '83 min to 5 days'],
    [{ least: 3, most: 3 }, 'about 3 s'],
    [{ least: 300 }, 'at least 5 min'],
    [{ least: 0.2 }, ''],
  ])('%j reads %j', (seconds, text) => expect(durationText(seconds)).toBe(text))

  test('a file in which nothing blocks anybody says so', () => {
    expect(quietText({ ...run('a.sql', []), quiet: 9 })).toBe(
      'It ran: none of its 9 statements took a lock that blocks anybody.',
    )
    expect(quietText({ ...run('a.sql', []), quiet: 1 })).toBe(
      'It ran: its statement took no lock that blocks anybody.',
    )
    expect(quietText({ ...run('a.sql', [row(1)]), quiet: 1 })).toBe(
      '1 more statement took no lock that blocks anybody.',
    )
  })

  test('an undo that fails names where', () => {
    const lines = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 }
    const error = { code: '42703', message: 'column "b" does not exist', line: 4 }
    const failed = undoPhrase({ outcome: 'failed', path: 'down.sql', lines, error })
    expect(failed.slice(0, 3)).toEqual(['The undo script fails at line ', '4 of ', { code: 'down.sql' }])
    const again = undoPhrase({
      outcome: 'not-repeatable',
      path: 'up.sql',
      lines,
      error: { ...error, line: 3 },
    })
    expect(again[0]).toBe('After the undo script the file does not apply again; it fails at line ')
  })
})

function row(i: number): ReportedStatement {
  return {
    text: `ALTER TABLE t${i} …`,
    lines: { startLine: i + 1, startColumn: 1, endLine: i + 1, endColumn: 10 },
    watched: true,
    locks: [],
    blocks: [{ what: 'writes', tables: [`public.t${i}`] }],
    stillBlocks: [],
    work: [],
    rows: [],
    inner: 0,
  }
}

function run(path: string, statements: readonly ReportedStatement[]): ReportedRun {
  return { path, outcome: 'applied', statements, quiet: 0 }
}

function of(statements: readonly ReportedStatement[]): ReportedRehearsal {
  const history = reported?.histories[0]
  if (!history) throw new Error('the fixture has a history')
  return {
    histories: [{ ...history, files: [run('V1.sql', statements)] }],
    notRehearsed: [],
    disproved: [],
  }
}
