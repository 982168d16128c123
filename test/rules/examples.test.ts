import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Example, Rule } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const reported = async (rule: Rule, example: Parameters<typeof reviewExample>[1]) => {
  const report = await reviewExample(rule, example)
  return report.findings
    .filter(({ status, origin }) => status === 'introduced' && origin === 'rule')
    .map(({ ruleId }) => ruleId)
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('has at least two bad and two good examples', () => {
    expect(rule.examples.bad.length).toBeGreaterThanOrEqual(2)
    expect(rule.examples.good.length).toBeGreaterThanOrEqual(2)
  })

  test.each(rule.examples.bad.filter(isStatic).map((example) => [titleOf(example), example] as const))(
    'reports %s',
    async (_, example) => {
      expect(await reported(rule, example)).toContain(rule.id)
    },
  )

  test.each(rule.examples.good.filter(isStatic).map((example) => [titleOf(example), example] as const))(
    'is silent on %s',
    async (_, example) => {
      expect(await reported(rule, example)).not.toContain(rule.id)
    },
  )
})

/** The others are tried in rehearsed.test.ts. */
function isStatic(example: Example): boolean {
  return typeof example === 'string' || !example.rehearsed
}

function titleOf(example: Parameters<typeof reviewExample>[1]): string {
  const text = typeof example === 'string' ? example : Object.values(example.files).join('\n')
  return text.replace(/\s+/g, ' ').slice(0, 120)
}
