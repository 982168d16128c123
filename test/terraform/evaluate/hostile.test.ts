import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUnknown, type Value } from '../../../src/core/terraform/value.ts'
import { Budget } from '../../../src/terraform/evaluate/budget.ts'
import { evaluate } from '../../../src/terraform/evaluate/evaluate.ts'
import { mostWeight, weightOf } from '../../../src/terraform/evaluate/weight.ts'
import type { Expression } from '../../../src/terraform/hcl/syntax.ts'
import { expressionOf } from '../hcl/read.ts'
import { evaluated, plain, reason, result, scopeOf } from './evaluating.ts'

const range = { start: 0, end: 1 }

test('what is nested too deeply is unknown', () => {
  let nested: Expression = { kind: 'literal', value: 1, range }
  for (let i = 0; i < 50_000; i++) nested = { kind: 'unary', operator: '-', of: nested, range }
  expect(plain(evaluate(nested, scopeOf({})))).toBe('?')
})

test('a value that doubles a hundred times becomes unknown, and never heavy', () => {
  let [list, text]: [Value, Value] = [[1], 'ab']
  let [lists, texts] = [0, 0]
  for (let i = 0; i < 100; i++) {
    list = evaluated('[var.v, var.v]', { v: list })
    text = evaluated('"${var.v}${var.v}"', { v: text })
    lists += Number(isUnknown(list))
    texts += Number(isUnknown(text))
    expect([weightOf(list), weightOf(text)].every((weight) => weight <= mostWeight)).toBe(true)
  }
  expect([lists > 0, texts > 0]).toEqual([true, true])
})

test.each([
  'setproduct(range(1000), range(1000), range(1000))',
  'replace(join("", [for i in range(1000) : "aaaaaaaaaaaaaaaaaaaa"]), "a", join("", [for i in range(1000) : "bbbbbbbbbbbb"]))',
  'length(flatten([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]))',
  'format("%9999999s", "a")',
  'regex("(((a{1000}){1000}){1000})", "a")',
  'indent(999999999999, "a\\nb")',
])('%s ends, and is unknown', (code) => {
  expect(result(code)).toBe('?')
})

test('a pattern that makes others backtrack for ever is matched', () => {
  const text = `${'a'.repeat(2000)}!`
  expect(result('can(regex("^(a+)+$", var.t))', { t: text })).toBe(false)
})

test('once the budget is spent everything is unknown, and says so', () => {
  const scope = scopeOf({}, new Budget(50))
  evaluate(expressionOf('[for i in range(100) : i]'), scope)
  expect(evaluate(expressionOf('1'), scope)).toMatchObject({
    because: [{ text: 'this configuration is too large to evaluate' }],
  })
})

test('YAML that refers to itself or multiplies does not get through', () => {
  expect(result('yamldecode("a: &a [*a]")')).not.toBe(undefined)
  const bomb = [
    'a0: &a0 [x, x]',
    ...Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
  ]
  expect(reason('yamldecode(var.t)', { t: bomb.join('\n') })).toBe('it is too large to evaluate')
})

test('what is written as JSON and read again is the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value)
      fc.pre(!/\d{16}|e[-+]\d|-0\b/.test(text))
      expect(result('jsondecode(jsonencode(jsondecode(var.t)))', { t: text })).toEqual(JSON.parse(text))
    }),
  )
})

test('split undoes join, parts of a network lie in it, merging is associative', () => {
  const word = fc.stringMatching(/^[a-z]{1,5}$/)
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      expect(result('split(",", join(",", var.l))', { l: words })).toEqual(words)
    }),
  )
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(16), fc.nat(8), fc.nat(), (ip, prefix, bits, number) => {
      const code = 'cidrsubnet(var.n, var.b, var.i)'
      const names = { n: `${ip}/${prefix}`, b: bits, i: number % 2 ** bits }
      expect(result(`cidrcontains(var.n, ${code})`, names)).toBe(true)
    }),
  )
  const map = fc.dictionary(word, fc.integer()).map((each) => new Map(Object.entries(each)))
  fc.assert(
    fc.property(map, map, map, (a, b, c) => {
      const names = { a, b, c }
      expect(result('merge(merge(var.a, var.b), var.c)', names)).toEqual(
        result('merge(var.a, merge(var.b, var.c))', names),
      )
    }),
  )
})
