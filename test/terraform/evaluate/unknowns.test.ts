import { expect, test } from 'vitest'
import type { Value } from '../../../src/core/terraform/value.ts'
import { partsOf } from '../../../src/terraform/evaluate/parts.ts'
import { expressionOf } from '../hcl/read.ts'
import { evaluated, notKnown, plain, reason, result } from './evaluating.ts'

const bucket: Value = {
  kind: 'unknown',
  because: [{ text: 'aws_s3_bucket.lake is known after apply' }],
  reference: { address: 'aws_s3_bucket.lake', attribute: '' },
}

test('a text with an unknown in it keeps what is known around it', () => {
  expect(evaluated('"arn:aws:s3:::${var.x}/${"raw"}/*"', { x: notKnown })).toMatchObject({
    kind: 'unknown',
    parts: ['arn:aws:s3:::', notKnown, '/raw/*'],
  })
  expect(evaluated('join("/", ["a", "x-${var.x}"])', { x: notKnown })).toMatchObject({
    parts: ['a/x-', notKnown],
  })
  expect(evaluated('format("%s:%s", "a", var.x)', { x: notKnown })).toMatchObject({ parts: ['a:', notKnown] })
})

test('a template of one interpolation is its value', () => {
  expect(result('"${[1, var.x]}"', { x: notKnown })).toEqual([1, '?'])
})

test('JSON of a value known in part keeps the value, and is read back', () => {
  const names = { x: notKnown }
  const value = evaluated('jsonencode({ Effect = "Allow", Resource = var.x })', names)
  expect(value).toMatchObject({
    kind: 'unknown',
    json: new Map<string, Value>([
      ['Effect', 'Allow'],
      ['Resource', notKnown],
    ]),
  })
  expect(result('jsondecode(jsonencode({ a = "b", c = var.x }))', names)).toEqual({ a: 'b', c: '?' })
})

test.each([
  ['var.x ? "a" : "a"', 'a'],
  ['var.x ? "a" : "b"', '?'],
  ['var.x ? { a = 1, b = 2 } : { a = 1, b = 3 }', { a: 1, b: '?' }],
  ['var.x ? [1] : []', '?'],
  ['var.x && false', false],
  ['var.x || true', true],
  ['var.x && true', '?'],
  ['contains(["a", var.x], "a")', true],
  ['contains(["a", var.x], "b")', '?'],
  ['length([var.x, 1])', 2],
  ['length(toset([var.x, 1]))', '?'],
  ['merge(var.x, { a = 1 })', '?'],
  ['merge({ a = var.x }, { b = 1 })', { a: '?', b: 1 }],
  ['coalesce(var.x, "a")', '?'],
  ['coalesce("a", var.x)', 'a'],
  ['try(var.x, "a")', '?'],
  ['try(var.x.a.b, "a")', '?'],
  ['can(var.x)', '?'],
  ['[for v in var.x : 1]', '?'],
  ['[for v in [1, 2] : v if var.x]', '?'],
  ['{ for v in ["a", var.x] : v => 1 }', '?'],
  ['{ (var.x) = 1 }', '?'],
  ['{ a = var.x }.a', '?'],
  ['["a", "b"][var.x]', '?'],
  ['var.x[*]', '?'],
  ['uuid()', '?'],
  ['timestamp()', '?'],
  ['provider::aws::arn_parse("a")', '?'],
  ['file("nothing.json")', '?'],
])('with x unknown, %s is %j', (code, value) => {
  expect(result(code, { x: notKnown })).toEqual(value)
})

test('a reason leads back to the origin', () => {
  expect(reason('upper("a-${var.x}")', { x: notKnown })).toBe('var.x has no value here')
  expect(reason('[1, 2][5]')).toBe('there is no element "5"')
  expect(reason('unheard()')).toBe('what unheard() gives is not known')
})

test('a resource as a whole is asked for its attributes wherever it has travelled', () => {
  const names = { b: bucket }
  for (const code of [
    'var.b.arn',
    '{ a = var.b }.a.arn',
    'one([var.b]).arn',
    'one(var.b[*].arn)',
    'try(var.b.arn, null)',
  ]) {
    expect(evaluated(code, names)).toMatchObject({
      reference: { address: 'aws_s3_bucket.lake', attribute: 'arn' },
    })
  }
  expect(evaluated('upper(var.b.arn)', names)).not.toHaveProperty('reference')
})

test('parts have the places of what is written, in jsonencode and merge too', () => {
  const code = 'jsonencode(merge({ a = 1 }, { a = [2, { b = 3 }], (var.x) = 4 }))'
  const text = `x = ${code}\n`
  const parts = partsOf(expressionOf(code), 'main.tf').map(({ path, place }) => [
    path.join('.'),
    text.slice(place.range.start, place.range.end),
  ])
  expect(parts).toEqual(
    expect.arrayContaining([
      ['a.0', '2'],
      ['a.1', '{ b = 3 }'],
      ['a.1.b', 'b = 3'],
    ]),
  )
  expect(parts.find(([path]) => path === 'a')).toEqual(['a', 'a = [2, { b = 3 }]'])
})

test('a key of JavaScript is a key like any other', () => {
  expect(result('jsondecode("{\\"__proto__\\": 1}")["__proto__"]')).toBe(1)
  expect(result('{ constructor = 1 }.toString')).toBe('?')
  expect(result('constructor("a")')).toBe('?')
  expect(plain(evaluated('{ for k in ["__proto__"] : k => 1 }["__proto__"]'))).toBe(1)
})
