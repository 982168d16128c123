import { expect, test } from 'vitest'
import { openModel } from '../../../src/anthropic/open-model.ts'
import type { Asking } from '../../../src/review/model.ts'
import { findAsking, refuteAsking, remedyAsking } from '../../../src/review/prompts.ts'
import { configurationFor } from '../../anthropic/asking.ts'
import { type Charged, startModelServer } from '../../anthropic/server.ts'
import { tokensOf } from '../../anthropic/tokens.ts'
import { finding, prepared, question, round } from './material.ts'

const remedy = (kind: 'undo' | 'rewrite') =>
  remedyAsking({ ...question, topic: 'remedy', remedy: kind, parts: [] }, prepared)

/** What the local server charges for these, one after the other. */
async function charged(askings: readonly Asking[]): Promise<readonly Charged[]> {
  const server = await startModelServer({ answer: () => ({ json: {} }) })
  const model = openModel(configurationFor(server))
  for (const asking of askings) {
    const answered = await model.ask(asking, new AbortController().signal)
    if (!answered.ok) throw new Error(answered.problem)
  }
  await server.close()
  return server.ledger
}

const first = findAsking(question, prepared, round(1))
const pairs: readonly (readonly [string, Asking, Asking])[] = [
  ['find', first, findAsking({ ...question, topic: 'plan', paths: ['main.tf'] }, prepared, round(2))],
  ['find in another change', first, findAsking(question, { ...prepared, project: 'Snowflake.' }, round(1))],
  [
    'refute',
    refuteAsking(finding, question, prepared),
    refuteAsking({ ...finding, title: 'Other.' }, question, prepared),
  ],
  ['remedy', remedy('undo'), remedy('rewrite')],
]

test.each(pairs)(
  'the second question to %s reads at least four fifths of its prefix from the cache',
  async (_, one, other) => {
    for (const tier of ['triage', 'review', 'deep'] as const) {
      const [cold, warm] = await charged([one, other].map((asking) => ({ ...asking, tier })))
      const prefix = tokensOf(other.system.map(({ text }) => text).join(''))
      expect(cold?.read).toBe(0)
      expect(warm?.read ?? 0).toBeGreaterThanOrEqual(0.8 * prefix)
    }
  },
)
