import { beforeAll, describe, expect, test } from 'vitest'
import { slice } from '../../../src/core/text.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { expressionOf, fileOf, refusal, sketch } from './read.ts'

beforeAll(loadGrammar)

describe('what belongs together', () => {
  test.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['(1 + 2) * 3', '((1 + 2) * 3)'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['a || b && c == d', '(a || (b && (c == d)))'],
    ['a < b == c >= d', '((a < b) == (c >= d))'],
    ['!a.b && -c[0] > 1', '((!(a.b)) && ((-(c[0])) > 1))'],
    ['a ? b : c ? d : e ? f : g', '(a ? b : (c ? d : (e ? f : g)))'],
    ['a ? b ? 1 : 2 : 3', '(a ? (b ? 1 : 2) : 3)'],
    ['(a ? b : c) ? d : e', '((a ? b : c) ? d : e)'],
    ['a-b - c', '(a-b - c)'],
    ['a.b["c"].0.d', '((((a.b)["c"])[0]).d)'],
    ['a.*.b.c[0].d', '(((a.*.b.c)[0]).d)'],
    ['a[*].b[0].c', '(a[*].b[0].c)'],
    ['f(g(1), [2]...)', 'f(g(1), [2]...)'],
    ['provider::aws::arn_parse("x")', 'provider::aws::arn_parse("x")'],
    ['[\n  1, # one\n  2,\n]', '[1, 2]'],
    ['{ a = 1, "b" : 2\n c = 3 }', '{"a": 1, "b": 2, "c": 3}'],
    ['{ (a) = 1, a.b = 2, true = 3, 4 = 5 }', '{a: 1, (a.b): 2, "true": 3, "4": 5}'],
  ])('%s', (code, expected) => expect(sketch(expressionOf(code))).toBe(expected))

  test.each([
    ['12', 12],
    ['0.25', 0.25],
    ['1e3', 1000],
    ['2.5E-1', 0.25],
    ['1E+2', 100],
    ['true', true],
    ['null', null],
  ])('%s is a literal', (code, value) => expect(expressionOf(code)).toMatchObject({ kind: 'literal', value }))

  test('an exponent is none in a name or in a text', () => {
    expect(sketch(expressionOf('a1e5 + x.b2e-3'))).toBe('(a1e5 + (x.b2e-3))')
    expect(sketch(expressionOf('"1e5"'))).toBe('"1e5"')
  })

  test('a for over pairs, grouped and filtered', () => {
    expect(expressionOf('{for k, v in m : k => v.x... if v.on}')).toMatchObject({
      kind: 'for',
      makes: 'object',
      keyName: 'k',
      valueName: 'v',
      over: { name: 'm' },
      key: { name: 'k' },
      value: { name: 'x' },
      condition: { name: 'on' },
      groups: true,
    })
  })

  test('a for over elements has no key', () => {
    const made = expressionOf('[for v in l : v]')
    expect(made).toMatchObject({ kind: 'for', makes: 'tuple', valueName: 'v', groups: false })
    expect(made).not.toHaveProperty('keyName')
    expect(made).not.toHaveProperty('condition')
  })
})

test('every part knows its place, whatever characters stand before it', () => {
  const text = '\ufeff# 😀\r\nx = "😀 ${f(a.b[0])}" # 😀\r\ny = [1, (c)]\r\n'
  const file = fileOf(text)
  expect(file.body.attributes.map(({ range }) => slice(text, range))).toEqual([
    'x = "😀 ${f(a.b[0])}"',
    'y = [1, (c)]',
  ])
  expect(file.comments.map(({ range, text: comment }) => [slice(text, range), comment])).toEqual([
    ['# 😀', '😀'],
    ['# 😀', '😀'],
  ])
  const [x, y] = file.body.attributes.map(({ value }) => value)
  expect(x?.kind === 'template' && x.parts[1]).toMatchObject({
    of: { args: [{ range: { start: text.indexOf('a.b'), end: text.indexOf(')') } }] },
  })
  expect(y?.kind === 'tuple' && y.items.map(({ range }) => slice(text, range))).toEqual(['1', '(c)'])
})

describe('what Terraform refuses and the grammar does not', () => {
  test.each([
    ['x = 0x1f', 'line 1, column 5: 0x1f is not a number'],
    ['x = { a = 1 b = 2 }', 'line 1, column 13: a comma or a new line is missing before this'],
    ['x = "a\nb"', 'line 1, column 5: a quoted text does not end on its line'],
    ['x = <<E a\nb\nE\n', 'line 1, column 5: the text of a heredoc begins on a line of its own'],
    ['x = "${}"', 'line 1, column 6: an expression is expected'],
    ['x = "\\UFFFFFFFF"', 'line 1, column 5: an escape in this text names no character'],
  ])('%j', (text, reason) => expect(refusal(text)).toBe(reason))
})
