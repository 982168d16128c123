import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { modelConfiguration } from '../../src/anthropic/configuration.ts'
import { modelsFileExample } from '../../src/anthropic/models-file.ts'

const key = 'sk-ant-operator-0123456789'
const prices = '{ input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.3 }'
const good = `tiers: { triage: small, review: claude-4.5, deep: claude-4.5 }
models:
  small: { input: 1, output: 5, cache_write_5m: 1.25, cache_write_1h: 2, cache_read: 0.1, without: [effort] }
  claude-4.5: ${prices}
budget: { per_pull_request_usd: 0.6, organisation_per_day_usd: 20, total_per_day_usd: 50 }
`

function read(env: Record<string, string>, files: Record<string, string> = { 'models.yml': good }) {
  return modelConfiguration(env, (path) => {
    const text = files[path]
    if (text === undefined) throw new Error(`ENOENT ${path}`)
    return text
  })
}
const usual = { ANTHROPIC_API_KEY: key, SLUICE_MODELS: 'models.yml' }
const problemsOf = (env: Record<string, string>, files?: Record<string, string>) => {
  const configured = read(env, files)
  return configured.ok ? [] : configured.problems
}
const inFile = (text: string) => problemsOf(usual, { 'models.yml': text })

describe('the environment', () => {
  test('without a key asks nobody, whatever else it says', () => {
    expect(read({})).toEqual({ ok: true, configuration: undefined })
    const env = { ANTHROPIC_API_KEY: ' ', ANTHROPIC_AUTH_TOKEN: 'decoy-decoy', SLUICE_MODELS: 'gone.yml' }
    expect(read(env)).toEqual({ ok: true, configuration: undefined })
  })

  test('with key and models is a configuration', () => {
    const configured = read({ ...usual, ANTHROPIC_BASE_URL: 'https://gateway.example.com/claude/' })
    if (!configured.ok || !configured.configuration) throw new Error('no configuration')
    const { configuration } = configured
    expect(configuration).toMatchObject({
      ...{ url: 'https://gateway.example.com/claude', deadlineSeconds: 120 },
      tiers: { triage: 'small', review: 'claude-4.5', deep: 'claude-4.5' },
      budget: { perPullRequestUsd: 0.6, organisationPerDayUsd: 20, totalPerDayUsd: 50 },
    })
    expect(configuration.key.reveal()).toBe(key)
    expect(configuration.models.get('small')).toEqual({
      prices: { input: 1, output: 5, cache_write_5m: 1.25, cache_write_1h: 2, cache_read: 0.1 },
      without: ['effort'],
    })
    expect(
      `${inspect(configuration)}${JSON.stringify(configuration)}${String(configuration.key)}`,
    ).not.toContain(key)
  })

  test('may name a file that holds the key', () => {
    const env = { ANTHROPIC_API_KEY_FILE: '/run/key', SLUICE_MODELS: 'models.yml' }
    const configured = read(env, { '/run/key': `${key}\n`, 'models.yml': good })
    expect(configured.ok && configured.configuration?.key.reveal()).toBe(key)
    expect(problemsOf(env)).toEqual([
      'ANTHROPIC_API_KEY_FILE names /run/key, and that file cannot be read. Name one that this user may read.',
    ])
  })

  test('with a key and without models shows what the file looks like', () => {
    const [problem, ...more] = problemsOf({ ANTHROPIC_API_KEY: key })
    expect(more).toEqual([])
    expect(problem).toMatch(/^SLUICE_MODELS is missing, and there is a key: name a YAML file/)
    expect(problem).toContain(modelsFileExample)
  })

  test('says all that is wrong at once, and never the key', () => {
    const env = { ANTHROPIC_API_KEY: `${key} x`, ANTHROPIC_BASE_URL: 'ftp://a', SLUICE_MODELS: 'gone.yml' }
    expect(problemsOf(env)).toEqual([
      expect.stringContaining('ANTHROPIC_API_KEY holds no key.'),
      expect.stringContaining('ANTHROPIC_BASE_URL is not https'),
      expect.stringContaining('SLUICE_MODELS names gone.yml'),
    ])
    expect(problemsOf(env).join()).not.toContain(key)
  })

  test.each(['http://127.0.0.1:9000', 'http://localhost:1', 'http://[::1]:1', 'https://a.example'])(
    '%s may be asked',
    (url) => expect(problemsOf({ ...usual, ANTHROPIC_BASE_URL: url })).toEqual([]),
  )

  test.each([
    ['http://a.example', 'is not https'],
    ['http://127.0.0.1.a.example', 'is not https'],
    ['https://me:word@a.example', 'a name or a password'],
    ['https://a.example?key=1', 'a query or a fragment'],
    ['a.example', 'is no URL'],
  ])('%s may not', (url, why) => {
    expect(problemsOf({ ...usual, ANTHROPIC_BASE_URL: url })).toEqual([expect.stringContaining(why)])
  })
})

