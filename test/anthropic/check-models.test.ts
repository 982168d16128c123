import { expect, onTestFinished, test } from 'vitest'
import { checkModels } from '../../src/anthropic/check-models.ts'
import { Secret } from '../../src/core/secret.ts'
import { configurationFor } from './asking.ts'
import type { ServedModel } from './models.ts'
import { type ModelServer, startModelServer } from './server.ts'

// What is found out about the operator's models before any of them is asked.

async function serving(models: readonly ServedModel[]): Promise<ModelServer> {
  const server = await startModelServer({ answer: () => ({ text: '' }), models })
  onTestFinished(() => server.close())
  return server
}

const [usual, strong] = [{ id: 'claude-usual' }, { id: 'claude-strong' }]

test('models that are there and can do what is asked are in order, and no message is paid for', async () => {
  const server = await serving([{ id: 'claude-small' }, usual, strong])
  expect(await checkModels(configurationFor(server))).toEqual([
    { result: 'ok', what: 'claude-small (triage) can be asked' },
    { result: 'ok', what: 'claude-usual (review) can be asked' },
    { result: 'ok', what: 'claude-strong (deep) can be asked' },
  ])
  expect(server.ledger).toEqual([])
  expect(server.requests.every(({ method }) => method === 'GET')).toBe(true)
})

test.each<[string, ServedModel[], object[]]>([
  [
    'that nobody knows',
    [],
    [{ result: 'fail', what: 'claude-small is a model that the server does not know' }],
  ],
  [
    'that ends soon',
    [{ id: 'claude-small', lifecycle: 'deprecated', retiresAt: '2026-12-31T00:00:00Z' }],
    [{ result: 'warn', what: 'claude-small (triage) is deprecated, and ends on 2026-12-31' }],
  ],
  [
    'that ends some day',
    [{ id: 'claude-small', lifecycle: 'deprecated' }],
    [{ result: 'warn', what: 'claude-small (triage) is deprecated' }],
  ],
  [
    'without structured output',
    [{ id: 'claude-small', structuredOutputs: false }],
    [{ result: 'ok' }, { result: 'fail', what: 'claude-small (triage) gives no structured output' }],
  ],
  [
    'without effort and thinking',
    [{ id: 'claude-small', effort: false, adaptiveThinking: false }],
    [
      { result: 'ok' },
      { next: expect.stringContaining('[effort]') },
      { next: expect.stringContaining('[thinking]') },
    ],
  ],
])('a model %s is told', async (_, models, found) => {
  const checks = await checkModels(configurationFor(await serving([...models, usual, strong])))
  expect(checks.slice(0, -2)).toMatchObject(found)
})

test('what it cannot do is no trouble where the models file says so', async () => {
  const server = await serving([
    { id: 'claude-small', effort: false, adaptiveThinking: false },
    usual,
    strong,
  ])
  const configuration = configurationFor(server)
  const terms = configuration.models.get('claude-small')
  if (!terms) throw new Error('no terms')
  const without = { ...terms, without: ['thinking', 'effort'] as const }
  const models = new Map([...configuration.models, ['claude-small', without] as const])
  expect((await checkModels({ ...configuration, models })).map(({ result }) => result)).toEqual([
    'ok',
    'ok',
    'ok',
  ])
})

test('one trouble with the key or the way there is told once', async () => {
  const server = await serving([usual, strong])
  const wrong = configurationFor(server, { key: new Secret('sk-ant-old-0123456789') })
  expect(await checkModels(wrong)).toEqual([
    {
      ...{ result: 'fail', what: "The model's server does not take the key (401)" },
      next: 'Is ANTHROPIC_API_KEY still valid?',
    },
  ])
  await server.close()
  expect(await checkModels(wrong)).toEqual([
    { result: 'fail', what: "The model's server cannot be reached (ECONNREFUSED)", next: expect.any(String) },
  ])
})
