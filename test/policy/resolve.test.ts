import { describe, expect, test } from 'vitest'
import { policyErrorText } from '../../src/policy/errors.ts'
import { defaultPolicy } from '../../src/policy/packs.ts'
import { type PolicyInput, parentPaths, resolvePolicy } from '../../src/policy/resolve.ts'
import { rules } from './known-rules.ts'

const own = (text: string, files: Record<string, string> = {}) => ({
  name: '.github/sluice.yml',
  path: '.github/sluice.yml',
  text,
  files: new Map(Object.entries(files)),
})
const organisation = (text: string, files: Record<string, string> = {}) => ({
  name: 'acme/.github: sluice.yml',
  path: 'sluice.yml',
  text,
  commit: 'abc',
  files: new Map(Object.entries(files)),
})

async function resolved(input: Omit<PolicyInput, 'rules'>) {
  // The packs name rules that the few known ones here do not hold: packs are read already and not checked again.
  const result = await resolvePolicy({ ...input, rules })
  if (!result.ok) throw new Error(result.errors.map(policyErrorText).join('\n'))
  return result.policy
}
async function errorsOf(input: Omit<PolicyInput, 'rules'>) {
  const result = await resolvePolicy({ ...input, rules })
  return result.ok ? [] : result.errors.map(policyErrorText)
}
const names = async (input: Omit<PolicyInput, 'rules'>) =>
  (await resolved(input)).sources.map(({ name }) => name)

describe('what a policy builds on', () => {
  test('no file at all is recommended', async () => {
    expect(await resolved({})).toEqual(defaultPolicy())
    expect(defaultPolicy().sources).toEqual([{ name: 'recommended' }])
  })

  test.each([
    ['a file that does not say', { own: own('') }, ['recommended', '.github/sluice.yml']],
    ['a file that says nothing else', { own: own('extends: []') }, ['.github/sluice.yml']],
    [
      'strict builds on recommended',
      { own: own('extends: [strict]') },
      ['recommended', 'strict', '.github/sluice.yml'],
    ],
    [
      'what is reached twice counts once',
      { own: own('extends: [recommended, strict]') },
      ['recommended', 'strict', '.github/sluice.yml'],
    ],
    [
      'the organisation alone',
      { organisation: organisation('extends: [strict]') },
      ['recommended', 'strict', 'acme/.github: sluice.yml'],
    ],
    [
      'both',
      { organisation: organisation(''), own: own('') },
      ['recommended', 'acme/.github: sluice.yml', '.github/sluice.yml'],
    ],
    [
      'a pack of the organisation is not laid over it again',
      { organisation: organisation(''), own: own('extends: [recommended]') },
      ['recommended', 'acme/.github: sluice.yml', '.github/sluice.yml'],
    ],
    [
      'files of the repository',
      { own: own('extends: [./a.yml, ../b.yml]', { '.github/a.yml': 'extends: [../b.yml]', 'b.yml': '' }) },
      ['b.yml', '.github/a.yml', '.github/sluice.yml'],
    ],
    [
      "the organisation's own files",
      {
        organisation: organisation('extends: [./sub/a.yml]', { 'sub/a.yml': '' }),
        own: own('extends: [./a.yml]', { '.github/a.yml': '' }),
      },
      ['acme/.github: sub/a.yml', 'acme/.github: sluice.yml', '.github/a.yml', '.github/sluice.yml'],
    ],
  ])('%s', async (_, input, expected) => expect(await names(input)).toEqual(expected))

  test('commits are kept', async () => {
    expect((await resolved({ organisation: organisation('extends: []') })).sources).toEqual([
      { name: 'acme/.github: sluice.yml', commit: 'abc' },
    ])
  })
})

