import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rules } from '../rules/index.ts'
import { generatedFiles } from '../scripts/generated-files.ts'
import { ruleMatcher } from '../src/core/glob.ts'
import { packLayer, packNames } from '../src/policy/packs.ts'

const root = resolve(import.meta.dirname, '..')

describe('generated files', async () => {
  const files = await generatedFiles(root)

  test.each([...files])('%s is what `npm run generate` writes', (path, text) => {
    expect(existsSync(join(root, path)), `${path} is missing: run npm run generate`).toBe(true)
    expect(readFileSync(join(root, path), 'utf8')).toBe(text)
  })

  test('there is no page of a rule that is gone', () => {
    const pages = globSync('docs/rules/**/*.md', { cwd: root }).map((path) => path.replaceAll('\\', '/'))
    expect(pages.filter((path) => !files.has(path))).toEqual([])
  })
})

describe('the rules', () => {
  const files = globSync('rules/*/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'))

  test('are called by their path, those of a table by the path of the table and what they add to it', () => {
    const homes = files.map((path) => path.slice('rules/'.length, -'.ts'.length))
    const homeless = rules.filter(({ id }) => !homes.some((home) => id === home || id.startsWith(`${home}-`)))
    expect(homeless.map(({ id }) => id)).toEqual([])
    const empty = homes.filter((home) => !rules.some(({ id }) => id === home || id.startsWith(`${home}-`)))
    expect(empty).toEqual([])
  })

  test('have ids of their own', () => {
    const ids = rules.map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  test.each(packNames())('the pack %s names only rules that exist', (name) => {
    const patterns = packLayer(name)?.rules.map(({ pattern }) => pattern) ?? []
    const unknown = patterns.filter((pattern) => !rules.some(({ id }) => ruleMatcher(pattern)(id)))
    expect(unknown).toEqual([])
  })

  test('each have a place in the recommended pack, but for the one the policy’s `on` decides', () => {
    const named = packLayer('recommended')?.rules.map(({ pattern }) => ruleMatcher(pattern)) ?? []
    const missing = rules.filter(({ id }) => !named.some((matches) => matches(id))).map(({ id }) => id)
    expect(missing).toEqual(['sluice/not-evaluated'])
  })

  test('give way to one another only one way, so that no finding is lost between two', () => {
    const yields = new Map(rules.map(({ id, subsumedBy = [] }) => [id, subsumedBy]))
    const mutual = rules.flatMap(({ id, subsumedBy = [] }) =>
      subsumedBy.filter((other) => yields.get(other)?.includes(id)),
    )
    expect(mutual).toEqual([])
    expect([...yields.values()].flat().filter((id) => !yields.has(id))).toEqual([])
  })
})
