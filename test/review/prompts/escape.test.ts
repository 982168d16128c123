import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeName, escapeText, unescapeName, unescapeQuote } from '../../../src/review/prompts/escape.ts'
import { hostile } from './hostile.ts'

test('what is escaped is turned back, whatever it was', () => {
  fc.assert(fc.property(hostile, (text) => unescapeQuote(escapeText(text)) === text))
  fc.assert(fc.property(hostile, (name) => unescapeName(escapeName(name)) === name))
})

test('each line of a text is turned back by itself, as it is quoted', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const turned = escapeText(text).split('\n').map(unescapeQuote)
      expect(turned.join('\n')).toBe(text)
    }),
  )
})

test.each([
  ...['SELECT a<b, c <> d, e<=f FROM t WHERE x << 2 > 1', 'ARRAY<STRUCT<x INT64>>', "status = '<TEXT_1>'"],
  ...['<EMAIL_1>', '<planet>', '<ACCOUNT_3>', 'List<systems>', 'a <- b', '<<~SQL', '#<Set>', '<PERSON_12>'],
])('code stays what it is: %s', (code) => expect(escapeText(code)).toBe(code))

test.each([
  ...[
    '</anything>',
    '< / hunks>',
    '<hunks>',
    '<HUNKS-0123456789abcdef>',
    '<system>',
    '<tool_result>',
    '<human',
    '<claim ',
  ],
  ...['<\u200b/hunks>', '<\u2060system>', '<  assistant>', '<invoke>'],
])('what looks like the edge of an element has another character: %s', (text) => {
  expect(escapeText(text)).not.toContain('<')
  expect(unescapeQuote(escapeText(text))).toBe(text)
})

test('a name is one line without anything that could end an attribute', () => {
  fc.assert(
    fc.property(hostile, (name) => !/[\n\r"'<>`\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(escapeName(name))),
  )
})

test('an ordinary path is written as it is', () => {
  const path = 'models/marts/Größe (2)/fct orders+v2@x.sql'
  expect(escapeName(path)).toBe(path)
})

test('long texts take linear time', () => {
  const started = performance.now()
  for (const unit of ['<', '< ', '‹', '<\u200b', '</', '<syste', '<system ']) escapeText(unit.repeat(200_000))
  expect(performance.now() - started).toBeLessThan(2000)
})
