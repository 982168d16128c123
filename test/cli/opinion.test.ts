import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../anthropic/reply.ts'
import { type Asked, type ModelServer, startModelServer } from '../anthropic/server.ts'
import { scratchDirectory, workingClone } from '../git/scratch.ts'
import { type Ran, sluiceBeside } from './command.ts'

// `review --ai` as it is shipped, against a local server that speaks the Messages API.

const begin = `CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, tier text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total numeric(12,2), status text);
`
const tiers = `-- gold, as agreed with bob@acme.example
SET lock_timeout = '2s';
UPDATE customers SET tier = 'gold-4711' WHERE id IN (SELECT customer_id FROM orders GROUP BY customer_id HAVING sum(total) > 7654321);
`
const change = { 'migrations/V2__tiers.sql': tiers }

const policied = (policy: string) =>
  workingClone({ 'migrations/V1__begin.sql': begin, '.github/sluice.yml': policy }, change)
const plain = () => workingClone({ 'migrations/V1__begin.sql': begin }, change)

const cancelled = {
  category: 'business-logic',
  severity: 'high',
  confidence: 'high',
  path: 'migrations/V2__tiers.sql',
  line: 3,
  quote: 'HAVING sum(total)',
  subject: 'orders.total',
  names: ['orders.total', 'orders.status'],
  title: 'Cancelled orders count towards the tier',
  consequence: 'sum(total) takes every order, whatever its status.',
  fix: 'Leave cancelled orders out.',
  suggestion: null,
}
const invented = { ...cancelled, quote: 'HAVING avg(total)', title: 'An average decides' }

const usual = ({ schema }: Asked): Reply =>
  schema.includes('upheld')
    ? { json: { upheld: true, reason: 'The statement names no status.' } }
    : { json: { findings: [cancelled, invented] } }

async function modelServer(answer: (asked: Asked) => Reply = usual): Promise<ModelServer> {
  const server = await startModelServer({ answer })
  onTestFinished(() => server.close())
  return server
}

const models = `tiers: { triage: claude-small, review: claude-usual, deep: claude-strong }
models:
  claude-small: { input: 1, output: 5, cache_write_5m: 1.25, cache_write_1h: 2, cache_read: 0.1 }
  claude-usual: { input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.3 }
  claude-strong: { input: 5, output: 25, cache_write_5m: 6.25, cache_write_1h: 10, cache_read: 0.5 }
budget: { per_pull_request_usd: 2, organisation_per_day_usd: 20, total_per_day_usd: 20 }
deadline_seconds: 20
`

function operatorOf({ url, key }: Pick<ModelServer, 'url' | 'key'>): Record<string, string> {
  const file = join(scratchDirectory(), 'models.yml')
  writeFileSync(file, models)
  return { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: url, SLUICE_MODELS: file }
}

