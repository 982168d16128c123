import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { promptHashOf, promptTexts, promptVersions } from '../../../scripts/prompts-module.ts'
import { promptHash, promptVersion } from '../../../src/review/prompts.ts'

const root = resolve(import.meta.dirname, '../../..')
const texts = promptTexts(root)
const versions = promptVersions(root)

describe('the changelog of the prompts', () => {
  test('has the texts as they are as its newest version: one that changes makes a new entry with this hash', () => {
    expect(versions[0]?.hash).toBe(promptHashOf(texts))
    expect(promptHash).toBe(versions[0]?.hash)
    expect(promptVersion).toBe(String(versions[0]?.version))
  })

  test('counts versions down to 1, none twice, no text twice, no date before an older one', () => {
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, i) => versions.length - i))
    expect(new Set(versions.map(({ hash }) => hash)).size).toBe(versions.length)
    const dates = versions.map(({ date }) => date)
    expect(dates.toSorted().toReversed()).toEqual(dates)
  })

  test.each(versions)('says what version $version changed', ({ words }) => {
    expect(words.length).toBeGreaterThan(40)
  })
})

describe('the hash', () => {
  test.each([...texts.keys()])('is another one when %s changes by one character, name or place', (name) => {
    const changed = new Map(texts).set(name, `${texts.get(name)}.`)
    const renamed = new Map([...texts].map(([key, text]) => [key === name ? `${key}s` : key, text]))
    expect(promptHashOf(changed)).not.toBe(promptHashOf(texts))
    expect(promptHashOf(renamed)).not.toBe(promptHashOf(texts))
  })
})

describe('a prompt', () => {
  const most = 5000

  test.each([...texts])(
    '%s is no longer than it may be, in plain characters, with one heading at its top',
    (_, text) => {
      expect(text.length).toBeLessThanOrEqual(most)
      expect(text).toMatch(/^##? \S.*\n\n[^\n]/)
      expect(text.endsWith('\n')).toBe(true)
      expect(text.replace(/[‹]/g, '')).toMatch(/^[\n\x20-\x7e]*$/)
    },
  )
})
