import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedLines, diffOf } from '../../src/review/line-diff.ts'
import { linesOf } from '../../src/review/lines.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd'), { maxLength: 30 })

test('Whatever became of a text, the rows hold every line of both sides once and in order', () => {
  fc.assert(
    fc.property(lines, lines, (base, head) => {
      const rows = diffOf(base, head)
      const numbers = (length: number) => Array.from({ length }, (_, i) => i + 1)
      expect(rows.flatMap((row) => row.base ?? [])).toEqual(numbers(base.length))
      expect(rows.flatMap((row) => row.head ?? [])).toEqual(numbers(head.length))
      for (const row of rows)
        if (row.base !== undefined && row.head !== undefined)
          expect(base[row.base - 1]).toBe(head[row.head - 1])
    }),
  )
})

test('Changed lines are lines of head, hold every added one, and are none only where nothing changes or nothing is left', () => {
  fc.assert(
    fc.property(lines, lines, (base, head) => {
      const rows = diffOf(base, head)
      const changed = changedLines(rows)
      const holds = (line: number) => changed.some((each) => each.startLine <= line && line <= each.endLine)
      for (const row of rows) if (row.base === undefined) expect(holds(row.head)).toBe(true)
      for (const { startLine, endLine } of changed) {
        expect(startLine).toBeGreaterThan(0)
        expect(endLine).toBeLessThanOrEqual(head.length)
      }
      const isSame = base.join('\n') === head.join('\n') && base.length === head.length
      expect(changed.length === 0).toBe(isSame || head.length === 0)
    }),
  )
})

test('Where lines only went, those beside the place are changed', () => {
  expect(changedLines(diffOf(['a', 'b', 'c', 'd'], ['a', 'd']))).toEqual([{ startLine: 1, endLine: 2 }])
  expect(changedLines(diffOf(['x', 'a'], ['a']))).toEqual([{ startLine: 1, endLine: 1 }])
  expect(changedLines(diffOf(['a', 'x'], ['a']))).toEqual([{ startLine: 1, endLine: 1 }])
})

test('An edited line is changed, and its neighbours are not', () => {
  expect(changedLines(diffOf(['a', 'b', 'c'], ['a', 'B', 'c']))).toEqual([{ startLine: 2, endLine: 2 }])
})

test('Two long texts without a common line are told as all gone and all come, and soon', () => {
  const text = (word: string) => Array.from({ length: 40_000 }, (_, i) => `${word} ${i}`)
  const started = performance.now()
  const rows = diffOf(text('old'), text('new'))
  expect(rows).toHaveLength(80_000)
  expect(performance.now() - started).toBeLessThan(3000)
})

test('Lines are counted as places of findings are, whatever ends them', () => {
  expect(linesOf('a\r\nb\rc\nd\n')).toEqual(['a', 'b', 'c', 'd'])
  expect(linesOf('')).toEqual([])
})
