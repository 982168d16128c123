import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineMap } from '../../../src/core/text.ts'
import type { Candidate, Verified } from '../../../src/review/answer.ts'
import { fingerprint } from '../../../src/review/fingerprint.ts'
import { headOf } from '../../../src/review/verify/head.ts'
import { plainText } from '../../../src/review/verify/plain-text.ts'
import { findQuote } from '../../../src/review/verify/quote.ts'
import { type Drop, verify } from '../../../src/review/verify.ts'
import { against, candidate, groundFiles, paths, prepared, type Topic } from './change.ts'

const topics: readonly Topic[] = ['ddl', 'diff', 'plan']
const pathOf = { ddl: paths.migration, diff: paths.model, plan: paths.infra }

/** Any stretch of the file, as a model may copy it. */
const copied = (text: string) =>
  fc.tuple(fc.nat(text.length), fc.nat(120)).map(([start, length]) => text.slice(start, start + length))

const answer = fc.constantFrom(...topics).chain((topic) =>
  fc.record({
    topic: fc.constant(topic),
    over: fc.record(
      {
        quote: copied(groundFiles[pathOf[topic]]?.text ?? ''),
        line: fc.integer(),
        severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
        confidence: fc.constantFrom('high', 'medium', 'low'),
        category: fc.constantFrom('business-logic', 'security', 'tests', 'cost'),
        subject: fc.constantFrom('', 'orders', 'orders.status', 'aws_s3_bucket.lake', 'ghosts'),
        title: fc.oneof(
          fc.constantFrom('Rows multiply', 'Rows vanish', 'A <b>bold</b> claim by @bob'),
          fc.string(),
        ),
        suggestion: fc.oneof(fc.constant(null), fc.string()),
      },
      { requiredKeys: [] },
    ),
  }),
)
const answers = fc.constantFrom(...topics).chain((topic) =>
  fc
    .array(
      answer
        .filter((one) => one.topic === topic)
        .map(({ over }) => candidate(topic, over as Partial<Candidate>)),
      { maxLength: 4 },
    )
    .map((candidates) => ({ topic, candidates })),
)

test('what is kept stands verbatim at its lines, and these have a part in the change', () => {
  fc.assert(
    fc.property(answers, ({ topic, candidates }) => {
      for (const { path, lines, quote, evidence } of verify(candidates, against(topic)).kept) {
        const file = groundFiles[path]
        const place = evidence.find(({ kind }) => kind === 'quote')?.place
        if (!file || !place) throw new Error('no place')
        expect(path).toBe(pathOf[topic])
        expect(file.text.slice(place.range.start, place.range.end)).toBe(quote)
        expect(new LineMap(file.text).lines(place.range)).toEqual(lines)
        const own = Array.from({ length: lines.endLine - lines.startLine + 1 }, (_, k) => lines.startLine + k)
        const within = (ranges: typeof file.changed) => (line: number) =>
          ranges.some(({ startLine, endLine }) => startLine <= line && line <= endLine)
        const isIn = within([...file.changed, ...file.affected])
        expect(own.some(within(file.changed)) || own.every(isIn)).toBe(true)
      }
    }),
  )
})

test('every candidate is kept or dropped with a reason, the same each time, and no two that are kept are one', () => {
  fc.assert(
    fc.property(answers, ({ topic, candidates }) => {
      const once = verify(candidates, against(topic))
      expect(once.kept.length + once.dropped.length).toBe(candidates.length)
      expect(new Set(once.kept.map((one) => one.fingerprint)).size).toBe(once.kept.length)
      expect(verify(candidates, against(topic))).toEqual(once)
    }),
  )
})

test('what is kept would be kept again, as it is', () => {
  fc.assert(
    fc.property(answers, ({ topic, candidates }) => {
      const { kept } = verify(candidates, against(topic))
      const again = verify(
        kept.map((one) => asCandidate(one, topic)),
        against(topic),
      )
      expect(again).toEqual({ kept, dropped: [] })
    }),
  )
})

function asCandidate(kept: Verified, topic: Topic): Candidate {
  const { lines, evidence: _, fingerprint: __, suggested, ...said } = kept
  return { ...candidate(topic), ...said, line: lines.startLine, suggestion: suggested ?? null }
}

test('whatever is given as an answer, it is dropped or kept, never thrown on', () => {
  const hostile = fc.oneof(
    fc.anything(),
    fc.record({
      ...anyFields(),
      category: fc.constant('security'),
      path: fc.constantFrom(...Object.values(paths)),
    }),
  )
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 5 }), (given) => {
      const { kept, dropped } = verify(given as Candidate[], against('ddl'))
      expect(kept.length + dropped.length).toBe(given.length)
    }),
  )
})

function anyFields() {
  const keys = Object.keys(candidate('ddl'))
  return Object.fromEntries(keys.map((key) => [key, fc.anything()]))
}

