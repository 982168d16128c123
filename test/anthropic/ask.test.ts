import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openModel } from '../../src/anthropic/open-model.ts'
import { findingsSchema, refutationSchema, remedySchema } from '../../src/review/answer.ts'
import { askingOf, configurationFor } from './asking.ts'
import { type Asked, type ModelServer, startModelServer } from './server.ts'

// How a question is put, which model it is put to, and how it ends early.

let server: ModelServer
let asked: Asked | undefined
let onAsked = () => {}
const never = new AbortController().signal

beforeAll(async () => {
  server = await startModelServer({
    answer: (request) => {
      asked = request
      onAsked()
      return { json: { said: 'yes' } }
    },
    models: [
      ...[{ id: 'claude-small', effort: false, adaptiveThinking: false, leastCached: 1024 }],
      ...[{ id: 'claude-usual' }, { id: 'claude-strong' }],
    ],
  })
})
afterAll(() => server.close())

const model = () => openModel(configurationFor(server))
const lastBody = () => server.requests.at(-1)?.body as Record<string, unknown>

describe('a request', () => {
  test.each([
    ['findings', findingsSchema],
    ['a refutation', refutationSchema],
    ['a remedy', remedySchema],
  ])('for %s has a schema that the server supports', async (_, schema) => {
    expect(await model().ask(askingOf({ schema }), never)).toMatchObject({ ok: true })
  })

  test.each([
    ['find', 'review', 'claude-usual', 'medium'],
    ['find', 'deep', 'claude-strong', 'high'],
    ['remedy', 'deep', 'claude-strong', 'high'],
    ['refute', 'deep', 'claude-strong', 'low'],
  ] as const)('to %s at tier %s goes to %s with effort %s', async (purpose, tier, id, effort) => {
    await model().ask(askingOf({ purpose, tier }), never)
    expect(lastBody()).toMatchObject({ model: id, output_config: { effort }, thinking: { type: 'adaptive' } })
  })

  test('leaves out what the operator says that a model cannot do', async () => {
    const { models, ...rest } = configurationFor(server)
    const terms = models.get('claude-small')
    if (!terms) throw new Error('no terms')
    const ask = (without: ('effort' | 'thinking')[]) =>
      openModel({ ...rest, models: new Map([...models, ['claude-small', { ...terms, without }]]) }).ask(
        askingOf({ tier: 'triage' }),
        never,
      )
    expect(await ask([])).toMatchObject({ ok: false, kind: 'bad-request' })
    expect(await ask(['effort', 'thinking'])).toMatchObject({ ok: true })
  })

  test('says nothing of who asks, and keeps the prefix: an hour, then five minutes', async () => {
    await model().ask(askingOf(), never)
    expect(Object.keys(lastBody()).sort()).toEqual(
      ['max_tokens', 'messages', 'model', 'output_config', 'stream', 'system', 'thinking'].sort(),
    )
    expect(lastBody().system).toMatchObject([
      { cache_control: { type: 'ephemeral', ttl: '1h' } },
      { cache_control: { type: 'ephemeral', ttl: '5m' } },
    ])
  })

  test('may have any blocks: empty ones are left out, and no order of lifetimes is refused', async () => {
    const system = (['5m', '1h', '5m', '1h', '1h', '5m'] as const).map((keep, index) => ({
      ...{ text: index === 1 ? '' : `Part ${index}.`, keep },
    }))
    expect(await model().ask(askingOf({ system }), never)).toMatchObject({ ok: true })
    expect(asked?.system).toEqual(['Part 0.', 'Part 2.', 'Part 3.', 'Part 4.', 'Part 5.'])
  })

  test('is the same for the same words, byte for byte', async () => {
    await model().ask(askingOf(), never)
    const first = JSON.stringify(lastBody())
    await model().ask(askingOf(), never)
    expect(JSON.stringify(lastBody())).toBe(first)
  })

  test('carries the headers that are needed, and no fact of the machine', async () => {
    await model().ask(askingOf(), never)
    const { headers } = server.requests.at(-1) ?? { headers: {} }
    const own = ['accept', 'anthropic-version', 'authorization', 'content-type', 'user-agent']
    const ofHttp = [
      'accept-encoding',
      'accept-language',
      'connection',
      'content-length',
      'host',
      'sec-fetch-mode',
    ]
    expect(
      Object.keys(headers)
        .filter((name) => !ofHttp.includes(name))
        .sort(),
    ).toEqual(own)
  })
})

