import { Anthropic } from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ModelServer, startModelServer } from './server.ts'

// The stand-in itself: what it takes from the SDK, and what it refuses.

let server: ModelServer
let client: Anthropic
let now = 0

beforeAll(async () => {
  server = await startModelServer({
    answer: ({ question }) => ({ json: { said: question } }),
    clock: () => now,
  })
  client = new Anthropic({ apiKey: server.key, baseURL: server.url, maxRetries: 0, logLevel: 'off' })
})
afterAll(() => server.close())

const ask = (more: object = {}) =>
  client.messages.create({
    ...{ model: 'claude-strong', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] },
    ...more,
  } as Anthropic.MessageCreateParamsNonStreaming)

const block = (text: string, ttl?: '5m' | '1h') => ({
  ...{ type: 'text', text },
  ...(ttl && { cache_control: { type: 'ephemeral', ttl } }),
})
const schema = (of: object) => ({ output_config: { format: { type: 'json_schema', schema: of } } })

describe('a request', () => {
  test('is answered at once or as a stream with the same message', async () => {
    const whole = await ask()
    const streamed = await client.messages
      .stream({ model: 'claude-strong', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] })
      .finalMessage()
    expect(streamed.content).toEqual([expect.objectContaining({ text: '{"said":"Hello"}' })])
    expect({ ...streamed, id: whole.id, parsed_output: null }).toEqual({ ...whole, parsed_output: null })
  })

  test.each([
    ['a field nobody knows', { temprature: 1 }, 'temprature'],
    ['one deep inside', { system: [{ ...block('a'), lang: 'en' }] }, 'system.0.lang'],
    [
      'one of another kind of thinking',
      { thinking: { type: 'adaptive', budget_tokens: 2000 } },
      'budget_tokens',
    ],
    ['an open object', schema({ type: 'object', properties: {} }), 'additionalProperties'],
    [
      'a bound in a schema',
      schema({
        ...{ type: 'object', additionalProperties: false },
        properties: { a: { type: 'string', maxLength: 3 } },
      }),
      'properties.a.maxLength',
    ],
    ['1h behind 5m', { system: [block('a', '5m'), block('b', '1h')] }, "ttl='1h'"],
    ['five breakpoints', { system: Array.from({ length: 5 }, () => block('a', '5m')) }, 'maximum of 4'],
    ['an answer that is begun', { messages: [{ role: 'assistant', content: 'a' }] }, 'messages.0.role'],
    ['no room for an answer', { max_tokens: 0 }, 'max_tokens'],
  ])('with %s is refused', async (_, more, why) => {
    await expect(ask(more)).rejects.toMatchObject({ status: 400, message: expect.stringContaining(why) })
  })

  test('with another key, or for a model that is not served, is refused', async () => {
    await expect(ask({ model: 'claude-none' })).rejects.toMatchObject({ status: 404 })
    const stranger = new Anthropic({ apiKey: 'sk-ant-other', baseURL: server.url, maxRetries: 0 })
    await expect(stranger.models.retrieve('claude-small')).rejects.toMatchObject({ status: 401 })
  })
})

describe('the cache', () => {
  const system = [block('a'.repeat(4000), '1h'), block('b'.repeat(400), '5m')]

  test('keeps each prefix as long as was asked, and counts every token once', async () => {
    const use = async () => {
      const { usage } = await ask({ system })
      const { input_tokens: input, cache_read_input_tokens: read, cache_creation: made } = usage
      return [input, read, made?.ephemeral_1h_input_tokens, made?.ephemeral_5m_input_tokens]
    }
    expect(await use()).toEqual([2, 0, 1000, 100])
    expect(await use()).toEqual([2, 1100, 0, 0])
    now += 6 * 60_000
    expect(await use()).toEqual([2, 1000, 0, 100])
    now += 61 * 60_000
    expect(await use()).toEqual([2, 0, 1000, 100])
  })

  test('keeps nothing that is shorter than its model keeps, nor under another schema', async () => {
    const small = await ask({ model: 'claude-small', system })
    expect(small.usage).toMatchObject({ input_tokens: 1102, cache_creation_input_tokens: 0 })
    const other = await ask({
      system,
      ...schema({ type: 'object', properties: {}, additionalProperties: false }),
    })
    expect(other.usage.cache_read_input_tokens).toBe(0)
  })

  test('charges what it says', async () => {
    const before = server.ledger.length
    const { usage } = await ask({ system })
    expect(server.ledger.slice(before)).toEqual([
      expect.objectContaining({ input: usage.input_tokens, output: usage.output_tokens }),
    ])
  })
})