describe('parents that cannot be used', () => {
  test.each([
    [
      'a circle of one',
      { own: own('extends: [./sluice.yml]', { '.github/sluice.yml': '' }) },
      '.github/sluice.yml:1:11: extends[0]: These files extend one another: .github/sluice.yml -> .github/sluice.yml. Remove one of the entries.',
    ],
    [
      'a circle of three',
      {
        own: own('extends: [./a.yml]', {
          '.github/a.yml': 'extends: [./b.yml]',
          '.github/b.yml': 'extends:\n  - ./a.yml',
        }),
      },
      '.github/b.yml:2:5: extends[0]: These files extend one another: .github/a.yml -> .github/b.yml -> .github/a.yml. Remove one of the entries.',
    ],
    [
      'a missing file',
      { own: own('extends: [./a.yml]') },
      '.github/sluice.yml:1:11: extends[0]: There is no file .github/a.yml in the commit that the policy is read from. Add it there, or remove the entry.',
    ],
    [
      'a path out of the repository',
      { own: own('extends: [../../a.yml]') },
      '.github/sluice.yml:1:11: extends[0]: This path leaves the repository. Name a file of the same repository.',
    ],
    [
      'an absolute path',
      { own: own('extends: [/etc/a.yml]') },
      '.github/sluice.yml:1:11: extends[0]: This path leaves the repository. Name a file of the same repository.',
    ],
    [
      'an error in a parent',
      { own: own('extends: [./a.yml]', { '.github/a.yml': 'rules: { nope/x: warn }' }) },
      '.github/a.yml:1:10: rules.nope/x: There is no such rule. `sluice rules` lists them.',
    ],
    [
      'an error in the organisation’s',
      { organisation: organisation('rule: {}'), own: own('') },
      'acme/.github: sluice.yml:1:1: rule: There is no key `rule` here. Did you mean rules?',
    ],
  ])('%s', async (_, input, expected) => expect(await errorsOf(input)).toEqual([expected]))

  test('levels are limited', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`.github/${i}.yml`, `extends: [./${i + 1}.yml]`]),
    )
    expect((await errorsOf({ own: own('extends: [./0.yml]', files) }))[0]).toMatch(/deeper than 10 levels/)
  })

  test('errors of all files are reported together, in the order the files were read', async () => {
    const found = await errorsOf({ organisation: organisation('a: 1'), own: own('b: 1\nextends: [nope]') })
    expect(found.map((error) => error.split(': There')[0])).toEqual([
      'acme/.github: sluice.yml:1:1: a',
      '.github/sluice.yml:1:1: b',
    ])
  })
})

test('the paths of parents, for whoever reads the files', async () => {
  const source = { name: 'x', path: '.github/sluice.yml' }
  expect(
    await parentPaths({
      ...source,
      text: 'extends: [recommended, ./a.yml, ../b/c.yml, ../../d.yml, ./a.yml]',
    }),
  ).toEqual(['.github/a.yml', 'b/c.yml'])
  expect(await parentPaths({ ...source, text: ': [' })).toEqual([])
})

