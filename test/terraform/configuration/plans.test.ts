import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Configuration, Resource } from '../../../src/core/terraform/configuration.ts'
import { firstUnknown, isList, isMap, type Value } from '../../../src/core/terraform/value.ts'
import { configurations } from './tree.ts'

/** Terraform itself evaluated the heads of these scenarios: its plans say what each attribute came to. */
const scenarios = join(import.meta.dirname, '../../../fixtures/plans')

test.each(readdirSync(scenarios))('%s: what the code alone tells is what Terraform planned', (name) => {
  const [found] = configurations(textsIn(join(scenarios, name, 'head')))
  const plan = JSON.parse(readFileSync(join(scenarios, name, 'plan.json'), 'utf8'))
  for (const { address, deposed, change } of plan.resource_changes ?? []) {
    if (deposed !== undefined || change.after === null) continue
    const resource = found?.byAddress.get(address)
    expect(resource, address).toBeDefined()
    if (resource)
      for (const [attribute, value] of known(resource)) {
        expect([address, attribute, comparable(value)]).toEqual([
          address,
          attribute,
          comparable(change.after[attribute]),
        ])
      }
  }
})

test('the code of the scenarios has nothing that is not evaluated', () => {
  const all = readdirSync(scenarios).flatMap((name) => configurations(textsIn(join(scenarios, name, 'head'))))
  expect(all.length).toBe(readdirSync(scenarios).length)
  expect(all.flatMap(({ problems }: Configuration) => problems)).toEqual([])
})

function known({ attributes }: Resource): readonly (readonly [string, Value])[] {
  return [...attributes.values()]
    .filter(({ name, value }) => !metaArguments.has(name) && firstUnknown(value) === undefined)
    .map(({ name, value }) => [name, value])
}

const metaArguments: ReadonlySet<string> = new Set(['for_each', 'count', 'provider', 'depends_on'])

/** Providers take numbers as texts, sets in any order and JSON in any form. */
function comparable(value: Value | object | undefined): unknown {
  if (isMap(value as Value)) return comparable(Object.fromEntries(value as ReadonlyMap<string, Value>))
  if (isList(value as Value)) return (value as Value[]).map((item) => JSON.stringify(comparable(item))).sort()
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, item]) => [key, comparable(item)] as const)
    return Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1)))
  }
  const text = String(value ?? null)
  return text.startsWith('{') ? comparable(JSON.parse(text)) : text
}

function textsIn(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return Object.fromEntries(
    paths
      .filter((path) => /\.(?:tf|tfvars)$/.test(path))
      .map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  )
}
