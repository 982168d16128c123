import { describe, expect, test } from 'vitest'
import { mostErrors, policyErrorText } from '../../src/policy/errors.ts'
import { resolvePolicy } from '../../src/policy/resolve.ts'
import { rules } from './known-rules.ts'

async function errorsOf(text: string): Promise<string[]> {
  const result = await resolvePolicy({ own: { name: 'sluice.yml', path: '.github/sluice.yml', text }, rules })
  return result.ok ? [] : result.errors.map(policyErrorText)
}

describe('an error names file, line, column and key, says what is wrong and what to do', () => {
  test.each([
    ['an unknown key', 'extend: []', '1:1: extend: There is no key `extend` here. Did you mean extends?'],
    [
      'an unknown inner key',
      'on:\n  not_evalutaed: warn',
      '2:3: on.not_evalutaed: There is no key `not_evalutaed` here. Did you mean not_evaluated?',
    ],
    [
      'an unknown key of a rule',
      'rules:\n  postgres/*: { path: [a] }',
      '2:17: rules.postgres/*.path: There is no key `path` here. Did you mean paths?',
    ],
    [
      'an unknown rule',
      'rules:\n  postgres/ban-lok-table: warn',
      '2:3: rules.postgres/ban-lok-table: There is no such rule. Did you mean postgres/ban-lock-table?',
    ],
    [
      'a rule without its domain',
      'rules: { ban-truncate: warn }',
      '1:10: rules.ban-truncate: There is no such rule. Did you mean migration/ban-truncate?',
    ],
    [
      'a pattern of nothing',
      'rules: { dbt/*: warn }',
      '1:10: rules.dbt/*: No rule matches this pattern. `sluice rules` lists them: `postgres/*`.',
    ],
    [
      'what is no rule',
      'rules: { sluice/not-evaluated: block }',
      '1:10: rules.sluice/not-evaluated: What could not be read is not enforced by a rule. Write `on: { not_evaluated: block }`, with block, warn or ignore.',
    ],
    [
      'an enforcement typo',
      'rules: { postgres/*: blok }',
      '1:22: rules.postgres/*: `blok` is not allowed here. Did you mean block?',
    ],
    [
      "another tool's word",
      'rules: { postgres/*: error }',
      '1:22: rules.postgres/*: `error` is not allowed here. Did you mean block?',
    ],
    [
      'a YAML 1.1 boolean',
      'rules: { postgres/*: no }',
      '1:22: rules.postgres/*: `no` is not allowed here. Did you mean off?',
    ],
    [
      'an empty rule',
      'rules:\n  postgres/*:',
      '2:3: rules.postgres/*: An empty value is not allowed here. Write `block`, `warn`, `info`, `off` or a mapping.',
    ],
    [
      'an inner enforcement typo',
      'rules: { postgres/*: { grave: blocc } }',
      '1:31: rules.postgres/*.grave: `blocc` is not allowed here. Did you mean block?',
    ],
    [
      'an unknown option',
      'rules: { postgres/ban-lock-table: { options: { moost: 1 } } }',
      '1:48: rules.postgres/ban-lock-table.options.moost: The rule has no such option. Did you mean most?',
    ],
    [
      'an option of another type',
      'rules: { postgres/*: { options: { most: many } } }',
      '1:41: rules.postgres/*.options.most: This is a text. Write a number, such as 3.',
    ],
    [
      'an option of a rule without any',
      'rules: { migration/ban-truncate: { options: { a: 1 } } }',
      '1:47: rules.migration/ban-truncate.options.a: The rule has no such option. It has no options.',
    ],
    [
      'a forbidden suppression of nothing',
      'suppressions: { forbidden: [migration/ban-trunkate] }',
      '1:29: suppressions.forbidden[0]: There is no such rule. Did you mean migration/ban-truncate?',
    ],
    ['a wrong type', 'extends: recommended', '1:10: extends: This is a text. Write a list.'],
    [
      'a number as text',
      'databases: [{ paths: [a], version: "15" }]',
      '1:36: databases[0].version: This is a text. Write a number.',
    ],
    [
      'a missing key',
      'databases: [{ dialect: postgres }]',
      '1:13: databases[0]: The key `paths` is missing. Add it.',
    ],
    [
      'another word for a dialect',
      'databases: [{ paths: [a], dialect: postgresql }]',
      '1:36: databases[0].dialect: `postgresql` is not allowed here. Did you mean postgres?',
    ],
    [
      'a broken pattern',
      'databases: [{ paths: ["a/{b"] }]',
      '1:23: databases[0].paths[0]: The pattern has a `{` or `}` without its partner. A choice is written `{a,b}`.',
    ],
    [
      'a negated pattern',
      'rules: { postgres/*: { paths: ["!a"] } }',
      '1:32: rules.postgres/*.paths[0]: The pattern begins with `!`, which is not supported. List what is meant instead.',
    ],
    [
      'a path that leaves',
      'databases: [{ paths: [a], statistics: ../x }]',
      '1:39: databases[0].statistics: This path leaves the repository. Write a path from its root: `.github/table-stats.json`.',
    ],
    [
      'a number too small',
      'waivers: { max_days: 0 }',
      '1:22: waivers.max_days: `0` does not fit here. Write 1 or more.',
    ],
    [
      'a custom rule without message',
      'custom: [{ id: a/b, when: x, message: " ", severity: high, enforcement: warn }]',
      '1:39: custom[0].message: ` ` does not fit here. Write a text that is not empty.',
    ],
    [
      'a taken id',
      'custom: [{ id: migration/ban-truncate, when: x, message: m, severity: high, enforcement: warn }]',
      '1:16: custom[0].id: `migration/ban-truncate` is taken by another rule. Give it an id of your own.',
    ],
    [
      'an unknown pack',
      'extends: [recomended]',
      '1:11: extends[0]: There is no pack `recomended`. Did you mean recommended?',
    ],
    [
      'a duplicate key',
      'rules: {}\non: {}\nrules: {}',
      '3:1: rules: The key `rules` stands twice. Keep one; only one could count.',
    ],
    [
      'a tab',
      'rules:\n\tpostgres/*: warn',
      '2:1: This is not valid YAML: tab characters must not be used in indentation. Indent with spaces.',
    ],
    [
      'two documents',
      'rules: {}\n---\nrules: {}',
      '2:1: The file holds more than one YAML document. Keep one and remove `---`.',
    ],
    ['a list', '- a', '1:1: A policy is a mapping, and this is a list. Begin with a key, such as `rules:`.'],
    [
      'a text',
      'strict',
      '1:1: A policy is a mapping, and this is a text. Begin with a key, such as `rules:`.',
    ],
    [
      'an unquoted star',
      'rules:\n  *: warn',
      '2:6: This is not valid YAML: bad indentation of a mapping entry. Quote what begins with `*`: `"*": warn`.',
    ],
    [
      'a tag',
      'rules: !!js/function x',
      '1:8: rules: YAML tags are not supported here. Write the plain value.',
    ],
    [
      'a merge key',
      'rules: { <<: { a: warn } }',
      '1:10: rules.<<: Merge keys (`<<`) are not supported. Use `extends`.',
    ],
    ['a list as key', '? [a]\n: b', '1:3: A key cannot be a list. Use a word, quoted if need be.'],
    ['an unknown alias', 'rules: *x', '1:9: rules: Nothing is called `&x`. Write the value itself.'],
  ])('%s', async (_, text, expected) => expect(await errorsOf(text)).toEqual([`sluice.yml:${expected}`]))

  test('all at once, in the order of the text', async () => {
    const text =
      'on: { not_evaluated: stop }\nrules:\n  x/y: warn\n  postgres/*: 5\nwavers: {}\ndatabases: [{ paths: ["{"] }]\n'
    const places = (await errorsOf(text)).map((error) => error.split(' ')[0])
    expect(places).toEqual([
      'sluice.yml:1:22:',
      'sluice.yml:3:3:',
      'sluice.yml:4:15:',
      'sluice.yml:5:1:',
      'sluice.yml:6:23:',
    ])
  })

  test('after fifty, the rest is counted', async () => {
    const text = `rules:\n${Array.from({ length: 4000 }, (_, i) => `  none/x${i}: warn`).join('\n')}`
    const start = performance.now()
    const errors = await errorsOf(text)
    expect(errors.length).toBe(mostErrors + 1)
    expect(errors.at(-1)).toBe('sluice.yml:52:3: 3950 more errors follow. Fix these first.')
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('hostile YAML ends in an error, soon', () => {
  const laughs = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++) {
    const [here, before] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)]
    laughs.push(`${here}: &${here} [${Array(10).fill(`*${before}`).join(', ')}]`)
  }
  test.each([
    ['a billion laughs', laughs.join('\n'), /more than 20000 values/],
    ['a megabyte', `# ${'x'.repeat(1_000_000)}`, /larger than 256 KB/],
    ['deep flow nesting', `a: ${'['.repeat(10_000)}`, /Nest at most 20 levels/],
    [
      'deep block nesting',
      Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /Nest at most 20 levels/,
    ],
    ['a value that holds itself', 'rules: &a { b: *a }', /contains itself/],
    ['prototype keys', '__proto__: { polluted: 1 }', /There is no key `__proto__`/],
    [
      'prototype keys as rules',
      'rules: { __proto__: warn, constructor: warn, toString: { enforcement: off } }',
      /no such rule/,
    ],
    [
      'a prototype key as option',
      'rules: { postgres/ban-lock-table: { options: { __proto__: { x: 1 } } } }',
      /no such option/,
    ],
    ['a prototype name as pack', 'extends: [constructor, __proto__]', /There is no pack/],
    ['a huge pattern', `databases: [{ paths: ["${'{a,b}'.repeat(50)}"] }]`, /stands for more than 256 paths/],
    ['a longer pattern', `databases: [{ paths: ["${'*a'.repeat(50_000)}"] }]`, /longer than 256 characters/],
    ['control characters', 'a: \u0000', /not valid YAML/],
    ['a long key', `${'k'.repeat(900)}: 1`, /There is no key `k{60}\.\.\.`/],
  ])('%s', async (_, text, expected) => {
    const start = performance.now()
    expect((await errorsOf(text))[0]).toMatch(expected)
    expect(performance.now() - start).toBeLessThan(2000)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