test('everything a file can say, in the words of the core', async () => {
  const text = `
extends: []
databases:
  - { paths: [migrations/**], dialect: postgres, version: 15.4, statistics: .github/stats.json, transaction: none }
  - { paths: [my/**], dialect: mariadb, version: 10.11 }
rules:
  postgres/*: block
  squawk:ban-lock: off
  squawk:*: info
  postgres/ban-lock-table: { enforcement: warn, light: off, grave: block, paths: [db/**], options: { most: 5, names: [x] } }
  acme/x: info
custom:
  - { id: acme/x, when: "true", message: "No.", severity: high, enforcement: block }
approvals: { high: { count: 2, teams: [acme/data] }, low: { count: 0 } }
waivers: { teams: [acme/data], max_days: 7, by_author: true }
suppressions: { forbidden: [migration/*, squawk:ban-lock] }
on: { not_evaluated: block, rehearsal_unavailable: ignore, model_unavailable: warn }
review:
  share: redacted
  enforcement: info
  categories: { security: block, documentation: off }
  exclude: { paths: [secret/**], relations: [pii.*] }
  shadow: true
  models: { deep: m }
  budget: { per_pull_request_usd: 0.6, per_day_usd: 20 }
`
  const { sources, ...policy } = await resolved({ own: own(text) })
  expect(policy).toEqual({
    databases: [
      {
        paths: ['migrations/**'],
        dialect: 'postgres',
        version: 15,
        statistics: '.github/stats.json',
        transaction: 'none',
      },
      { paths: ['my/**'], dialect: 'mariadb', version: 10.11 },
    ],
    rules: [
      { pattern: 'postgres/*', enforcement: 'block' },
      { pattern: 'postgres/ban-lock-table', enforcement: 'off' },
      { pattern: 'migration/ban-drop-table', enforcement: 'off' },
      { pattern: 'postgres/ban-lock-table', enforcement: 'info' },
      { pattern: 'postgres/require-concurrent-index', enforcement: 'info' },
      { pattern: 'migration/ban-drop-table', enforcement: 'info' },
      {
        pattern: 'postgres/ban-lock-table',
        enforcement: 'warn',
        light: 'off',
        grave: 'block',
        paths: ['db/**'],
        options: { most: 5, names: ['x'] },
      },
      { pattern: 'acme/x', enforcement: 'info' },
    ],
    custom: [{ id: 'acme/x', when: 'true', message: 'No.', severity: 'high', enforcement: 'block' }],
    approvals: { low: { count: 0, teams: [] }, high: { count: 2, teams: ['acme/data'] } },
    waivers: { teams: ['acme/data'], maxDays: 7, byAuthor: true },
    suppressions: { forbidden: ['migration/*', 'postgres/ban-lock-table', 'migration/ban-drop-table'] },
    on: { notEvaluated: 'block', rehearsalUnavailable: 'ignore', modelUnavailable: 'warn' },
    review: {
      share: 'redacted',
      enforcement: 'info',
      categories: { security: 'block', documentation: 'off' },
      exclude: { paths: ['secret/**'], relations: ['pii.*'] },
      shadow: true,
      models: { deep: 'm' },
      budget: { perPullRequestUsd: 0.6, perDayUsd: 20 },
    },
  })
  expect(sources).toEqual([{ name: '.github/sluice.yml' }])
})

test('what an organisation keeps from the model, and what it lets it cost, no repository widens', async () => {
  const parent = organisation(
    'review: { share: redacted, exclude: { relations: [pii.*] }, budget: { per_day_usd: 5 }, categories: { cost: off } }',
  )
  const review = async (text: string) => (await resolved({ organisation: parent, own: own(text) })).review
  const wider =
    'review: { share: full, exclude: { paths: [x/**] }, budget: { per_day_usd: 50, per_pull_request_usd: 1 } }'
  expect(await review(wider)).toMatchObject({
    share: 'redacted',
    exclude: { paths: ['x/**'], relations: ['pii.*'] },
    budget: { perDayUsd: 5, perPullRequestUsd: 1 },
    categories: { cost: 'off' },
  })
  expect(await review('review: { share: schema, budget: { per_day_usd: 1 } }')).toMatchObject({
    share: 'schema',
    budget: { perDayUsd: 1 },
  })
})

test('anchors and aliases repeat a value', async () => {
  const text =
    'extends: []\nrules:\n  postgres/*: &soft { enforcement: warn, paths: [a/**] }\n  migration/*: *soft\n'
  expect((await resolved({ own: own(text) })).rules).toEqual([
    { pattern: 'postgres/*', enforcement: 'warn', paths: ['a/**'] },
    { pattern: 'migration/*', enforcement: 'warn', paths: ['a/**'] },
  ])
})

test("an organisation's custom rule can be set and defined anew, what it forbids cannot be allowed", async () => {
  const custom = (message: string) =>
    `custom: [{ id: acme/x, when: "true", message: ${message}, severity: low, enforcement: warn }]`
  const parent = organisation(`${custom('old')}\nsuppressions: { forbidden: [migration/*] }`)
  const set = await resolved({
    organisation: parent,
    own: own('rules: { acme/x: off }\nsuppressions: { forbidden: [] }'),
  })
  expect(set.rules.at(-1)).toEqual({ pattern: 'acme/x', enforcement: 'off' })
  expect(set.suppressions.forbidden).toEqual(['migration/*'])
  const anew = await resolved({ organisation: parent, own: own(custom('new')) })
  expect(anew.custom.map(({ message }) => message)).toEqual(['new'])
})
