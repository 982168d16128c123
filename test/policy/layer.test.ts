import fc from 'fast-check'
import { expect, test } from 'vitest'
import { enforcements } from '../../src/core/finding.ts'
import { emptyLayer, type Layer, mergeLayers } from '../../src/policy/layer.ts'

const enforcement = fc.constantFrom(...enforcements)
const approval = fc.record({ count: fc.nat(3), teams: fc.constant([] as string[]) })
const consequence = fc.constantFrom('block' as const, 'warn' as const, 'ignore' as const)
const layer: fc.Arbitrary<Layer> = fc.record({
  databases: fc.array(fc.record({ paths: fc.constant(['a']), version: fc.nat(18) }), { maxLength: 2 }),
  rules: fc.array(fc.record({ pattern: fc.constantFrom('a/b', 'a/*'), enforcement }), { maxLength: 3 }),
  custom: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('x/1', 'x/2', 'x/3'),
      when: fc.constant('true'),
      message: fc.string(),
      severity: fc.constant('low' as const),
      enforcement,
    }),
    { maxLength: 3, selector: ({ id }) => id },
  ),
  approvals: fc.record({ low: approval, high: approval }, { requiredKeys: [] }),
  waivers: fc.record({ maxDays: fc.nat(90), byAuthor: fc.boolean() }, { requiredKeys: [] }),
  forbidden: fc.uniqueArray(fc.constantFrom('a/b', 'a/c', 'a/d')),
  on: fc.record({ notEvaluated: consequence, modelUnavailable: consequence }, { requiredKeys: [] }),
  review: fc.record(
    {
      share: fc.constantFrom('off' as const, 'full' as const),
      models: fc.record({ deep: fc.string(), triage: fc.string() }, { requiredKeys: [] }),
      budget: fc.record({ perDayUsd: fc.nat() }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
})

test('merging is associative', () => {
  fc.assert(
    fc.property(layer, layer, layer, (a, b, c) => {
      expect(mergeLayers(mergeLayers(a, b), c)).toEqual(mergeLayers(a, mergeLayers(b, c)))
    }),
  )
})

test('the empty layer changes nothing', () => {
  fc.assert(
    fc.property(layer, (one) => {
      expect(mergeLayers(emptyLayer, one)).toEqual(one)
      expect(mergeLayers(one, emptyLayer)).toEqual(one)
    }),
  )
})
