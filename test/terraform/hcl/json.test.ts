import { beforeAll, describe, expect, test } from 'vitest'
import { slice } from '../../../src/core/text.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { deepestSyntax } from '../../../src/terraform/limits.ts'
import { fileOf, refusal, sketch } from './read.ts'

beforeAll(loadGrammar)

const json = 'main.tf.json'
const bodyOf = (value: unknown, path = json) => fileOf(JSON.stringify(value), path).body

describe('blocks', () => {
  test('labels are keys, several blocks an array', () => {
    const { blocks } = bodyOf({
      '//': 'no block',
      resource: { aws_x: { a: { b: 1 }, c: [{ d: 2 }, { d: 3 }] } },
      locals: [{ e: 4 }, { f: 5 }],
      terraform: { backend: { s3: { bucket: 'b' } }, required_providers: { aws: '~> 5' } },
    })
    expect(blocks.map(({ type, labels }) => [type, ...labels])).toEqual([
      ['resource', 'aws_x', 'a'],
      ['resource', 'aws_x', 'c'],
      ['resource', 'aws_x', 'c'],
      ['locals'],
      ['locals'],
      ['terraform'],
    ])
    expect(blocks[5]?.body.blocks.map(({ type, labels }) => [type, ...labels])).toEqual([
      ['backend', 's3'],
      ['required_providers'],
    ])
  })

  test("an object of a provider's resource is an attribute and a block, a number is an attribute", () => {
    const [block] = bodyOf({
      resource: { aws_x: { a: { tags: { k: 'v' }, rule: [{ n: 1 }], n: 2, l: [] } } },
    }).blocks
    expect(block?.body.attributes.map(({ name, value }) => `${name} = ${sketch(value)}`)).toEqual([
      'tags = {"k": "v"}',
      'rule = [{"n": 1}]',
      'n = 2',
      'l = []',
    ])
    expect(block?.body.blocks.map(({ type }) => type)).toEqual(['tags', 'rule'])
  })

  test('an argument of a module is no block', () => {
    expect(bodyOf({ module: { m: { source: './m', settings: { a: 1 } } } }).blocks[0]?.body.blocks).toEqual(
      [],
    )
  })
})

describe('texts', () => {
  test('are templates', () => {
    const [x, y, z] =
      bodyOf({ locals: { x: '${f("a", b)}', y: '\\n "$${a}" ${1e3}\n', z: '{"a": 1}' } }).blocks[0]?.body
        .attributes ?? []
    expect(x?.value).toMatchObject({ kind: 'template', parts: [{ of: { kind: 'call', name: 'f' } }] })
    expect(y?.value).toMatchObject({ parts: ['\\n "${a}" ', { of: { value: 1000 } }, '\n'] })
    expect(z?.value).toMatchObject({ kind: 'literal', value: '{"a": 1}' })
  })

  test('are expressions where the language says so', () => {
    const { blocks } = bodyOf({
      variable: { v: { type: 'map(object({ a = string }))' } },
      resource: { aws_x: { a: { depends_on: ['aws_y.b', 'module.c'], provider: 'aws.eu' } } },
    })
    const shown = blocks.flatMap(({ body }) => body.attributes.map(({ value }) => sketch(value)))
    expect(shown).toEqual(['map(object({"a": string}))', '[(aws_y.b), (module.c)]', '(aws.eu)'])
  })

  test('are what they are in a file of variables', () => {
    const { attributes } = bodyOf({ a: '${b}', c: [{ d: null }] }, 'prod.tfvars.json')
    expect(attributes.map(({ value }) => sketch(value))).toEqual(['"${b}"', '[{"d": null}]'])
  })

  test('know the places of what is put in, behind escapes too', () => {
    const text = '{"locals": {"x": "\\t\\u00e9\\"${ f(abc) }😀"}}'
    const [x] = fileOf(text, json).body.blocks[0]?.body.attributes ?? []
    const parts = x?.value.kind === 'template' ? x.value.parts : []
    expect(parts).toMatchObject(['\té"', { of: { args: [{ name: 'abc' }] } }, '😀'])
    const place = text.indexOf('abc')
    expect(parts[1]).toMatchObject({ of: { args: [{ range: { start: place, end: place + 3 } }] } })
    expect(x && slice(text, x.range)).toBe('"x": "\\t\\u00e9\\"${ f(abc) }😀"')
  })
})

describe('refused', () => {
  test.each([
    ['', 'line 1, column 1: the file ends too early'],
    ['{"a": 1', 'line 1, column 8: the file ends too early'],
    ['{"a": 1,}', 'line 1, column 9: `}` is not expected here'],
    ['{"a": [1,]}', 'line 1, column 10: `]` is not expected here'],
    ['{"a" 1}', 'line 1, column 6: `1` is not expected here'],
    ["{'a': 1}", "line 1, column 2: `'` is not expected here"],
    ['{"a": 01}', 'line 1, column 8: `1` is not expected here'],
    ['{"a": "\\q"}', 'line 1, column 7: this text is not well-formed'],
    ['{"a": "x\ny"}', 'line 1, column 7: this text is not well-formed'],
    ['{} {}', 'line 1, column 4: `{` is not expected here'],
    ['{"a": nul}', 'line 1, column 7: `n` is not expected here'],
    ['1', 'line 1, column 1: an object is expected'],
    ['{"resource": 1}', 'line 1, column 14: an object is expected'],
    ['{"locals": {"a": 1, "a": 2}}', 'line 1, column 21: `a` is set twice'],
    ['{"locals": {"a": {"b": 1, "b": 2}}}', 'line 1, column 27: `b` is set twice'],
    ['{"locals": {"a": "${"}}', 'line 1, column 18: the expression in this text is not well-formed'],
    [
      '{"variable": {"a": {"type": "x)\\ny = (z"}}}',
      'line 1, column 29: the expression in this text is not well-formed',
    ],
  ])('%j', (text, reason) => expect(refusal(text, json)).toBe(reason))

  test.each(['[', '{"a":', '[[{"a":'])('50,000 times %j, for its depth', (opening) => {
    expect(refusal(opening.repeat(50_000), json)).toContain(`more than ${deepestSyntax} levels deep`)
  })
})

test('a key of the name of a built-in property is a key', () => {
  const { attributes } = fileOf('{"__proto__": {"constructor": 1}}', 'a.tfvars.json').body
  expect(attributes.map(({ name, value }) => [name, sketch(value)])).toEqual([
    ['__proto__', '{"constructor": 1}'],
  ])
})