describe('a model that a policy names', () => {
  test('is asked where the operator lists it', async () => {
    expect(model().choose('triage', 'claude-strong')).toEqual({ model: 'claude-strong' })
    await model().ask(askingOf({ tier: 'triage', model: 'claude-strong' }), never)
    expect(lastBody().model).toBe('claude-strong')
  })

  test('is not asked where not, and no request is made', async () => {
    const before = server.requests.length
    const wanted = 'claude-dear\n@everyone'
    expect(model().choose('review', wanted)).toEqual({
      problem: expect.stringMatching(
        / is not among those that .* allows: claude-small, claude-usual, claude-strong\.$/,
      ),
    })
    expect(await model().ask(askingOf({ model: wanted }), never)).toMatchObject({
      ...{ ok: false, kind: 'unknown-model', call: { attempts: 0, usage: { usd: 0 } } },
      problem: expect.not.stringContaining('\n'),
    })
    expect(server.requests.length).toBe(before)
  })
})

describe('an end from our side', () => {
  /** A pause in the answer, and the moment in which its first part has been sent. */
  function paused(after: number) {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.fail({ pauseAfter: after, until: promise })
    return resolve
  }

  test.each([
    ['before anything is said', 0],
    ['in the middle of an answer', 1000],
  ])('%s is by cancelling', async (_, after) => {
    const open = paused(after)
    const stop = new AbortController()
    const arrived = Promise.withResolvers<void>()
    onAsked = arrived.resolve
    const answer = model().ask(askingOf(), stop.signal)
    await arrived.promise
    stop.abort()
    expect(await answer).toMatchObject({
      ok: false,
      kind: 'cancelled',
      isPassing: false,
      call: { attempts: 1 },
    })
    open()
  })

  test.each([
    ['a server that says nothing', 0],
    ['one that stops in the middle', 1000],
  ])('%s is ended by the deadline, once', async (_, after) => {
    const open = paused(after)
    const hasty = openModel(configurationFor(server, { deadlineSeconds: 0.3 }))
    const answered = await hasty.ask(askingOf(), never)
    expect(answered).toMatchObject({ kind: 'deadline', isPassing: true, call: { attempts: 1 } })
    expect(answered.call.seconds).toBeLessThan(3)
    open()
  })

  test('loses no answer that is whole, though its server holds the line', async () => {
    const open = paused(Number.MAX_SAFE_INTEGER)
    const hasty = openModel(configurationFor(server, { deadlineSeconds: 0.5 }))
    expect(await hasty.ask(askingOf(), never)).toMatchObject({ ok: true, value: { said: 'yes' } })
    open()
  })

  test('retries do not outlast the deadline', async () => {
    server.fail({ status: 529 }, { status: 529 }, { status: 529 })
    const hasty = openModel(configurationFor(server, { deadlineSeconds: 0.2 }))
    const answered = await hasty.ask(askingOf(), never)
    expect(answered).toMatchObject({ ok: false, kind: 'deadline', call: { attempts: 1 } })
    expect(answered.call.seconds).toBeLessThan(0.4)
  })

  test('that came first makes no request', async () => {
    const before = server.requests.length
    expect(await model().ask(askingOf(), AbortSignal.abort())).toMatchObject({
      kind: 'cancelled',
      call: { attempts: 0 },
    })
    expect(server.requests.length).toBe(before)
  })
})
