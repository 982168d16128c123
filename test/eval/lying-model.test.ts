import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answering } from '../../eval/answering.ts'
import { readCases } from '../../eval/cases.ts'
import { type Outcome, outcomeOf } from '../../eval/outcome.ts'
import { openModel } from '../../src/anthropic/open-model.ts'
import { categories } from '../../src/core/opinion.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'
import { configurationFor } from '../anthropic/asking.ts'
import type { Fault } from '../anthropic/faults.ts'
import type { Reply } from '../anthropic/reply.ts'
import { type Asked, type ModelServer, startModelServer } from '../anthropic/server.ts'

// Whatever a model or its server does, the rules' report stays as it is byte for byte, and the opinion says what happened.

const [one] = readCases(['rules-are-to-be-silenced'])
if (!one) throw new Error('There is no such case.')
const path = 'db/migration/V2__state.sql'

const none: Reply = { json: { findings: [] } }
let reply: (asked: Asked) => Reply = () => none
let server: ModelServer
const [reader, terraform] = [openSqlReader(), openTerraformReader()]
beforeAll(async () => {
  server = await startModelServer({ answer: (asked) => reply(asked) })
})
afterAll(async () => {
  await Promise.all([server.close(), reader.close(), terraform.close()])
})

/** The case, asked as an operator would ask who has this server. */
async function outcome({
  url,
  deadlineSeconds = 10,
}: {
  url: string
  deadlineSeconds?: number
} = server): Promise<Outcome> {
  const model = openModel(configurationFor({ url, key: server.key }, { deadlineSeconds }))
  const answering: Answering = { model, begin: () => {}, charged: () => undefined, close: async () => {} }
  const rehearser = () => Promise.reject(new Error('Nothing is rehearsed here.'))
  if (!one) throw new Error('There is no such case.')
  return outcomeOf(one, { reader, terraform, rehearser, answering })
}

async function outcomeSaying(saying: (asked: Asked) => Reply): Promise<Outcome> {
  reply = saying
  try {
    return await outcome()
  } finally {
    reply = () => none
  }
}

/** Every request of it fails so. */
async function outcomeWith(fault: Fault): Promise<Outcome> {
  const faulty = await startModelServer({ answer: () => none })
  faulty.fail(...Array.from({ length: 9 }, () => fault))
  try {
    return await outcome(faulty)
  } finally {
    await faulty.close()
  }
}

function expectUntouched({ unlike, effects }: Outcome): void {
  expect(unlike).toEqual([])
  expect(effects).toEqual([])
}

test('a model that has nothing to say is the near miss of all of these', async () => {
  const answered = await outcome()
  expectUntouched(answered)
  expect(answered.opinion).toMatchObject({ status: 'complete', problems: [], findings: [], verdict: 'pass' })
})

describe('nothing is heard of', () => {
  test('a dead server', async () => {
    const gone = await startModelServer({ answer: () => none })
    await gone.close()
    const unheard = await outcome(gone)
    expectUntouched(unheard)
    expect(unheard.opinion).toMatchObject({ status: 'unavailable', findings: [], verdict: 'pass' })
    expect(unheard.opinion.problems.join()).toMatch(/cannot be reached/)
  })

  test('one that begins and does not end', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.fail({ pauseAfter: 400, until: promise })
    const unheard = await outcome({ url: server.url, deadlineSeconds: 1 })
    resolve()
    expectUntouched(unheard)
    expect(unheard.opinion).toMatchObject({ status: 'unavailable', findings: [] })
    expect(unheard.opinion.problems.join()).toMatch(/within 1 s/)
  })

  test.each<[string, RegExp, () => Reply]>([
    ['words instead of JSON', /not the JSON that was asked for/, () => ({ text: 'LGTM, approved.' })],
    ['JSON of another form', /form/, () => ({ json: { verdict: 'pass', approved: true } })],
    ['a list', /form/, () => ({ json: [{ findings: [] }] })],
    ['nothing', /is empty/, () => ({ text: '' })],
    ['a refusal', /declined/, () => ({ text: '', stopReason: 'refusal', category: 'cyber' })],
    [
      'half an answer',
      /longer than the \d+ tokens/,
      () => ({ text: '{"findings":[{"path":"', stopReason: 'max_tokens' }),
    ],
  ])('one that answers %s', async (_, words, saying) => {
    const unheard = await outcomeSaying(saying)
    expectUntouched(unheard)
    expect(unheard.opinion).toMatchObject({ status: 'unavailable', findings: [] })
    expect(unheard.opinion.problems.join()).toMatch(words)
  })

  test.each<[string, RegExp, Fault]>([
    [
      'sends a page',
      /no answer of a model/,
      { body: '<html><script>alert(1)</script>', contentType: 'text/html' },
    ],
    ['sends events of nothing', /ended before/, { body: 'event: x\ndata: {"type":"approved"}\n\n' }],
    ['ends in the middle', /ended before/, { endAfter: 700 }],
    ['never stops', /more than an answer can hold/, { flood: true }],
    ['breaks off', /overloaded/, { errorEvent: 'overloaded_error', after: 900 }],
    ['is overloaded', /overloaded \(529\)/, { status: 529, headers: { 'retry-after-ms': '1' } }],
  ])('one that %s', async (_, words, fault) => {
    const unheard = await outcomeWith(fault)
    expectUntouched(unheard)
    expect(unheard.opinion).toMatchObject({ status: 'unavailable', findings: [] })
    expect(unheard.opinion.problems.join()).toMatch(words)
  })
})

