import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settingFor } from '../../src/core/enforcement.ts'
import { packsModuleText, policySchemaJson, validatorModuleText } from '../../src/policy/generate.ts'
import { defaultPolicy, packLayer, packNames, packs } from '../../src/policy/packs.ts'
import { readLayer } from '../../src/policy/read.ts'
import { resolvePolicy } from '../../src/policy/resolve.ts'
import { importsOf } from '../imports.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const files = new Map(
  globSync('policies/*.yml', { cwd: root })
    .sort()
    .map((path) => [basename(path, '.yml'), read(path)]),
)
const paths = { own: { name: 'p', path: 'p.yml' } }
const strict = await resolvePolicy({ own: { ...paths.own, text: 'extends: [strict]' }, rules: [] })

describe('what is generated is fresh', () => {
  test('the packs', () => {
    expect(packs()).toEqual(files)
    expect(read('src/policy/packs.generated.ts')).toBe(packsModuleText(files))
  })
  test('the validator', () => expect(read('src/policy/validator.generated.ts')).toBe(validatorModuleText()))
  test('the schema', () => expect(read('policies/policy.schema.json')).toBe(policySchemaJson()))
})

describe('packs', () => {
  test.each([...files])('%s says what its text says', (name, text) => {
    const layer = readLayer({ name, text })
    expect('errors' in layer ? layer.errors : layer.layer).toEqual(packLayer(name))
  })

  test('recommended and strict are there', () => expect(packNames()).toEqual(['recommended', 'strict']))

  test('recommended names each rule once, in full', () => {
    const patterns = defaultPolicy().rules.map(({ pattern }) => pattern)
    expect(new Set(patterns).size).toBe(patterns.length)
    expect(patterns.filter((pattern) => pattern.includes('*'))).toEqual([])
  })

  test('strict blocks what recommended warns of and warns of what it informs of; nothing else', () => {
    if (!strict.ok) throw new Error('strict does not resolve')
    const raised = { block: 'block', warn: 'block', info: 'warn', off: 'off' }
    for (const { pattern } of defaultPolicy().rules) {
      const soft = settingFor(defaultPolicy(), pattern, 'a').enforcement
      expect([pattern, settingFor(strict.policy, pattern, 'a').enforcement]).toEqual([pattern, raised[soft]])
    }
    expect(
      strict.policy.rules.every(({ pattern }) =>
        defaultPolicy().rules.some((rule) => rule.pattern === pattern),
      ),
    ).toBe(true)
  })

  test('a large table makes an unbatched backfill block', () => {
    expect(settingFor(defaultPolicy(), 'migration/require-batched-backfill', 'a')).toMatchObject({
      enforcement: 'warn',
      grave: 'block',
    })
  })
})

test('without a policy file nothing beside the packs is loaded', () => {
  const seen = new Set<string>()
  const follow = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    // Dynamic imports are what is loaded later, and types are gone before anything is.
    const source = read(file)
      .replace(/^(?:im|ex)port type .* from .*$/gm, '')
      .replace(/await import\(.*\)/g, 'null')
    for (const specifier of importsOf(source)) {
      if (specifier.startsWith('.')) follow(join(file, '..', specifier))
      else seen.add(specifier)
    }
  }
  follow('src/policy/resolve.ts')
  const room = [...seen].filter((name) => !name.startsWith('src/core/'))
  expect(room.sort()).toEqual([
    'src/policy/errors.ts',
    'src/policy/layer.ts',
    'src/policy/packs.generated.ts',
    'src/policy/packs.ts',
    'src/policy/resolve.ts',
  ])
})
