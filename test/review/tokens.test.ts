import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitted, tokensIn, type Weighed } from '../../src/review/tokens.ts'

const weighed = fc.record({
  part: fc.record({
    name: fc.constantFrom('hunks', 'relations', 'findings'),
    text: fc.array(fc.string({ maxLength: 60 }), { maxLength: 40 }).map((lines) => lines.join('\n')),
  }),
  rank: fc.nat(8),
  most: fc.nat(200),
})

test('No parts take more than the budget', () => {
  fc.assert(
    fc.property(fc.array(weighed, { maxLength: 8 }), fc.nat(900), (all: readonly Weighed[], budget) => {
      expect(fitted(all, budget).tokens).toBeLessThanOrEqual(budget)
    }),
  )
})

test('A part is cut at the end of a line or not at all, and every cut is named', () => {
  fc.assert(
    fc.property(fc.array(weighed, { maxLength: 6 }), fc.nat(600), (all: readonly Weighed[], budget) => {
      const { parts, cut } = fitted(all, budget)
      const whole = all.filter(({ part }) => parts.some(({ text }) => text === part.text)).length
      expect(cut.length).toBeGreaterThanOrEqual(all.length - whole)
      for (const { text } of parts)
        expect(all.some(({ part }) => part.text === text || part.text.startsWith(`${text}\n`))).toBe(true)
    }),
  )
})

const part = (name: string, lines: number) => ({ name, text: Array(lines).fill('x'.repeat(30)).join('\n') })

test('Where all has room, a part may take what others leave of their shares', () => {
  const { parts, cut } = fitted([{ part: part('hunks', 50), rank: 1, most: 10 }], 1000)
  expect(cut).toEqual([])
  expect(parts).toHaveLength(1)
})

test('A long part of the first rank leaves the others their shares, and is cut itself', () => {
  const all = [
    { part: part('hunks', 400), rank: 1, most: 500 },
    { part: part('findings', 5), rank: 2, most: 100 },
  ]
  const { parts, cut } = fitted(all, 1000)
  expect(parts.map(({ name }) => name)).toEqual(['hunks', 'findings'])
  expect(parts[1]?.text).toBe(all[1]?.part.text)
  expect(cut).toEqual([expect.stringMatching(/^\d+ of 400 lines of hunks$/)])
})

test('What is not ASCII counts for more', () => {
  expect(tokensIn('abcdef')).toBe(2)
  expect(tokensIn('äöü')).toBe(3)
  expect(tokensIn('')).toBe(0)
})