test('more than fifty candidates are not looked at', () => {
  const many = Array.from({ length: 60 }, (_, k) =>
    candidate('ddl', { title: `Nothing like the others: ${'x'.repeat(k)}` }),
  )
  const { dropped } = verify(many, against('ddl'))
  expect(dropped.slice(-10).map(({ reason }: Drop) => reason)).toEqual(Array(10).fill('malformed'))
})

test('a fingerprint survives other lines, indentation, case and words; not another file, subject, category or code', () => {
  const one = {
    category: 'security',
    path: 'a.sql',
    subject: 'orders',
    quote: 'SELECT  a,\n  b FROM t;',
  } as const
  const same = [{ quote: 'select a, b\n\tfrom t' }, { subject: '"Orders"' }, { subject: 'public.orders' }]
  const other = [
    { path: 'b.sql' },
    { subject: 'x' },
    { category: 'cost' as const },
    { quote: 'SELECT a, c FROM t' },
  ]
  expect(fingerprint(one)).toMatch(/^[0-9a-f]{32}$/)
  for (const over of same) expect(fingerprint({ ...one, ...over })).toBe(fingerprint(one))
  expect(new Set([one, ...other.map((over) => ({ ...one, ...over }))].map(fingerprint)).size).toBe(5)
})

test('plain text is plain, of its length, and what it is when it is made plain again', () => {
  const pieces = [
    '<b>',
    '</a>',
    '<img src=x onerror=y>',
    '[a](',
    'http://x.y/',
    ')',
    '![',
    ']',
    '@bob',
    '#12',
    '<!--',
    '-->',
    '\u202e',
    '<',
    '>',
    ' ',
    'www.',
    'word',
    '<EMAIL_1>',
    '`',
    '\n',
  ]
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 25 }),
      (parts) => {
        const plain = plainText(parts.join(''), 80)
        expect(plain.length).toBeLessThanOrEqual(80)
        expect(plain).not.toMatch(
          /(?<![a-z0-9])(?:https?:\/\/|www\.)|<img|<b>|<!--|(?<![\w`])@\w|[\p{Cc}\u202e]|\[[^[\]]*\]\([^()]*\)/iu,
        )
        expect(plainText(plain, 80)).toBe(plain)
      },
    ),
  )
})

test('placeholders stay in prose and are resolved in what is quoted and suggested', () => {
  const over = {
    quote: "where p.paid_at >= '<DATE_1>'",
    title: 'The date <DATE_1> is written out',
    suggestion: "where p.paid_at >= '<DATE_1>' or p.paid_at is null",
  }
  const [kept] = verify([candidate('diff', over)], against('diff')).kept
  expect(kept?.quote).toBe("where p.paid_at >= '2026-01-01'")
  expect(kept?.title).toBe('The date <DATE_1> is written out')
  expect(kept?.suggested).toBe("where p.paid_at >= '2026-01-01' or p.paid_at is null")
})

test('a suggestion is moved to where its quote stands', () => {
  const text = 'a:\r\n    first line\r\n      second line\r\n'
  const file = { text, changed: [{ startLine: 1, endLine: 3 }], affected: [] }
  const [place] = findQuote(headOf(file), '    2 + first line\n    3 +   second line')
  expect(place?.quote).toBe('first line\r\n      second line')
  const question = { ...against('diff').question, paths: ['a.yml'] }
  const files = { 'a.yml': file }
  const more = { question, prepared: { ...prepared, grounds: { ...prepared.grounds, files } } }
  const over = {
    path: 'a.yml',
    quote: 'first line\n  second line',
    subject: '',
    names: [],
    suggestion: 'first line\n  other line',
  }
  expect(verify([candidate('diff', over)], against('diff', more)).kept[0]?.suggested).toBe(
    'first line\r\n      other line',
  )
})

test.each([
  [
    'a huge file of equal lines',
    'ab cd\n'.repeat(300_000),
    Array(18).fill('ab cd').join('\n').replace(/$/, '\nab ce'),
  ],
  ['one endless line', 'ab cd '.repeat(300_000), 'cd ab cx'],
  ['white space', ' \n'.repeat(500_000), 'x    y'],
  ['words without an end', `${'x'.repeat(1_000_000)} as`, 'from from from'],
  ['braces', 'from {{ '.repeat(100_000), 'join {{ }}'],
])('%s takes no time that counts', (_, text, quote) => {
  const file = { text, changed: [{ startLine: 1, endLine: 1_000_000 }], affected: [] }
  const prepare = { ...prepared, grounds: { ...prepared.grounds, files: { [paths.model]: file } } }
  const started = performance.now()
  const many = Array.from({ length: 20 }, () => candidate('diff', { quote }))
  const again = candidate('diff', { quote: text.slice(0, 5), names: ['x.y'] })
  verify([...many, again], against('diff', { prepared: prepare }))
  expect(performance.now() - started).toBeLessThan(10_000)
})