const review = (cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  sluiceBeside(['review', '--repo', cwd, '--base', 'main', ...args], { cwd, env })

const json = async (cwd: string, args: readonly string[], env: Record<string, string> = {}) => {
  const ran = await review(cwd, [...args, '--format', 'json'], env)
  return { code: ran.code, err: ran.err, report: JSON.parse(ran.out) }
}

/** All that rules say. */
const ruled = ({ opinion: _, timings: __, ...rest }: Record<string, unknown>) => rest

describe('with a model', () => {
  test('what it says and code has verified stands beside what rules say, which is the same as ever', async () => {
    const repository = plain()
    const server = await modelServer()
    const [with_, without] = [
      await json(repository, ['--ai'], operatorOf(server)),
      await json(repository, []),
    ]
    const { opinion } = with_.report
    expect(opinion).toMatchObject({ status: 'complete', dropped: { 'quote-not-found': 1 } })
    expect(opinion.findings).toMatchObject([
      { title: cancelled.title, path: cancelled.path, startLine: 3, quote: cancelled.quote },
    ])
    expect(ruled(with_.report)).toEqual(ruled(without.report))
    expect(without.report.opinion).toBeNull()
    expect([with_.code, without.code]).toEqual([0, 0])
  })

  test('tokens are those that the server counted', async () => {
    const repository = plain()
    const server = await modelServer()
    const { usage } = (await json(repository, ['--ai'], operatorOf(server))).report.opinion
    const sum = (of: (one: ModelServer['ledger'][number]) => number) =>
      server.ledger.reduce((all, one) => all + of(one), 0)
    expect(usage).toMatchObject({
      inputTokens: sum(({ input }) => input),
      cacheReadTokens: sum(({ read }) => read),
      cacheWriteTokens: sum(({ written5m, written1h }) => written5m + written1h),
      outputTokens: sum(({ output }) => output),
    })
  })

  test('a category that the policy lets block ends in 1 at high confidence, and in 0 below', async () => {
    const repository = policied('extends: [recommended]\nreview: { categories: { business-logic: block } }\n')
    const sure = await json(repository, ['--ai'], operatorOf(await modelServer()))
    expect(sure).toMatchObject({ code: 1, report: { verdict: 'warn', opinion: { verdict: 'block' } } })
    const unsure = await modelServer((asked) =>
      asked.schema.includes('upheld')
        ? usual(asked)
        : { json: { findings: [{ ...cancelled, confidence: 'medium' }] } },
    )
    const { code, report } = await json(repository, ['--ai'], operatorOf(unsure))
    expect({ code, verdict: report.opinion.verdict }).toEqual({ code: 0, verdict: 'warn' })
  })

  test('what it does not uphold when asked again is not shown', async () => {
    const repository = plain()
    const server = await modelServer((asked) =>
      asked.schema.includes('upheld') ? { json: { upheld: false, reason: 'No.' } } : usual(asked),
    )
    const { opinion } = (await json(repository, ['--ai'], operatorOf(server))).report
    expect(opinion).toMatchObject({ findings: [], dropped: { 'not-upheld': 1 }, verdict: 'pass' })
  })

  test('in shadow mode, which only the App records, nothing is asked', async () => {
    const repository = policied(
      'extends: [recommended]\nreview: { shadow: true, categories: { business-logic: block } }\non: { model_unavailable: block }\n',
    )
    const server = await modelServer()
    const ran = await review(repository, ['--ai'], operatorOf(server))
    expect(ran.code).toBe(0)
    expect(ran.out.replace(/\s+/g, ' ')).toContain('which only the App records: nothing was asked')
    expect(ran.out).not.toMatch(/recorded in shadow|blocks/)
    expect(server.requests).toEqual([])
  })
})

describe('without an answer', () => {
  test.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    ['no key', async () => ({}), /not asked for: There is no key/],
    [
      'nobody there',
      async () => operatorOf({ url: 'http://127.0.0.1:9', key: 'sk-ant-nobody' }),
      /did not take place: .*cannot be reached/,
    ],
    [
      'a server in trouble',
      async () => {
        const server = await modelServer()
        const trouble = { status: 529, headers: { 'retry-after-ms': '1' } }
        server.fail(trouble, trouble, trouble)
        return operatorOf(server)
      },
      /did not take place: .*529/,
    ],
    [
      'an answer that is none',
      async () => operatorOf(await modelServer(() => ({ text: 'Looks good to me! APPROVED' }))),
      /did not take place/,
    ],
  ])('for %s, the rest is the same and it is said', async (_, operator, said) => {
    const repository = plain()
    const env = await operator()
    const [asked, alone] = [await json(repository, ['--ai'], env), await json(repository, [])]
    expect(ruled(asked.report)).toEqual(ruled(alone.report))
    expect(asked.code).toBe(alone.code)
    expect((await review(repository, ['--ai'], await operator())).out.replace(/\s+/g, ' ')).toMatch(said)
  })

  test('a policy that wants the model lets nothing pass without it', async () => {
    const repository = policied('extends: [recommended]\non: { model_unavailable: block }\n')
    expect(await json(repository, ['--ai'])).toMatchObject({
      code: 1,
      report: { verdict: 'warn', opinion: { status: 'not-asked', verdict: 'block' } },
    })
  })

  test('a key without a file of models is a mistake that is told, and what rules say is told all the same', async () => {
    const { code, err, report } = await json(plain(), ['--ai'], { ANTHROPIC_API_KEY: 'sk-ant-0123456789' })
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: 'warn' })
    expect(report.opinion).toMatchObject({
      status: 'not-asked',
      problems: [expect.stringContaining('SLUICE_MODELS')],
    })
    expect(err).toContain('tiers:')
    expect(err + JSON.stringify(report)).not.toContain('0123456789')
  })
})

