import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Example, Rule } from '../../src/core/rule.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import { openInProcess } from '../rehearsal/in-process.ts'
import { closeReader, reviewExample } from './review-example.ts'

// The examples that a rule speaks of only when the change has been rehearsed, and those of all other rules on SQL once more with a
// rehearsal: what the server shows may not take back what the page says.

let rehearser: Rehearser
beforeAll(async () => {
  rehearser = await openInProcess()
}, 60_000)
afterAll(async () => {
  await Promise.all([rehearser?.close(), closeReader()])
})

/** Bad examples on which the server shows so much that another rule says it better. */
const toldElsewhere: Readonly<Record<string, string>> = {
  // The DELETE inside tidy() was seen to run, and it has no WHERE.
  'migration/opaque-statement bad 3': 'migration/require-where',
}

describe.each(rules.filter(isOnSql).map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test.each(titled(rule.examples.bad))(
    'reports bad %i: %s',
    async (number, _, example) => {
      expect(await reported(rule, example)).toContain(toldElsewhere[`${id} bad ${number}`] ?? rule.id)
    },
    30_000,
  )

  test.each(titled(rule.examples.good))(
    'is silent on good %i: %s',
    async (_, __, example) => {
      expect(await reported(rule, example)).not.toContain(rule.id)
    },
    30_000,
  )
})

async function reported(rule: Rule, example: Example): Promise<readonly string[]> {
  const { findings } = await reviewExample(rule, example, rehearser)
  return findings.filter(({ status }) => status === 'introduced').map(({ ruleId }) => ruleId)
}

function isOnSql({ languages }: Rule): boolean {
  return languages.includes('sql')
}

function titled(examples: readonly Example[]): readonly (readonly [number, string, Example])[] {
  return examples.map((example, i) => {
    const text = typeof example === 'string' ? example : Object.values(example.files).join('\n')
    return [i + 1, text.replace(/\s+/g, ' ').slice(0, 100), example]
  })
}
