import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Attribute, Resource } from '../../../src/core/terraform/configuration.ts'
import { joined, linksTo } from '../../../src/core/terraform/link.ts'
import { unknown, type Value } from '../../../src/core/terraform/value.ts'

const place = { path: 'main.tf', range: { start: 0, end: 1 } }

function resource(type: string, name: string, given: Readonly<Record<string, Value>>): Resource {
  const attributes = new Map(
    Object.entries(given).map(([key, value]): [string, Attribute] => [
      key,
      { name: key, value, place, parts: [], via: [] },
    ]),
  )
  const address = `${type}.${name}`
  return {
    ...{
      type: 'resource',
      labels: [type, name],
      header: place,
      place,
      attributes,
      blocks: [],
      open: new Map(),
    },
    ...{ mode: 'managed', address, declared: address.replace(/\[.*/, ''), resourceType: type, name },
    ...{ module: '', calls: [] },
  }
}

const documentOf = (resources: readonly Resource[]) => ({ resources, modules: [], problems: [] })

const texts = fc.constantFrom<Value>('a', 'b', 'c', '')
const open = fc.constantFrom<Value>(unknown('var.x has no value here'), { kind: 'masked', number: 1 })
const reference = fc
  .constantFrom('b.one', 'b.two', 'b.one["k"]')
  .map(
    (address): Value => ({ ...unknown(`${address} is made later`), reference: { address, attribute: 'id' } }),
  )
const inside = reference.map((part): Value => ({ ...unknown('a template'), parts: ['x/', part as never] }))
const naming = fc.oneof(texts, open, reference, inside, fc.constant<Value>(null))

const halves = fc.array(fc.tuple(naming, fc.boolean()), { maxLength: 8 }).map((values) =>
  values.map(([value, isOpen], i) => ({
    ...resource('half', `h${i}`, { bucket: value }),
    ...(isOpen && { uncertain: unknown('count is not known') }),
  })),
)
const targets = fc
  .tuple(fc.constantFrom('one', 'two', 'one["k"]'), fc.oneof(texts, open, fc.constant<Value>(null)))
  .map(([name, value]) => resource('b', name, { bucket: value }))

test('what is joined is what links, one by one', () => {
  fc.assert(
    fc.property(halves, targets, (all, target) => {
      const links = all.map((half) => ({ half, link: linksTo(half, 'bucket', target) }))
      const { found, maybe } = joined(documentOf(all), target, { types: ['half'], by: 'bucket' })
      expect(found).toEqual(
        links.filter(({ half, link }) => link === 'yes' && !half.uncertain).map(({ half }) => half),
      )
      const doubtful = links.some(
        ({ half, link }) => link === 'unknown' || (link === 'yes' && half.uncertain),
      )
      expect(maybe !== undefined).toBe(doubtful)
    }),
    { numRuns: 500 },
  )
})

test('of two that may be meant, the first in the code is named', () => {
  const all = [
    resource('half', 'x', { bucket: 'other' }),
    resource('half', 'y', { bucket: unknown('no value') }),
  ]
  const { maybe } = joined(documentOf(all), resource('b', 'one', {}), { types: ['half'], by: 'bucket' })
  expect(maybe?.because[0]?.text).toBe('half.x may belong to b.one')
})
