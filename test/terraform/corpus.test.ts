import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isList, isMap, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'

// Modules that use the language as people do, and a little worse. Their outputs are what `expected.json` says; what cannot be known stands
// there as `(unknown)`.

const corpus = join(import.meta.dirname, '../../fixtures/terraform/corpus')
const reader = openTerraformReader()
afterAll(() => reader.close())

test.each(readdirSync(corpus))('%s', async (name) => {
  const folder = join(corpus, name)
  const head = new Map(
    globSync('**/*.*', { cwd: folder })
      .filter((path) => path !== 'expected.json')
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  )
  const tree = { base: new Map(), head, changed: new Set(head.keys()) }
  const { configurations, failures } = (await reader.read(tree)).head
  expect([...failures]).toEqual([])
  const [configuration, ...others] = configurations
  expect(others).toEqual([])
  expect(configuration?.problems).toEqual([])
  const outputs = (configuration?.outputs ?? []).filter(({ module }) => module === '')
  expect(Object.fromEntries(outputs.map((output) => [output.name, plain(output.value)]))).toEqual(
    JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')),
  )
})

function plain(value: Value): unknown {
  if (isUnknown(value)) return '(unknown)'
  if (isList(value)) return value.map(plain)
  return isMap(value) ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value
}