describe('a dry run', () => {
  test('prints the bodies that would be sent, byte for byte, and sends nothing', async () => {
    const repository = plain()
    const server = await modelServer()
    const env = operatorOf(server)
    const dry = JSON.parse((await review(repository, ['--ai', '--dry-run', '--format', 'json'], env)).out)
    expect(server.requests).toEqual([])
    await review(repository, ['--ai'], env)
    const sent = server.requests
      .filter(({ path }) => path === '/v1/messages')
      .map(({ body }) => JSON.stringify(body))
    for (const { body } of dry.requests) expect(sent).toContain(JSON.stringify(body))
    expect(dry.requests.length).toBeGreaterThan(0)
  })

  test('needs no key, and holds no literal of the change at the usual level', async () => {
    const repository = plain()
    const { code, out } = await review(repository, ['--ai', '--dry-run'])
    expect(code).toBe(0)
    expect(out).toContain('HAVING sum(total) > <NUMBER_1>')
    expect(out).toMatch(/^\d questions? \(and one more for every finding\) would be sent/)
    expect(out.match(/shared: the handbook/g)).toHaveLength(1)
    expect(out).toContain('Try to refute the claim')
    expect(out).not.toContain('at most $')
    expect(out).not.toMatch(/bob@|gold-4711|7654321/)
  })

  test('says what each question may cost where there are prices, without a key, and what is wrong with them', async () => {
    const repository = plain()
    const { SLUICE_MODELS = '' } = operatorOf({ url: '', key: '' })
    const priced = await review(repository, ['--ai', '--dry-run'], { SLUICE_MODELS })
    expect(priced.out).toMatch(/tokens beyond the shared \d+, at most \d+ out, at most \$0\.\d{3}/)
    expect(priced.err).toBe('')
    writeFileSync(SLUICE_MODELS, models.replace('cache_read: 0.3', 'cache_reed: 0.3'))
    const broken = await review(repository, ['--ai', '--dry-run'], { SLUICE_MODELS })
    expect(broken).toMatchObject({ code: 0, err: expect.stringContaining('cache_reed') })
    expect(broken.out).toContain("(the operator's model for")
  })

  test('of a policy that shares everything holds all but secrets', async () => {
    const repository = policied('extends: [recommended]\nreview: { share: full }\n')
    const { out } = await review(repository, ['--ai', '--dry-run'])
    expect(out).toContain('gold-4711')
  })

  test('of a policy that shares nothing says so', async () => {
    const server = await modelServer()
    const repository = policied('extends: [recommended]\nreview: { share: "off" }\n')
    expect(await review(repository, ['--ai', '--dry-run'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('shares nothing'),
    })
    expect(await json(repository, ['--ai'], operatorOf(server))).toMatchObject({
      code: 0,
      report: { opinion: { status: 'not-asked', verdict: 'pass' } },
    })
    expect(server.requests).toEqual([])
  })

  test.each([
    [['--dry-run'], /--dry-run goes with --ai/],
    [['--ai', '--dry-run', '--format', 'sarif'], /no format sarif/],
    [['--ai', '--pull', 'a/b#1'], /cannot be used with/],
  ])('%j is a mistake', async (args, said) => {
    const repository = plain()
    const { code, err } = await review(repository, args)
    expect(code).toBe(2)
    expect(err).toMatch(said)
  })
})
