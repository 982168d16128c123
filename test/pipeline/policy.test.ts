import { describe, expect, test } from 'vitest'
import type { FileContent, Tree } from '../../src/core/snapshot.ts'
import { policyAt } from '../../src/pipeline/policy.ts'
import { policyErrorText } from '../../src/policy/errors.ts'
import type { PolicySource } from '../../src/policy/source.ts'

const commit = '3f9c2e1b7a6d5c4e3f2a1b0c9d8e7f6a5b4c3d2e'
const tree = (files: Record<string, string | FileContent>): Tree => ({
  commit,
  files: new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? { kind: 'text', text: content } : content,
    ]),
  ),
  paths: Object.keys(files),
})
const organisation: PolicySource = {
  name: 'acme/.github: .github/sluice.yml',
  path: '.github/sluice.yml',
  text: 'approvals:\n  high: { count: 2 }\n',
}
const errors = async (at: Tree, above?: PolicySource) => {
  const result = await policyAt(at, above)
  return result.ok ? [] : result.errors.map(policyErrorText)
}
const sources = async (at: Tree, above?: PolicySource) => {
  const result = await policyAt(at, above)
  return result.ok ? result.policy.sources : result.errors
}

describe('the policy of a commit', () => {
  test('is the recommended one when nobody wrote any', async () => {
    expect(await sources(tree({ 'a.sql': 'SELECT 1' }))).toEqual([{ name: 'recommended' }])
  })

  test('names its files with the commit, on top of the organisation', async () => {
    const own = tree({
      '.github/sluice.yml': 'extends: [./data.yml]\n',
      '.github/data.yml': 'rules: { postgres/*: warn }\n',
    })
    expect(await sources(own, organisation)).toEqual([
      { name: 'recommended' },
      { name: 'acme/.github: .github/sluice.yml' },
      { name: '.github/data.yml', commit },
      { name: '.github/sluice.yml', commit },
    ])
  })

  const custom = 'custom:\n  - { id: acme/x, when: "true", message: m, severity: high, enforcement: block }\n'
  const refused =
    'custom: This version cannot evaluate custom rules. Remove `custom`; a rule that is not evaluated would pass in silence.'
  test.each([
    [
      'its own file',
      tree({ '.github/sluice.yml': `rules: {}\n${custom}` }),
      undefined,
      '.github/sluice.yml:2:1',
    ],
    [
      'a parent',
      tree({ '.github/sluice.yml': 'extends: [./data.yml]\n', '.github/data.yml': custom }),
      undefined,
      '.github/data.yml:1:1',
    ],
    [
      'the organisation',
      tree({}),
      { ...organisation, text: `\n${custom}` },
      'acme/.github: .github/sluice.yml:2:1',
    ],
  ] as const)('with custom rules in %s is an error there', async (_, at, above, place) => {
    expect(await errors(at, above)).toEqual([`${place}: ${refused}`])
  })

  test('with an empty list of them is none', async () => {
    expect(await errors(tree({ '.github/sluice.yml': 'custom: []\n' }))).toEqual([])
  })

  test('that cannot be read is an error, not the recommended one', async () => {
    const unread: FileContent = { kind: 'unread', reason: 'not-utf8', detail: 'It is not UTF-8.' }
    expect(await errors(tree({ '.github/sluice.yml': unread }))).toEqual([
      '.github/sluice.yml:1:1: The policy cannot be read: It is not UTF-8. Make it a text file in UTF-8, or remove it.',
    ])
    const listed = { ...tree({}), paths: ['.github/sluice.yml'] }
    expect(await errors(listed)).toHaveLength(1)
  })
})
