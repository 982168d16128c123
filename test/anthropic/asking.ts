import type { ModelConfiguration } from '../../src/anthropic/configuration.ts'
import { Secret } from '../../src/core/secret.ts'
import type { Asking } from '../../src/review/model.ts'
import type { ModelServer } from './server.ts'

const prices = { input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.3 }
const dear = { input: 5, output: 25, cache_write_5m: 6.25, cache_write_1h: 10, cache_read: 0.5 }
const cheap = { input: 1, output: 5, cache_write_5m: 1.25, cache_write_1h: 2, cache_read: 0.1 }

/** An operator's configuration for the local server, with its three models. */
export function configurationFor(
  { url, key }: Pick<ModelServer, 'url' | 'key'>,
  more: Partial<ModelConfiguration> = {},
): ModelConfiguration {
  return {
    ...{ url, key: new Secret(key), deadlineSeconds: 10 },
    models: new Map([
      ['claude-small', { prices: cheap, without: [] }],
      ['claude-usual', { prices, without: [] }],
      ['claude-strong', { prices: dear, without: [] }],
    ]),
    tiers: { triage: 'claude-small', review: 'claude-usual', deep: 'claude-strong' },
    budget: { perPullRequestUsd: 1, organisationPerDayUsd: 20, totalPerDayUsd: 50 },
    ...more,
  }
}

/** A question with a prefix of two blocks, both long enough to be kept. */
export function askingOf(more: Partial<Asking> = {}): Asking {
  return {
    ...{ purpose: 'find', tier: 'review', question: 'What is wrong with this change?' },
    system: [
      { text: 'Rules. '.repeat(800), keep: '1h' },
      { text: 'Project. '.repeat(400), keep: '5m' },
    ],
    schema: { properties: { said: { type: 'string', maxLength: 9000 } }, required: ['said'] },
    mostOutputTokens: 4000,
    ...more,
  }
}