describe('the models file', () => {
  test('that the message shows is one, once it is filled in', () => {
    expect(inFile(modelsFileExample.replaceAll('USD', '1'))).toEqual([])
  })

  test('may have models that bill nothing, and say so, and kinds of tokens without a price', () => {
    const free = '{ input: 0, output: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0, free: true }'
    expect(inFile(good.replace(prices, free))).toEqual([])
    expect(inFile(good.replace(prices, free.replace('true', 'false')))).toHaveLength(2)
    expect(inFile(good.replace('cache_read: 0.3', 'cache_read: 0'))).toEqual([])
  })

  test.each([
    [
      'a list',
      '- a',
      'models.yml:1:1: A models file is a mapping, and this is a list. Begin with a key, such as `models:`.',
    ],
    ['no YAML', 'models: [', expect.stringMatching(/^models.yml:1:\d+: This is not valid YAML/)],
    [
      'another key',
      `${good}budgets: 1\n`,
      'models.yml:6:1: budgets: There is no such key. Did you mean budget?',
    ],
    [
      'a tier of an unlisted model',
      good.replace('deep: claude-4.5', 'deep: claude-4.6'),
      'models.yml:1:51: tiers.deep: `claude-4.6` cannot stand here. Did you mean claude-4.5?',
    ],
    [
      'a tier left out',
      good.replace('triage: small, ', ''),
      'models.yml:1:8: tiers.triage: This is missing. Write small or claude-4.5.',
    ],
    [
      'a price that is a text',
      good.replace('input: 3', 'input: cheap'),
      'models.yml:4:24: models.claude-4.5.input: This is no number from 0 to 100000. Write one.',
    ],
    [
      'a price left out',
      good.replace(', cache_read: 0.3', ''),
      'models.yml:4:15: models.claude-4.5.cache_read: This is missing. Write a number.',
    ],
    [
      'a price below nothing',
      good.replace('output: 15', 'output: -1'),
      expect.stringContaining('models.claude-4.5.output: This is no number'),
    ],
    [
      'a price without end',
      good.replace('output: 15', 'output: 1e999'),
      expect.stringContaining('models.claude-4.5.output: This is no number'),
    ],
    [
      'no price for what is billed',
      good.replace('output: 15', 'output: 0.00'),
      'models.yml:4:35: models.claude-4.5.output: This price is 0, and no budget would ever be used up. Write what a million tokens cost, or `free: true` beside the prices where nothing is billed.',
    ],
    [
      'no price, and a word for it that is none',
      good.replace('cache_read: 0.3', 'cache_read: 0.3, free: yes'),
      'models.yml:4:103: models.claude-4.5.free: `yes` cannot stand here. Write true or false.',
    ],
    [
      'no budget',
      good.replace(/budget.*\n/, ''),
      'models.yml:1:1: budget: This is missing. Write a mapping there.',
    ],
    [
      'another ability',
      good.replace('[effort]', '[speed]'),
      'models.yml:3:101: models.small.without: `speed` cannot stand here. Write thinking or effort.',
    ],
    [
      'a hasty deadline',
      `${good}deadline_seconds: 0\n`,
      expect.stringContaining('deadline_seconds: This is no number from 5 to 1800.'),
    ],
    [
      'an id that is none',
      good.replaceAll('small', '"a b"'),
      expect.stringContaining('`a b` is no id of a model.'),
    ],
  ])('with %s is told where and how to mend', (_, text, problem) => {
    expect(inFile(text)).toEqual([problem])
  })

  test('says all that is wrong at once', () => {
    expect(inFile('tiers: {}\nmodels: {}\n')).toHaveLength(4)
  })

  test('may say how long to wait', () => {
    const configured = read(usual, { 'models.yml': `${good}deadline_seconds: 30\n` })
    expect(configured.ok && configured.configuration?.deadlineSeconds).toBe(30)
  })
})
