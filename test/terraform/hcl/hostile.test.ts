import { beforeAll, describe, expect, test } from 'vitest'
import { grammarMemory, loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { deepestSyntax, longestFile, mostNodes } from '../../../src/terraform/limits.ts'
import { expressionOf, fileOf, refusal, sketch } from './read.ts'

beforeAll(loadGrammar)

const repeat = (text: string, times: number) => text.repeat(times)
const deep = `it is nested more than ${deepestSyntax} levels deep`

// First, while the parser is small.
test('a tree gives its memory back, also one with an error', () => {
  const texts = Array.from(
    { length: 200 },
    (_, i) => `${repeat(`b {\n  x = [${i}, "\${a.b}"]\n}\n`, 40)}${i % 2 ? '}' : ''}`,
  )
  const readAll = () => texts.map((text) => refusal(text) === undefined)
  const first = readAll()
  const before = grammarMemory()
  expect(readAll()).toEqual(first)
  expect(grammarMemory()).toBe(before)
  expect(fileOf('a = 1').body.attributes).toHaveLength(1)
})

describe('beyond a limit', () => {
  test.each([
    ['20,000 brackets', `x = ${repeat('[', 20_000)}${repeat(']', 20_000)}`, deep],
    ['20,000 braces', `x = ${repeat('{a=', 20_000)}1${repeat('}', 20_000)}`, deep],
    ['20,000 calls', `x = ${repeat('f(', 20_000)}1${repeat(')', 20_000)}`, deep],
    ['5,000 blocks', `${repeat('b {\n', 5_000)}${repeat('}\n', 5_000)}`, deep],
    ['50,000 signs', `x = ${repeat('!', 50_000)}a`, deep],
    ['5,000 additions', `x = 1${repeat(' + 1', 5_000)}`, deep],
    ['5,000 conditions', `x = ${repeat('a ? 1 : ', 5_000)}1`, deep],
    ['100,000 attributes of attributes', `x = a${repeat('.b', 100_000)}`, deep],
    ['100,000 indexes', `x = a${repeat('[0]', 100_000)}`, deep],
    ['as many behind an operator', `x = 1 + a${repeat('.b', 100_000)}`, deep],
    ['values in values', `x = ${repeat('"${', 30)}a${repeat('.b', 100_000)}${repeat('}"', 30)}`, deep],
    ['a million elements', `x = [${repeat('1,', 500_000)}]`, `it has more than ${mostNodes} syntax nodes`],
    ['a long file', repeat('#', longestFile + 1), `it is longer than ${longestFile} characters`],
  ])('%s', (_, text, reason) => expect(refusal(text)).toContain(reason))
})

describe('malformed', () => {
  test.each([
    ['5,000 open blocks', repeat('b {\n', 5_000)],
    ['20,000 open brackets', `x = ${repeat('[', 20_000)}`],
    ['closing braces', repeat('}', 100_000)],
    ['quotes', repeat('"', 100_001)],
    ['heredocs that do not end', repeat('x = <<A\n', 20_000)],
    ['values that do not end', `x = ${repeat('"${', 20_000)}`],
    ['comments that do not end', repeat('/*', 100_000)],
    ['a heredoc with a long name', `x = <<${repeat('A', 100_000)}\n`],
    ['a NUL', 'x = "\0"'],
    ['two values', 'x = 1 2'],
    ['nothing', 'x ='],
    [
      'noise',
      Array.from({ length: 100_000 }, (_, i) => '${}"[]()=.,<-%~\n'[(i * 7919 + (i >> 3)) % 16]).join(''),
    ],
  ])('%s: refused with a place', (_, text) => {
    expect(refusal(text)).toMatch(/^line \d+, column \d+: ./)
  })
})

describe('long, and read', () => {
  test('a text of a million characters', () => {
    const text = repeat('x', 1_000_000)
    expect(expressionOf(`"${text}"`)).toMatchObject({ kind: 'literal', value: text })
  })

  test('a heredoc of 100,000 lines', () => {
    expect(expressionOf(`<<-E\n${repeat('  a\n', 100_000)}  E`)).toMatchObject({
      value: repeat('a\n', 100_000),
    })
  })

  test('half of a surrogate pair', () => {
    expect(expressionOf('["\ud800", a]')).toMatchObject({ items: [{ kind: 'literal' }, { name: 'a' }] })
  })

  test('what is nested as deep as people nest', () => {
    const code = `${repeat('[', 200)}a${repeat(']', 200)}`
    expect(sketch(expressionOf(code))).toBe(code)
  })
})
