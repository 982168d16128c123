import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conceal } from '../../../src/review/prompts/conceal.ts'

const replacements = [
  { placeholder: '<TEXT_1>', original: 'jane' },
  { placeholder: '<TEXT_2>', original: 'jane doe' },
  { placeholder: '<NUMBER_1>', original: '7' },
  { placeholder: '<TEXT_3>', original: 'a.*(b)' },
  { placeholder: '<HIDDEN_1>', original: '\u200b' },
  { placeholder: '<TEXT_4>', original: 'TEXT' },
  { placeholder: '<TEXT_5>', original: '' },
]

test.each([
  ["name = 'jane doe' or 'jane'", "name = '<TEXT_2>' or '<TEXT_1>'"],
  ['id = 7, v7, 17, x_7', 'id = <NUMBER_1>, v7, 17, x_7'],
  ['LIKE a.*(b) or axxb', 'LIKE <TEXT_3> or axxb'],
  ['a\u200bb', 'a<HIDDEN_1>b'],
  ['TEXT jane', '<TEXT_4> <TEXT_1>'],
  ['nothing of it', 'nothing of it'],
])('%s', (text, expected) => expect(conceal(text, replacements)).toBe(expected))

test('no original of three characters or more is left, wherever it stood', () => {
  const original = fc.string({ unit: fc.constantFrom('ä', 'b', '.', '$'), minLength: 3, maxLength: 5 })
  fc.assert(
    fc.property(
      fc.array(original, { maxLength: 6 }),
      fc.array(fc.string({ unit: fc.constantFrom('ä', 'b', '.', '$'), maxLength: 9 })),
      (originals, pieces) => {
        const text = pieces.flatMap((piece, i) => [piece, originals[i % originals.length] ?? '']).join('')
        const hidden = conceal(
          text,
          originals.map((each, i) => ({ placeholder: `<TEXT_${i}>`, original: each })),
        )
        for (const each of originals) expect(hidden).not.toContain(each)
      },
    ),
  )
})
