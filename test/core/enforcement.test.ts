import { describe, expect, test } from 'vitest'
import { enforcementFor, enforcementOf, optionsFor, settingFor } from '../../src/core/enforcement.ts'
import type { CustomRule, Policy, RuleSetting } from '../../src/core/policy.ts'
import type { Rule } from '../../src/core/rule.ts'

function policy(
  rules: readonly RuleSetting[],
  custom: readonly CustomRule[] = [],
  notEvaluated: 'block' | 'warn' | 'ignore' = 'warn',
): Policy {
  return {
    sources: [],
    databases: [],
    rules,
    custom,
    approvals: {},
    waivers: { teams: [], maxDays: 30, byAuthor: false },
    suppressions: { forbidden: [] },
    on: { notEvaluated, rehearsalUnavailable: 'warn', modelUnavailable: 'ignore' },
  }
}
const setting = (rules: readonly RuleSetting[], path = 'db/1.sql') =>
  settingFor(policy(rules), 'postgres/x', path)

describe('the setting of a rule', () => {
  test('a rule that nobody names is off', () => {
    expect(setting([{ pattern: 'postgres/y', enforcement: 'block' }]).enforcement).toBe('off')
    expect(setting([{ pattern: 'postgres/x', options: { a: 1 } }]).enforcement).toBe('off')
  })

  test('the last match wins, key by key', () => {
    const rules: RuleSetting[] = [
      { pattern: 'postgres/*', enforcement: 'block', options: { a: 1, b: 1 } },
      { pattern: 'postgres/x', enforcement: 'warn' },
      { pattern: '*', options: { b: 2 } },
    ]
    expect(setting(rules)).toEqual({
      enforcement: 'warn',
      light: 'warn',
      grave: 'warn',
      options: { a: 1, b: 2 },
    })
  })

  test('paths limit a setting', () => {
    const rules: RuleSetting[] = [
      { pattern: 'postgres/x', enforcement: 'warn' },
      { pattern: 'postgres/x', enforcement: 'off', paths: ['legacy/**'] },
      { pattern: 'postgres/x', enforcement: 'block', paths: ['db/**', '*.sql'] },
    ]
    const at = (path: string) => setting(rules, path).enforcement
    expect([at('a/1.sql'), at('legacy/1.sql'), at('db/1.sql'), at('1.sql')]).toEqual([
      'warn',
      'off',
      'block',
      'block',
    ])
  })

  test.each([
    [{ enforcement: 'block' }, 'warn', 'block'],
    [{ enforcement: 'warn' }, 'warn', 'warn'],
    [{ enforcement: 'info' }, 'info', 'info'],
    [{ enforcement: 'off' }, 'off', 'off'],
    [{ enforcement: 'block', light: 'block' }, 'block', 'block'],
    [{ enforcement: 'warn', grave: 'block' }, 'warn', 'block'],
    [{ enforcement: 'block', light: 'off' }, 'off', 'block'],
  ] as const)('%j: light findings %s, grave ones %s', (said, light, grave) => {
    const found = setting([{ pattern: 'postgres/x', ...said }])
    expect(enforcementOf(found, { weight: 'light' })).toBe(light)
    expect(enforcementOf(found, { weight: 'usual' })).toBe(said.enforcement)
    expect(enforcementOf(found, { weight: 'grave' })).toBe(grave)
  })

  test('switching a rule off also switches off what it does for large tables', () => {
    const rules: RuleSetting[] = [
      { pattern: 'postgres/x', enforcement: 'warn', grave: 'block' },
      { pattern: 'postgres/x', enforcement: 'off' },
    ]
    expect(setting(rules)).toMatchObject({ enforcement: 'off', light: 'off', grave: 'off' })
  })

  test('a custom rule brings its own enforcement, which settings may change', () => {
    const custom: CustomRule = {
      id: 'acme/x',
      when: 'true',
      message: '',
      severity: 'high',
      enforcement: 'block',
    }
    expect(settingFor(policy([], [custom]), 'acme/x', 'a').enforcement).toBe('block')
    expect(
      settingFor(policy([{ pattern: 'acme/*', enforcement: 'info' }], [custom]), 'acme/x', 'a').enforcement,
    ).toBe('info')
  })

  test.each([
    ['block', 'block'],
    ['warn', 'warn'],
    ['ignore', 'info'],
  ] as const)('what was not read follows on.not_evaluated: %s gives %s', (said, expected) => {
    const finding = { ruleId: 'sluice/not-evaluated', path: 'a', weight: 'light' } as const
    expect(enforcementFor(policy([{ pattern: '*', enforcement: 'off' }], [], said), finding)).toBe(expected)
  })

  test('options are undefined only where the rule is off for every weight', () => {
    const rule = { id: 'postgres/x' } as Rule
    const options = (said: Omit<RuleSetting, 'pattern'>) =>
      optionsFor(policy([{ pattern: 'postgres/x', ...said }]))(rule, 'a')
    expect(options({ enforcement: 'off' })).toBeUndefined()
    expect(options({ enforcement: 'off', grave: 'block' })).toEqual({})
    expect(options({ enforcement: 'info', options: { a: 1 } })).toEqual({ a: 1 })
  })

  test('ten thousand findings are judged in no time', () => {
    const rules = Array.from(
      { length: 300 },
      (_, i): RuleSetting => ({
        pattern: i % 2 ? 'postgres/*' : `postgres/r${i}`,
        enforcement: 'warn',
        paths: [`**/{a,b}${i}/**`],
      }),
    )
    const large = policy(rules)
    const start = performance.now()
    for (let i = 0; i < 10_000; i++)
      settingFor(large, `postgres/r${i % 80}`, `db/migrations/b${i % 50}/x.sql`)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
