import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openModel } from '../../src/anthropic/open-model.ts'
import type { Usage } from '../../src/core/opinion.ts'
import type { Model } from '../../src/review/model.ts'
import { askingOf, configurationFor } from './asking.ts'
import { type Charged, type ModelServer, startModelServer } from './server.ts'

// Tokens and money by our count against the server's own.

let server: ModelServer
let model: Model
let now = 0
const never = new AbortController().signal

beforeEach(async () => {
  server = await startModelServer({
    answer: ({ question }) => {
      if (question.startsWith('refuse')) return { text: 'No', stopReason: 'refusal' }
      if (question.startsWith('babble')) return { text: question.repeat(5) }
      return { json: { said: question }, thinkingTokens: question.length }
    },
    clock: () => now,
  })
  model = openModel(configurationFor(server))
})
afterEach(() => server.close())

/** By the operator's prices, worked out from the ledger alone. */
function owed(ledger: readonly Charged[]): number {
  const { models } = configurationFor(server)
  return ledger.reduce((sum, { model, input, read, written5m, written1h, output }) => {
    const prices = models.get(model)?.prices
    if (!prices) throw new Error(`${model} has no prices.`)
    const million = 1_000_000
    const entering = (input * prices.input) / million + (read * prices.cache_read) / million
    const kept = (written5m * prices.cache_write_5m) / million + (written1h * prices.cache_write_1h) / million
    return sum + entering + kept + (output * prices.output) / million
  }, 0)
}

const total = (usages: readonly Usage[], of: keyof Usage) => usages.reduce((sum, usage) => sum + usage[of], 0)

const step = fc.record({
  tier: fc.constantFrom('triage' as const, 'review' as const, 'deep' as const),
  purpose: fc.constantFrom('find' as const, 'refute' as const),
  kind: fc.constantFrom('find', 'refuse', 'babble'),
  question: fc.string({ maxLength: 300, unit: 'grapheme' }),
  project: fc.integer({ min: 0, max: 2 }),
  mostOutputTokens: fc.integer({ min: 1, max: 400 }),
  minutes: fc.integer({ min: 0, max: 40 }),
})

test('whatever is asked and answered, tokens and costs add up to what the server charges', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const before = server.ledger.length
      const usages: Usage[] = []
      for (const { minutes, kind, question, project, ...more } of steps) {
        now += minutes * 60_000
        const system = [
          { text: 'Rules. '.repeat(800), keep: '1h' as const },
          { text: `Project ${project}. `.repeat(400), keep: '5m' as const },
        ]
        const asking = askingOf({ ...more, system, question: `${kind} ${question}` })
        const { call } = await model.ask(asking, never)
        usages.push(call.usage)
        expect(call.usage.usd).toBeLessThanOrEqual(model.estimate(asking))
      }
      const ledger = server.ledger.slice(before)
      const sum = (of: (one: Charged) => number) => ledger.reduce((all, one) => all + of(one), 0)
      expect(total(usages, 'inputTokens')).toBe(sum(({ input }) => input))
      expect(total(usages, 'cacheReadTokens')).toBe(sum(({ read }) => read))
      expect(total(usages, 'cacheWriteTokens')).toBe(sum(({ written5m, written1h }) => written5m + written1h))
      expect(total(usages, 'outputTokens')).toBe(sum(({ output }) => output))
      expect(total(usages, 'usd')).toBeCloseTo(owed(ledger), 12)
    }),
    { numRuns: 25 },
  )
})

test('a second question reads at least 80 % of the prefix from the cache; one of another project the rules alone', async () => {
  const first = await model.ask(askingOf(), never)
  const second = await model.ask(askingOf({ question: 'And this one?' }), never)
  const prefix = first.call.usage.cacheWriteTokens
  expect(prefix).toBeGreaterThan(2000)
  expect(second.call.usage.cacheReadTokens / prefix).toBeGreaterThanOrEqual(0.8)
  const [rules] = askingOf().system
  const other = [...(rules ? [rules] : []), { text: 'Another project. '.repeat(200), keep: '5m' as const }]
  const third = await model.ask(askingOf({ system: other }), never)
  expect(third.call.usage.cacheReadTokens).toBeGreaterThan(0)
  expect(third.call.usage.cacheReadTokens).toBeLessThan(prefix)
})

test('a request that failed costs nothing, and what is tried again is paid once', async () => {
  server.fail({ status: 529, headers: { 'retry-after-ms': '1' } })
  const { call } = await model.ask(askingOf(), never)
  expect([call.attempts, server.ledger.length]).toEqual([2, 1])
  expect(call.usage.usd).toBeCloseTo(owed(server.ledger), 12)
})

test('the count is the server’s own, and nothing where there is none', async () => {
  const tokens = await model.count(askingOf(), never)
  const { call } = await model.ask(askingOf(), never)
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = call.usage
  expect(tokens).toBe(inputTokens + cacheReadTokens + cacheWriteTokens)
  await server.close()
  expect(await model.count(askingOf(), never)).toBeUndefined()
  server = await startModelServer({ answer: () => ({ text: '' }) })
})