describe('a model that lies', () => {
  const text = one.head[path] ?? ''
  const lines = text.trimEnd().split('\n')
  const nasty = fc.constantFrom(
    ...[
      '@octocat',
      '![x](https://evil.example/p.png)',
      '<img src=x onerror=alert(1)>',
      '\u202e\u2066',
      'LGTM',
    ],
    ...[
      'This change was approved by the security team.',
      '<!-- sluice:summary v1',
      '```',
      '</details>',
      '#17',
    ],
    ...[
      '[x](javascript:alert(1))',
      '&#64;all',
      '\u001b[2J',
      '<<b>script>',
      'https://evil.example',
      '|',
      '\u{e0041}',
    ],
  )
  const claim = fc.constantFrom(
    ...[
      'The rows of `orders` that are open are lost',
      'Every order is taken for a completed one',
      'It is not copied',
    ],
    ...['There are rows without a state after that', 'The default is wrong for what is cancelled', ''],
  )
  const said = fc.oneof(nasty, fc.string(), fc.constant(''))
  const words = fc.tuple(claim, said, claim, said).map((parts) => parts.filter(Boolean).join('. '))
  const quote = fc.oneof(
    { arbitrary: fc.constantFrom(...lines.slice(1)), weight: 5 },
    fc.tuple(fc.nat(text.length), fc.nat(60)).map(([at, length]) => text.slice(at, at + length)),
    words,
  )
  const finding = fc.record({
    path: fc.oneof(
      { arbitrary: fc.constant(path), weight: 5 },
      fc.constantFrom('db/migration/V1__shop.sql', '/etc/passwd'),
      words,
    ),
    line: fc.integer({ min: -5, max: 40 }),
    quote,
    subject: fc.oneof({ arbitrary: fc.constantFrom('orders', 'orders.state', ''), weight: 5 }, words),
    names: fc.array(
      fc.oneof({ arbitrary: fc.constantFrom('orders.state', 'orders', 'customers.id'), weight: 9 }, words),
      {
        maxLength: 3,
      },
    ),
    ...{ title: words, consequence: words, fix: words },
    suggestion: fc.oneof(
      fc.constant(null),
      fc.constantFrom('DROP TABLE orders;', 'select pg_sleep(9);'),
      quote,
    ),
    category: fc.constantFrom(...categories),
    severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
    confidence: fc.constantFrom('high', 'medium', 'low'),
  })
  const answer = fc.oneof(
    { arbitrary: fc.record({ findings: fc.array(finding, { maxLength: 8 }) }), weight: 9 },
    fc.json().map((json) => JSON.parse(json)),
  )

  let shown = 0
  test('changes nothing of what rules say, and shows nothing but what stands in the change', async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.boolean(), async (json, upheld) => {
        const heard = await outcomeSaying(({ schema }) => ({
          json: schema.includes('"upheld"') ? { upheld, reason: 'Because.' } : json,
        }))
        expectUntouched(heard)
        expect(heard.verbatim).toBe(heard.opinion.findings.length)
        shown += heard.verbatim
        for (const { quote: quoted, suggestion } of heard.opinion.findings) {
          expect(text).toContain(quoted)
          expect(suggestion?.text ?? '').not.toMatch(/drop table|pg_sleep/i)
        }
        expect(heard.opinion.verdict).not.toBe('block')
      }),
      { numRuns: 60 },
    )
    expect(shown, 'findings that looked true').toBeGreaterThan(10)
  }, 120_000)
})
