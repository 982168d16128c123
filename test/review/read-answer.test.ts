import fc from 'fast-check'
import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { candidateSchema, findingsSchema, remedySchema } from '../../src/review/answer.ts'
import { readFindings, readRefutation, readRemedy } from '../../src/review/read-answer.ts'
import { hostile } from './prompts/hostile.ts'

const good = {
  ...{ path: 'a.sql', line: 3, quote: 'SELECT 1', subject: 'orders.id', names: ['orders.id'] },
  ...{ title: 'It is wrong.', consequence: 'Rows are lost.', fix: 'Mend it.', suggestion: null },
  ...{ category: 'null-handling', severity: 'high', confidence: 'medium' },
}
const read = (changes: object) => readFindings({ findings: [{ ...good, ...changes }] })
const one = (changes: object) => read(changes).candidates[0]

describe('findings', () => {
  test('that are as they were asked for are read as they are', () => {
    expect(readFindings({ findings: [good, good] })).toEqual({
      candidates: [good, good],
      malformed: 0,
      isAnswer: true,
    })
    expect(readFindings({ findings: [] })).toEqual({ candidates: [], malformed: 0, isAnswer: true })
  })

  test.each([
    null,
    undefined,
    7,
    'none',
    [],
    [good],
    {},
    { findings: {} },
    { findings: null },
    { finding: [] },
  ])('an answer of another form is none: %j', (value) =>
    expect(readFindings(value)).toEqual({ candidates: [], malformed: 0, isAnswer: false }),
  )

  test.each([
    ...[
      { category: 'style' },
      { severity: 'info' },
      { confidence: 1 },
      { line: '3' },
      { line: 1.5 },
      { title: null },
    ],
    ...[
      { names: 'orders' },
      { names: [1] },
      { names: Array(31).fill('a') },
      { suggestion: {} },
      { approved: true },
    ],
    ...[{ title: ' \u200b ' }, { quote: ' \n ' }, { quote: undefined }, { path: 'a'.repeat(1001) }],
  ])('one that is not costs no other: %j', (changes) => {
    const { candidates, malformed } = readFindings({ findings: [good, { ...good, ...changes }, good] })
    expect({ candidates, malformed }).toEqual({ candidates: [good, good], malformed: 1 })
  })

  test('beyond the most are counted', () => {
    const { candidates, malformed } = readFindings({ findings: Array(1000).fill(good) })
    expect([candidates.length, malformed]).toEqual([8, 992])
  })

  test('have prose on one line, without what nobody sees, of bounded length', () => {
    expect(one({ title: ' It\n\n is\twrong\u202e\u200b. ' })?.title).toBe('It is wrong.')
    expect(one({ fix: 'x'.repeat(5000) })?.fix).toBe(`${'x'.repeat(599)}…`)
    expect(one({ consequence: `${'😀'.repeat(400)}` })?.consequence.isWellFormed()).toBe(true)
  })

  test('have quotes, names and paths as they are in the files', () => {
    expect(one({ quote: '-- ‹/hunks> ‹‹x›\n\tb' })?.quote).toBe('-- </hunks> ‹x›\n\tb')
    expect(one({ names: ['a.‹system>'] })?.names).toEqual(['a.<system>'])
    expect(one({ path: 'a\\u{22}b.sql' })?.path).toBe('a"b.sql')
    expect(one({ path: 'a\\u{ffffff}b.sql' })?.path).toBe('a\\u{ffffff}b.sql')
  })

  test('keep what stands between the lines of a quote and its blanks', () => {
    const quote = '  SELECT 1,\n\n    2  -- caf\u00e9 \ufe0f'
    expect(one({ quote })?.quote).toBe(quote)
    expect(one({ quote: 'a\r\nb' })?.quote).toBe('a\nb')
  })

  test('are cut in a long quote, and left without a long suggestion', () => {
    expect(one({ quote: 'q'.repeat(9000) })?.quote).toBe('q'.repeat(2000))
    expect(one({ suggestion: 's'.repeat(4001) })?.suggestion).toBeNull()
    expect(one({ suggestion: 's'.repeat(4000) })?.suggestion).toHaveLength(4000)
  })

  test('follow the schema whatever comes, and reading them again changes nothing', () => {
    const field = fc.oneof(hostile, fc.jsonValue())
    const candidate = fc.record(
      Object.fromEntries(
        Object.keys(good).map((key) => [key, fc.oneof(fc.constant(good[key as keyof typeof good]), field)]),
      ),
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(candidate, fc.jsonValue()), { maxLength: 25 }), (findings) => {
        const { candidates, malformed } = readFindings({ findings })
        expect(candidates.length + malformed).toBe(findings.length)
        expect(Value.Check(findingsSchema, { findings: candidates })).toBe(true)
        for (const { title, fix, consequence } of candidates)
          expect(`${title}${fix}${consequence}`).not.toMatch(/[\p{C}\n\u2028\u2029]/u)
      }),
    )
  })

  test('of millions of characters are read in linear time', () => {
    const started = performance.now()
    for (const unit of [' ', '‹', '\\u{', '\u200b', '\n']) {
      const long = unit.repeat(1_000_000)
      read({ title: long, quote: long, path: long, subject: long, suggestion: long, names: [long] })
    }
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test('cannot bring a prototype along', () => {
    const { candidates, malformed } = readFindings(
      JSON.parse(`{"findings":[${JSON.stringify(good).replace('{', '{"__proto__":{"a":1},')}]}`),
    )
    expect([candidates.length, malformed]).toEqual([0, 1])
    expect(Value.Check(candidateSchema, good)).toBe(true)
  })
})

describe('a refutation', () => {
  test('is read', () => {
    expect(readRefutation({ upheld: true, reason: ' It\nis. ' })).toEqual({ upheld: true, reason: 'It is.' })
  })

  test.each([
    null,
    [],
    {},
    { upheld: 'true', reason: '' },
    { upheld: true },
    { upheld: true, reason: '', more: 1 },
  ])('of another form upholds nothing: %j', (value) => expect(readRefutation(value)).toBeUndefined())
})

describe('a remedy', () => {
  const file = { path: 'db/7.down.sql', text: 'DROP TABLE a;\r\n\tx\u202e' }

  test('is read, its code without characters that nobody sees', () => {
    const remedy = readRemedy({ title: ' Takes it\nback. ', files: [file] })
    expect(remedy).toEqual({
      title: 'Takes it back.',
      files: [{ path: 'db/7.down.sql', text: 'DROP TABLE a;\n\tx' }],
    })
    expect(Value.Check(remedySchema, remedy)).toBe(true)
  })

  test.each([
    ...[null, [], {}, { title: 'a', files: {} }, { title: 'a', files: [null] }, { title: 'a', files: ['x'] }],
    { title: 'a', files: Array(9).fill(file) },
    { title: 'a', files: [{ ...file, text: 'x'.repeat(40_001) }] },
    { title: 'a', files: [{ ...file, mode: 1 }] },
  ])('of another form, or with too much in it, is none', (value) => expect(readRemedy(value)).toBeUndefined())
})
