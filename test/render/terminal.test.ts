import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells, pad, wrap } from '../../src/render/columns.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { hostileReport } from './hostile.ts'
import { nothing, report } from './report.ts'

const esc = '\u001b'

describe('the terminal', () => {
  test('reads as expected', async () => {
    await expect(renderTerminal(report)).toMatchFileSnapshot('expected/terminal.txt')
  })

  test('wraps to a narrow width', async () => {
    const narrow = renderTerminal(report, { width: 60 })
    await expect(narrow).toMatchFileSnapshot('expected/terminal-narrow.txt')
  })

  test('says so when there is nothing to review', () => {
    expect(renderTerminal(nothing, { timings: false })).toBe(
      '  PASS  nothing to review: no data files changed\n',
    )
  })

  test('explains an error', () => {
    const decision = {
      ...nothing.decision,
      verdict: 'error' as const,
      reasons: ['The policy could not be read.'],
    }
    expect(renderTerminal({ ...nothing, decision }, { timings: false })).toBe(
      '  The policy could not be read.\n  COULD NOT EVALUATE  risk low  0 block, 0 warn, 0 fixed  0 of 0 data files\n',
    )
  })

  test('colours and links only when asked, around the same text', () => {
    const rich = renderTerminal(report, { colour: true, links: true, root: '/home/ada/shop' })
    expect(rich).toContain(`${esc}[31mblock  ${esc}[0m`)
    expect(rich).toContain(
      `${esc}]8;;file:///home/ada/shop/migrations/V042__totals.sql#L9${esc}\\9:1${esc}]8;;${esc}\\`,
    )
    const sequences = new RegExp(`${esc}\\[[\\d;]*m|${esc}\\]8;;[^${esc}]*${esc}\\\\`, 'g')
    expect(rich.replace(sequences, '')).toBe(renderTerminal(report))
  })

  test('nothing from the pull request can act on it', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        expect(renderTerminal(hostile)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        const rich = renderTerminal(hostile, { colour: true, links: true, root: '/r' })
        const sequences = new RegExp(
          `${esc}\\[(?:0|[12]|3[1236]|1;3[123])m|${esc}\\]8;;[\\w:/.%#!~*'()-]*${esc}\\\\`,
          'g',
        )
        expect(rich.replace(sequences, '')).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u)
      }),
    )
  })

  test('findings in any order read the same', () => {
    expect(renderTerminal({ ...report, findings: report.findings.toReversed() })).toBe(renderTerminal(report))
  })
})

describe('columns', () => {
  test.each([
    ['orders', 6],
    ['注文', 4],
    ['e\u0301', 1],
    ['✅', 2],
    ['한글', 4],
  ])('%s takes %i cells', (text, width) => expect(cells(text)).toBe(width))

  test('pads and wraps by cells', () => {
    expect(pad('注文', 6)).toBe('注文  ')
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('a long-unbroken-word b', 5)).toEqual(['a', 'long-unbroken-word', 'b'])
  })
})
